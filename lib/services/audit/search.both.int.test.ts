import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createRandom } from "#e2e/support/access/tamperings.ts";
import {
  apiKeyActorOf,
  createContext,
  createTestRuntime,
  insertKey,
  insertTeam,
  type TestTeam,
  userActorOf,
} from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import type { AuditFilter } from "#lib/contract/team/audit-events.ts";
import { createId } from "#lib/domain/common/ids.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import type { HeavyContext } from "../context.ts";
import { exportAuditEvents } from "./export.ts";
import { listAuditEvents, searchAuditEvents } from "./list.ts";

let database: Database;
let runtime: Runtime;
let team: TestTeam;
let ctx: HeavyContext;

beforeAll(async () => {
  database = await openTestDatabase();
  runtime = createTestRuntime(database);
});

beforeEach(async () => {
  team = await insertTeam(database, { name: "Engines" });
  ctx = createContext(runtime, await userActorOf(database, team, team.owner.id));
});

afterAll(async () => {
  await runtime.usage.stop();
  await database.close();
});

interface TestEvent {
  seq: number;
  at?: number;
  actor?: { type: string; id: string };
  target?: { type: string; id: string };
}

/** Events with these numbers. A search walks the numbers, whether or not they have an event. */
async function insertEvents(events: readonly TestEvent[]): Promise<void> {
  const empty = new Uint8Array();
  await database.prisma.auditEvent.createMany({
    data: events.map(({ seq, at = seq, actor, target }) => ({
      id: createId("event"),
      chainId: team.id,
      seq: BigInt(seq),
      action: "key.update",
      actorType: actor?.type ?? "user",
      actorId: actor?.id ?? team.owner.id,
      targetType: target?.type ?? "key",
      targetId: target?.id ?? "key_x",
      changes: {},
      requestId: createId("request"),
      occurredAt: new Date(at),
      prevHash: empty,
      hash: empty,
      personal: {},
      personalHash: empty,
    })),
  });
  const seq = BigInt(Math.max(...events.map((event) => event.seq)));
  await database.prisma.auditHead.create({ data: { chainId: team.id, seq, hash: empty } });
}

async function findNumbers(context: HeavyContext, filter: AuditFilter): Promise<number[]> {
  const { data } = await searchAuditEvents(context, { ...filter, limit: 100 });
  return data.map(({ seq }) => seq);
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const start = Date.UTC(2026, 0, 5, 10);

describe("a search with dates", () => {
  test("finds events that were recorded in another order than they happened", async () => {
    await insertEvents([
      { seq: 1, at: start - 2 * day },
      { seq: 2, at: start + 5 },
      { seq: 3, at: start },
      { seq: 4, at: start + 2 * day },
    ]);
    expect(await findNumbers(ctx, { q: "changed", to: new Date(start + day) })).toEqual([3, 2, 1]);
    expect(await findNumbers(ctx, { q: "changed", from: new Date(start + 1) })).toEqual([4, 2]);
    expect(await findNumbers(ctx, { q: "changed", from: new Date(start), to: new Date(start + 1) })).toEqual([
      3,
    ]);
  });

  test("finds what the list with these dates has, up to an hour out of order", async () => {
    const pick = createRandom(20_260_105);
    let time = start;
    const events = Array.from({ length: 60 }, (_, index) => {
      time += pick(3) === 0 ? 5 * hour : 0;
      return { seq: index + 1, at: time + pick(60) * minute };
    });
    await insertEvents(events);
    const pickTime = () => new Date((events[pick(events.length)]?.at ?? start) + pick(3) - 1);
    for (let round = 0; round < 40; round++) {
      const dates = {
        ...(pick(3) === 0 ? {} : { from: pickTime() }),
        ...(pick(3) === 0 ? {} : { to: pickTime() }),
      };
      const listed = (await listAuditEvents(ctx, { ...dates, limit: 100 })).data.map(({ seq }) => seq);
      expect(await findNumbers(ctx, { ...dates, q: "changed" }), JSON.stringify(dates)).toEqual(listed);
    }
  });
});

describe("names", () => {
  test("of every kind are searched, and only by the caller's own team", async () => {
    const [server, worker, permission] = [
      createId("fhirServer"),
      createId("worker"),
      createId("teamPermission"),
    ];
    const place = { teamId: team.id, environmentId: team.environments.production ?? "" };
    await database.prisma.fhirServer.create({
      data: { ...place, id: server, name: "Ärzte", baseUrl: "https://x.example" },
    });
    await database.prisma.worker.create({ data: { ...place, id: worker, name: "Sorter" } });
    await database.prisma.teamPermission.create({
      data: { id: permission, teamId: team.id, name: "invoices:read", description: "" },
    });
    const member = await database.prisma.member.findFirstOrThrow({ where: { teamId: team.id } });
    await insertEvents(
      [server, worker, permission, team.id, team.environments.production ?? "", member.id].map(
        (id, index) => ({
          seq: index + 1,
          target: { type: "any", id },
          actor: { type: "system", id: "nobody" },
        }),
      ),
    );
    const owner = await database.prisma.user.findUniqueOrThrow({ where: { id: team.owner.id } });
    const words = ["ÄRZTE", "sorter", "invoices", "engines", "production", owner.name];
    for (const [index, q] of words.entries()) expect(await findNumbers(ctx, { q }), q).toEqual([index + 1]);
    const events = await database.prisma.auditEvent.findMany({ where: { chainId: team.id } });
    const other = await insertTeam(database, { name: "Other" });
    team = other;
    await insertEvents(
      events.map((event) => ({ seq: Number(event.seq), target: { type: "any", id: event.targetId } })),
    );
    const foreign = createContext(runtime, await userActorOf(database, other, other.owner.id));
    for (const q of words.slice(0, 5)) expect(await findNumbers(foreign, { q }), q).toEqual([]);
  });

  test("of more than 10,000 keys are searched", async () => {
    await database.pool.query(
      `INSERT INTO api_keys (id, team_id, environment_id, name, owner_type, owner_user_id, created_by_id, created_at, updated_at)
       SELECT 'key_' || lpad(n::text, 26, '0'), $1, $2, 'Mass ' || n, 'user', $3, $3, now(), now()
       FROM generate_series(1, 10001) n`,
      [team.id, team.environments.production, team.owner.id],
    );
    await insertEvents([{ seq: 1, target: { type: "key", id: `key_${"1".padStart(26, "0")}` } }]);
    expect(await findNumbers(ctx, { q: "mass" })).toEqual([1]);
  });

  test("and ids of keys that act are hidden from a key that can't see them", async () => {
    const name = (text: string, resources: readonly string[] = []) => ({
      name: text,
      resources: { create: resources.map((resource) => ({ resource })) },
    });
    const [one, both] = [["workers:wrk_1"], ["workers:wrk_1", "workers:wrk_2"]];
    const caller = await insertKey(database, team, name("Caller", one));
    const same = await insertKey(database, team, name("Samelimit", one));
    const wider = await insertKey(database, team, name("Widerlimit", both));
    const unlimited = await insertKey(database, team, name("Unlimited"));
    const elsewhere = await insertKey(database, team, {
      ...name("Elsewhere", one),
      environmentId: team.environments.production ?? "",
    });
    const actors = [same, wider, unlimited, elsewhere];
    await insertEvents(
      actors.map(({ id }, index) => ({
        seq: index + 1,
        actor: { type: "apiKey", id },
        target: { type: "key", id: caller.id },
      })),
    );
    const asKey = createContext(runtime, await apiKeyActorOf(database, caller.id));
    expect(await findNumbers(asKey, { q: "changed" })).toEqual([4, 3, 2, 1]);
    for (const [index, { id }] of actors.entries()) {
      const visible = index === 0 ? [1] : [];
      const word = ["samelimit", "widerlimit", "unlimited", "elsewhere"][index] ?? "";
      expect(await findNumbers(asKey, { q: word }), word).toEqual(visible);
      expect(await findNumbers(asKey, { q: id }), word).toEqual(visible);
      expect(await findNumbers(asKey, { actor: id }), word).toEqual(visible);
      expect(await findNumbers(asKey, { actor: id, q: "changed" }), word).toEqual(visible);
      for (const filter of [{ q: word }, { q: id }, { actor: id }]) {
        expect(await findNumbers(ctx, filter), word).toEqual([index + 1]);
      }
    }
  });
});

test("a search stops after a second, says how far it got, and continues from there", async () => {
  await insertEvents([3, 9_000, 45_000].map((seq) => ({ seq })));
  let ms = 0;
  const search = (cursor: string | undefined) =>
    searchAuditEvents(ctx, { q: "nothing", limit: 10, cursor }, () => {
      ms += 600;
      return ms;
    });
  const first = await search(undefined);
  // Two steps of 10,000 numbers.
  expect(first).toMatchObject({ data: [], searchedBackTo: new Date(45_000).toISOString() });
  const second = await search(first.nextCursor ?? undefined);
  expect(second).toMatchObject({ data: [], searchedBackTo: new Date(9_000).toISOString() });
  const third = await search(second.nextCursor ?? undefined);
  expect(third).toMatchObject({ data: [], nextCursor: null, searchedBackTo: null });
});

test("an export gives its client a chance to stop after each step that finds nothing", async () => {
  await insertEvents([1, 35_000].map((seq) => ({ seq })));
  const parts: string[] = [];
  for await (const part of exportAuditEvents(ctx, { q: "nothing" }, "jsonl")) parts.push(part);
  expect(parts).toEqual(["", "", "", ""]);
});

test("only a context that has the team's turn can search", () => {
  const { isHeavy: _, ...plain } = ctx;
  // @ts-expect-error: the list takes no text to search for.
  const list = () => listAuditEvents(plain, { q: "nothing", limit: 1 });
  // @ts-expect-error: a plain context has no turn.
  const search = () => searchAuditEvents(plain, { q: "nothing", limit: 1 });
  expect([list, search]).toHaveLength(2);
});
