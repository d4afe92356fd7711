import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { type ApiCall, callApi, createSessionCookie } from "#e2e/support/access/api-caller.ts";
import {
  createContext,
  createTestRuntime,
  insertKey,
  insertMember,
  insertTeam,
  type TestTeam,
  userActorOf,
} from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { type AuditEventPageDto, maxSearchedEvents } from "#lib/contract/team/audit-events.ts";
import { createMemoryLimiter } from "#lib/domain/limits/limiter.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { type Runtime, setRuntime } from "#lib/platform/runtime/runtime.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";

let database: Database;
let runtime: Runtime;
let team: TestTeam;

beforeAll(async () => {
  database = await openTestDatabase();
  runtime = createTestRuntime(database);
});

beforeEach(async () => {
  setRuntime({ ...runtime, limiter: createMemoryLimiter({ maxCounters: 1000 }) });
  team = await insertTeam(database, { name: "Engines" });
});

afterAll(async () => {
  setRuntime(undefined);
  await runtime.usage.stop();
  await database.close();
});

interface TestEvent {
  action?: string;
  target?: { type: string; id: string };
  address?: string;
  email?: string;
  occurredAt?: Date;
  teamId?: string;
}

async function emit({ action = "key.create", target, address, email, occurredAt, teamId }: TestEvent) {
  const actor = await userActorOf(database, team, team.owner.id);
  const ctx = createContext(runtime, actor, occurredAt ?? new Date());
  const request = { ...ctx.request, address: address ?? "192.0.2.1" };
  await withTransaction(database, (tx) =>
    emitAudit(
      tx,
      { ...ctx, request },
      {
        teamId: teamId ?? team.id,
        action,
        target: target ?? { type: "team", id: team.id },
        changes: {},
        ...(email === undefined ? {} : { personal: { email } }),
      },
    ),
  );
}

async function callAs(userId: string, query: string, call: ApiCall = {}) {
  const { cookie } = await createSessionCookie(database, runtime, userId);
  return callApi(`/audit-events?${query}`, { ...call, cookie, headers: { "x-team-id": team.id } });
}

async function search(q: string, rest: Record<string, string> = {}): Promise<AuditEventPageDto> {
  const { status, body } = await callAs(team.owner.id, String(new URLSearchParams({ q, ...rest })));
  expect(status, JSON.stringify(body)).toBe(200);
  return body as AuditEventPageDto;
}

async function listNumbers(q: string, rest?: Record<string, string>) {
  return (await search(q, rest)).data.map(({ seq }) => seq);
}

async function insertNamedKey(name: string) {
  const { id } = await insertKey(database, team);
  await database.prisma.apiKey.updateMany({ where: { id, teamId: team.id }, data: { name } });
  return { type: "key", id };
}

describe("a search", () => {
  test("finds who, what, names, addresses and ids, and every word must match", async () => {
    const member = await insertMember(database, team, "viewer");
    await database.prisma.user.update({ where: { id: member.id }, data: { name: "Grace Hopper" } });
    const key = await insertNamedKey("Billing service");
    await emit({ action: "key.rotate", target: key });
    await emit({ action: "member.suspend", target: { type: "member", id: member.memberId } });
    await emit({ action: "key.delete", target: key, address: "2001:db8::77" });
    await emit({
      action: "invitation.create",
      target: { type: "invitation", id: "inv_1" },
      email: "eve@x.example",
    });
    const environment = { type: "environment", id: team.environments.staging ?? "" };
    await emit({ action: "environment.update", target: environment });
    expect(await listNumbers("billing")).toEqual([3, 1]);
    expect(await listNumbers("BILLING rotated")).toEqual([1]);
    expect(await listNumbers("hopper")).toEqual([2]);
    expect(await listNumbers("key.rotate")).toEqual([1]);
    expect(await listNumbers("db8::77")).toEqual([3]);
    expect(await listNumbers("eve@x")).toEqual([4]);
    expect(await listNumbers("staging")).toEqual([5]);
    expect(await listNumbers(key.id)).toEqual([3, 1]);
    expect(await listNumbers("hopper rotated")).toEqual([]);
    expect(await listNumbers("  ")).toEqual([5, 4, 3, 2, 1]);
    const [first] = (await search("db8::77")).data;
    expect(await listNumbers(first?.id ?? "")).toEqual([3]);
    const owner = await database.prisma.user.findUniqueOrThrow({ where: { id: team.owner.id } });
    expect(await listNumbers(`${owner.name} deleted`)).toEqual([3]);
  });

  test.each(["100%", "a_b", "c\\d", "%", "_", "\\", "'; --"])("takes %j literally", async (text) => {
    await emit({ target: await insertNamedKey(`with ${text} inside`) });
    await emit({ target: await insertNamedKey("100 aXb cd") });
    expect(await listNumbers(text)).toEqual([1]);
  });

  test("finds no secret, hash or salt", async () => {
    const { id, secret } = await insertKey(database, team);
    await emit({ target: { type: "key", id } });
    const [event] = await database.prisma.auditEvent.findMany({ where: { chainId: team.id } });
    const personal = event?.personal as { salt: string };
    const hash = Buffer.from(event?.hash ?? []).toString("hex");
    for (const text of [secret.slice(3), secret.slice(0, 12), personal.salt, hash, "salt"]) {
      expect(await listNumbers(text), text).toEqual([]);
    }
    // No URL can contain a whole secret.
    expect((await callAs(team.owner.id, `q=${secret}`)).status).toBe(400);
  });

  test("combines with the other filters and continues over pages", async () => {
    const key = await insertNamedKey("Nightly");
    for (const day of [1, 2, 3, 4, 5]) {
      const occurredAt = new Date(Date.UTC(2026, 0, day, 12));
      await emit({ action: day % 2 === 0 ? "key.update" : "key.rotate", target: key, occurredAt });
    }
    expect(await listNumbers("nightly", { action: "key.rotate" })).toEqual([5, 3, 1]);
    expect(await listNumbers("nightly", { action: "key.", target: key.id })).toEqual([5, 4, 3, 2, 1]);
    const days = { from: "2026-01-02T00:00:00Z", to: "2026-01-04T00:00:00Z" };
    expect(await listNumbers("nightly", days)).toEqual([3, 2]);
    expect(await listNumbers("nightly", { from: "2030-01-01T00:00:00Z" })).toEqual([]);
    expect(await listNumbers("nightly", { actor: team.owner.id, limit: "2" })).toEqual([5, 4]);
    expect(await listNumbers("nightly", { actor: "user_x" })).toEqual([]);
    const first = await search("nightly", { limit: "3" });
    expect(first.searchedBackTo).toBeNull();
    const cursor = first.nextCursor ?? "";
    expect(await search("nightly", { limit: "3", cursor })).toMatchObject({
      data: [{ seq: 2 }, { seq: 1 }],
      nextCursor: null,
      searchedBackTo: null,
      sealedUpTo: null,
    });
    const { status } = await callAs(team.owner.id, `q=other&cursor=${cursor}`);
    expect(status).toBe(400);
  });

  test("finds the person who created the team by signing up", async () => {
    const { runtime: used, request } = createContext(
      runtime,
      await userActorOf(database, team, team.owner.id),
    );
    const ctx = {
      runtime: used,
      request,
      now: new Date(),
      actor: { type: "system", name: "sign-up" },
    } as const;
    await withTransaction(database, (tx) =>
      emitAudit(tx, ctx, {
        teamId: team.id,
        action: "team.create",
        target: { type: "team", id: team.id },
        changes: { ownerUserId: team.owner.id },
      }),
    );
    const owner = await database.prisma.user.findUniqueOrThrow({ where: { id: team.owner.id } });
    const { data } = await search(`${owner.name} created`);
    expect(data).toMatchObject([{ seq: 1, actor: { name: owner.name } }]);
    expect(await listNumbers(team.owner.id)).toEqual([1]);
    expect(await listNumbers("created", { actor: team.owner.id })).toEqual([1]);
    const { body } = await callAs(team.owner.id, `actor=${team.owner.id}`);
    expect((body as AuditEventPageDto).data).toHaveLength(1);
  });

  test("exports what it finds", async () => {
    await emit({ target: await insertNamedKey("Billing service") });
    await emit({ target: await insertNamedKey("Other") });
    const { cookie } = await createSessionCookie(database, runtime, team.owner.id);
    const headers = { "x-team-id": team.id, accept: "application/jsonl" };
    // One line, which the caller parses.
    expect(await callApi("/audit-events?q=billing", { cookie, headers })).toMatchObject({
      status: 200,
      body: { seq: 1 },
    });
  });
});

describe("access to a search", () => {
  test("requires a person or key with audit:read", async () => {
    expect((await callApi("/audit-events?q=a")).status).toBe(401);
    const viewer = await insertMember(database, team, "viewer");
    expect((await callAs(viewer.id, "q=a")).status).toBe(403);
    const admin = await insertMember(database, team, "admin");
    expect((await callAs(admin.id, "q=a")).status).toBe(200);
  });

  test.each([
    ["more than 100 characters", "x".repeat(101)],
    ["more than 8 words", "1 2 3 4 5 6 7 8 9"],
    ["a character that can't be stored", "a\u0000b"],
  ])("rejects %s", async (_, q) => {
    const { status } = await callAs(team.owner.id, String(new URLSearchParams({ q })));
    expect(status).toBe(400);
  });

  test("finds nothing of another team", async () => {
    const other = await insertTeam(database);
    const { id } = await insertKey(database, other);
    await database.prisma.apiKey.updateMany({ where: { id, teamId: other.id }, data: { name: "Foreign" } });
    await emit({ teamId: other.id, target: { type: "key", id }, address: "198.51.100.99" });
    expect(await listNumbers("foreign")).toEqual([]);
    expect(await listNumbers("198.51.100.99")).toEqual([]);
    expect(await listNumbers(id)).toEqual([]);
  });

  test("a key finds only what it can see, and no name of another key", async () => {
    const own = await insertKey(database, team);
    const production = await insertKey(database, team, { environmentId: team.environments.production ?? "" });
    await emit({ target: { type: "key", id: own.id } });
    await emit({ target: { type: "key", id: production.id } });
    const find = async (q: string) => {
      const { status, body } = await callApi(`/audit-events?q=${q}`, { key: own.secret });
      expect(status).toBe(200);
      return (body as AuditEventPageDto).data.map(({ seq }) => seq);
    };
    expect(await find("generated")).toEqual([1]);
    expect(await find(production.id)).toEqual([]);
    await database.prisma.apiKey.updateMany({
      where: { id: production.id, teamId: team.id },
      data: { name: "Hidden" },
    });
    // The hidden key acted on what the other key can see.
    await database.pool.query("UPDATE audit_events SET personal = NULL WHERE chain_id = $1", [team.id]);
    expect(await find("hidden")).toEqual([]);
    expect(await listNumbers("hidden")).toEqual([2]);
  });
});

test("a request searches a bounded part of the log and says how far it got", async () => {
  const total = maxSearchedEvents + 10;
  // Only the events that matter: numbers are searched, whether or not they have an event.
  await database.pool.query(
    `INSERT INTO audit_events (id, chain_id, seq, action, actor_type, actor_id, target_type, target_id, changes, request_id,
       occurred_at, prev_hash, hash, personal, personal_hash)
     SELECT 'evt_' || lpad(n::text, 26, '0'), $1, n, 'key.update', 'user', 'user_x', 'key',
       CASE n WHEN 5 THEN 'key_rare' ELSE 'key_x' END, '{}', 'req_' || n, timestamptz '2026-01-01' + n * interval '1 second',
       '', '', '{}', ''
     FROM unnest(ARRAY[5, 11, 20000, $2::int]) AS n`,
    [team.id, total],
  );
  await database.pool.query("INSERT INTO audit_heads (chain_id, seq, hash) VALUES ($1, $2::bigint, '')", [
    team.id,
    total,
  ]);
  // However slow the machine is, the search must stop because of the number of events here, not because of its time.
  const clock = vi.spyOn(performance, "now").mockReturnValue(performance.now());
  onTestFinished(() => clock.mockRestore());
  const first = await search("key_rare");
  expect(first).toMatchObject({ data: [], searchedBackTo: "2026-01-01T00:00:11.000Z" });
  expect(first.nextCursor).not.toBeNull();
  expect(await search("key_rare", { cursor: first.nextCursor ?? "" })).toMatchObject({
    data: [{ seq: 5 }],
    nextCursor: null,
    searchedBackTo: null,
    sealedUpTo: null,
  });
  // A range leaves out what is newer, so that older events are found at once.
  expect(await listNumbers("key_rare", { to: "2026-01-01T01:00:00Z" })).toEqual([5]);
});
