import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import {
  createContext,
  createTestRuntime,
  insertTeam,
  type TestTeam,
  userActorOf,
} from "#e2e/support/database/fixtures.ts";
import { asOwner, openTestDatabase } from "#e2e/support/database/test-database.ts";
import { dayMs } from "#lib/domain/common/durations.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { emitAudit } from "../emit.ts";
import { listAuditEvents, searchAuditEvents } from "../list.ts";
import { listChains, verifyChain } from "../verify.ts";
import { sealChain } from "./seal-chain.ts";
import { signCheckpointsAgain } from "./sign-checkpoints-again.ts";
import { verifySealedFile } from "./verify-sealed-file.ts";

let database: Database;
let runtime: Runtime;
let team: TestTeam;

beforeAll(async () => {
  database = await openTestDatabase();
  runtime = createTestRuntime(database);
});

beforeEach(async () => {
  team = await insertTeam(database);
});

afterAll(async () => {
  await runtime.close();
  await database.close();
});

const now = new Date("2030-06-15T12:00:00Z");
const daysAgo = (days: number) => new Date(now.getTime() - days * dayMs);

const contextOf = async (at = now) =>
  createContext(runtime, await userActorOf(database, team, team.owner.id), at);

async function writeEvents(...days: number[]): Promise<void> {
  for (const day of days) {
    const ctx = await contextOf(daysAgo(day));
    await withTransaction(database, (tx) =>
      emitAudit(tx, ctx, {
        teamId: team.id,
        action: "team.update",
        target: { type: "team", id: team.id },
        changes: { name: { z: [1, "ü"], a: null } },
        personal: { email: "ada@example.com" },
      }),
    );
  }
}

/** Seals what is older than 30 days, under the role that owns the tables. */
async function seal(days = 30) {
  const parts: string[] = [];
  const file = { write: async (part: string) => void parts.push(part), sync: async () => {} };
  const request = { chainId: team.id, before: daysAgo(days), file, now };
  const result = await sealChain({ ...runtime, database: asOwner(database) }, request);
  return { result, text: parts.join("") };
}

const verifyText = (text: string) =>
  verifySealedFile(runtime, createInterface({ input: Readable.from([text]) }));

test("exports and removes old events, and the rest verifies from the checkpoint", async () => {
  await writeEvents(60, 50, 40, 10, 5);
  const { result, text } = await seal();
  expect(result).toEqual({ outcome: "sealed", events: 3, lastSeq: 3, lastAt: daysAgo(40).toISOString() });
  expect(text.trimEnd().split("\n")).toHaveLength(3);
  expect(await database.prisma.auditEvent.count({ where: { chainId: team.id } })).toBe(3);
  expect(await verifyChain(runtime, team.id)).toMatchObject({
    ok: true,
    events: 3,
    unverified: { kind: "sealed", lastSeq: 3, lastAt: daysAgo(40).toISOString() },
  });
  const newest = await database.prisma.auditEvent.findFirst({
    where: { chainId: team.id },
    orderBy: { seq: "desc" },
  });
  expect(newest).toMatchObject({ action: "audit_log.seal", changes: { from: 1, to: 3 } });
});

test("a second sealing continues after the first", async () => {
  await writeEvents(60, 50, 20, 10);
  const first = await seal();
  const second = await seal(15);
  expect(second.result).toMatchObject({ outcome: "sealed", events: 1, lastSeq: 3 });
  expect((await seal(15)).result).toEqual({ outcome: "nothing" });
  for (const { text } of [first, second]) expect(await verifyText(text)).toMatchObject([{ problem: null }]);
});

test("a file verifies against its checkpoint, and a changed or cut one doesn't", async () => {
  await writeEvents(60, 50, 40, 10);
  const { text } = await seal();
  expect(await verifyText(text)).toEqual([
    { chainId: team.id, events: 3, firstSeq: 1, lastSeq: 3, problem: null },
  ]);
  expect((await verifyText(text.replace("team.update", "team.delete")))[0]?.problem).toContain("event 1");
  expect((await verifyText(text.replace("ada@example.com", "eve@example.com")))[0]?.problem).toContain(
    "event 1",
  );
  const lines = text.trimEnd().split("\n");
  expect((await verifyText(lines.slice(0, 2).join("\n")))[0]?.problem).toContain("no checkpoint");
  expect((await verifyText(lines.slice(1).join("\n")))[0]?.problem).toContain("differs");
  expect((await verifyText(lines.filter((_, i) => i !== 1).join("\n")))[0]?.problem).toContain("missing");
  await expect(verifyText("{}\n")).rejects.toThrow();
});

test("the rest and the file still verify after the secret that signed them was removed", async () => {
  await writeEvents(60, 50, 10);
  const { text } = await seal();
  const [old = ""] = runtime.secrets.audit;
  const rotated = { ...runtime, secrets: { ...runtime.secrets, audit: ["n".repeat(32), old] } };
  await signCheckpointsAgain(rotated);
  const late = { ...runtime, secrets: { ...runtime.secrets, audit: ["n".repeat(32)] } };
  const input = createInterface({ input: Readable.from([text]) });
  expect(await verifySealedFile(late, input)).toMatchObject([{ problem: null }]);
  expect(await verifyChain(rotated, team.id)).toMatchObject({ ok: true });
  // Other tests sign with the original secret.
  await signCheckpointsAgain({ ...runtime, secrets: { ...runtime.secrets, audit: [old, "n".repeat(32)] } });
});

test("a broken log is not sealed, because that would hide the break", async () => {
  await writeEvents(60, 50, 10);
  await asOwner(database).pool.query(
    "UPDATE audit_events SET action = 'x.y' WHERE chain_id = $1 AND seq = 2",
    [team.id],
  );
  const { result } = await seal();
  expect(result).toEqual({ outcome: "broken", seq: 2, reason: "altered" });
  expect(await database.prisma.auditEvent.count({ where: { chainId: team.id } })).toBe(3);
});

test("the next run removes what an interrupted one has left", async () => {
  await writeEvents(60, 50, 10);
  const removed = await database.prisma.auditEvent.findFirstOrThrow({ where: { chainId: team.id, seq: 1 } });
  await seal();
  await asOwner(database).prisma.auditEvent.create({
    data: { ...removed, changes: {}, personal: {} },
  });
  expect(await verifyChain(runtime, team.id)).toMatchObject({ ok: true, events: 2 });
  expect((await seal()).result).toEqual({ outcome: "nothing", finishedUpTo: 2 });
  expect((await seal()).result).toEqual({ outcome: "nothing" });
  expect(await database.prisma.auditEvent.count({ where: { chainId: team.id, seq: 1 } })).toBe(0);
});

test("a forged checkpoint doesn't have any events removed, and breaks the log", async () => {
  await writeEvents(60, 50, 10);
  // What the console's own database role may do.
  const forge = (seq: number) =>
    database.pool.query(
      `INSERT INTO audit_checkpoints (chain_id, seq, kind, hash, occurred_at, first_seq, created_at, secret_id, signature)
       VALUES ($1, $2, 'sealed', '\\x00', now(), 1, now(), 'x', '\\x00')`,
      [team.id, seq],
    );
  await forge(1000);
  expect((await seal()).result).toEqual({ outcome: "broken", seq: 1000, reason: "checkpoint_altered" });
  expect(await database.prisma.auditEvent.count({ where: { chainId: team.id } })).toBe(3);
  await database.prisma.auditCheckpoint.deleteMany({ where: { chainId: team.id } });
});

test("of two commands at the same time, one seals, and the other removes nothing", async () => {
  await writeEvents(60, 50, 20, 10);
  const parts: string[] = [];
  let other: Awaited<ReturnType<typeof seal>> | null = null;
  const file = {
    write: async (part: string) => {
      parts.push(part);
      other ??= await seal(30);
    },
    sync: async () => {},
  };
  const request = { chainId: team.id, before: daysAgo(15), file, now };
  const result = await sealChain({ ...runtime, database: asOwner(database) }, request);
  expect(result).toEqual({ outcome: "concurrent" });
  expect(other).toMatchObject({ result: { outcome: "sealed", lastSeq: 2 } });
  expect(await verifyChain(runtime, team.id)).toMatchObject({ ok: true, events: 3 });
});

test("a log of which only the checkpoint is left is still verified, as broken", async () => {
  await writeEvents(60, 50, 10);
  await seal();
  const owner = asOwner(database).pool;
  await owner.query("DELETE FROM audit_events WHERE chain_id = $1", [team.id]);
  await owner.query("DELETE FROM audit_heads WHERE chain_id = $1", [team.id]);
  expect(await listChains(database)).toContain(team.id);
  expect(await verifyChain(runtime, team.id)).toMatchObject({ ok: false, brokenAt: { reason: "cut_off" } });
});

test("removing more than what was sealed, or the checkpoint, breaks the log", async () => {
  await writeEvents(60, 50, 10, 5);
  await seal();
  const owner = asOwner(database).pool;
  await owner.query("DELETE FROM audit_events WHERE chain_id = $1 AND seq = 3", [team.id]);
  expect(await verifyChain(runtime, team.id)).toMatchObject({
    ok: false,
    brokenAt: { seq: 3, reason: "missing" },
  });
  await owner.query("DELETE FROM audit_checkpoints WHERE chain_id = $1", [team.id]);
  expect(await verifyChain(runtime, team.id)).toMatchObject({
    ok: false,
    brokenAt: { seq: 1, reason: "missing" },
  });
});

test("the last page of a list and of a search says where the log ends", async () => {
  await writeEvents(60, 40, 10, 5);
  await seal();
  const ctx = await contextOf();
  const sealedUpTo = daysAgo(40).toISOString();
  expect(await listAuditEvents(ctx, { limit: 10 })).toMatchObject({ nextCursor: null, sealedUpTo });
  expect(await listAuditEvents(ctx, { limit: 1 })).toMatchObject({ sealedUpTo: null });
  const found = await searchAuditEvents(ctx, { limit: 10, q: "ada@example.com" });
  expect(found).toMatchObject({ data: [{}, {}], nextCursor: null, searchedBackTo: null, sealedUpTo });
});
