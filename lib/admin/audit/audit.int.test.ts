import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { recordMigrations, runAdminCommand } from "#e2e/support/admin/run-admin-command.ts";
import {
  createContext,
  createTestRuntime,
  insertTeam,
  type TestTeam,
  userActorOf,
} from "#e2e/support/database/fixtures.ts";
import { asOwner, openTestDatabase } from "#e2e/support/database/test-database.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";

let database: Database;
let runtime: Runtime;
let team: TestTeam;
let directory: string;

beforeAll(async () => {
  database = await openTestDatabase();
  await recordMigrations(database);
  runtime = createTestRuntime(database);
  directory = await mkdtemp(join(tmpdir(), "audit-"));
});

beforeEach(async () => {
  await asOwner(database).pool.query("TRUNCATE audit_events, audit_heads");
  team = await insertTeam(database);
  const ctx = createContext(runtime, await userActorOf(database, team, team.owner.id));
  for (let i = 0; i < 150; i++) {
    await withTransaction(database, (tx) =>
      emitAudit(tx, ctx, {
        teamId: i % 50 === 0 ? null : team.id,
        action: "team.update",
        target: { type: "team", id: team.id },
        changes: { name: `=Name ${i}` },
      }),
    );
  }
});

afterAll(async () => {
  await rm(directory, { recursive: true });
  await runtime.close();
  await database.close();
});

const run = (...words: string[]) => runAdminCommand(runtime, words, { workingDirectory: directory });

test("verifies every log, or one by the team's short name or ID, and that it contains an event noted earlier", async () => {
  const all = await run("audit", "verify");
  expect(all).toMatchObject({
    exitCode: 0,
    data: [
      { chain: "instance", ok: true, events: 3 },
      { chain: team.id, ok: true, events: 147 },
    ],
  });
  const head = Reflect.get(Object(Array.isArray(all.data) ? all.data[1] : null), "head");
  for (const name of [team.slug, team.id]) {
    expect(await run("audit", "verify", name, String(head))).toMatchObject({ exitCode: 0 });
  }
  expect(await run("audit", "verify", team.slug, "0".repeat(64))).toMatchObject({ exitCode: 1 });
  expect((await run("audit", "verify", "nothing")).exitCode).toBe(1);
  expect((await run("audit", "verify", "a", "b", "c")).exitCode).toBe(2);
});

test("says where a log is broken, and that a wrong secret can be the reason", async () => {
  await asOwner(database).pool.query(
    "UPDATE audit_events SET action = 'team.delete' WHERE chain_id = $1 AND seq = 5",
    [team.id],
  );
  const answer = await run("audit", "verify");
  expect(answer.exitCode).toBe(1);
  expect(answer.lines.join("\n")).toContain(`${team.id}: BROKEN at event 5 (altered)`);
  expect(answer.lines.join("\n")).toContain("AUDIT_SECRET");
});

test("exports a log as JSON lines or CSV, into a file that only this user can read, and records it", async () => {
  const answer = await run("audit", "export", team.slug, "log.jsonl");
  const path = join(directory, "log.jsonl");
  expect(answer).toMatchObject({ exitCode: 0, data: { chain: team.id, path, format: "jsonl" } });
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  const events = (await readFile(path, "utf8")).trimEnd().split("\n");
  expect(events).toHaveLength(147);
  expect(JSON.parse(events[0] ?? "")).toMatchObject({ seq: 147, action: "team.update" });

  expect((await run("audit", "export", "instance", "log.csv")).exitCode).toBe(0);
  const csv = await readFile(join(directory, "log.csv"), "utf8");
  expect(csv).toContain("seq,occurredAt,action");
  const exports = await database.prisma.auditEvent.findMany({ where: { action: "audit_log.export" } });
  expect(exports.map(({ actorId, targetId }) => ({ actorId, targetId }))).toEqual([
    { actorId: "admin-command", targetId: team.id },
    { actorId: "admin-command", targetId: "instance" },
  ]);
});

test("never replaces a file, and leaves no half one", async () => {
  await writeFile(join(directory, "precious"), "keep");
  const refused = await run("audit", "export", team.slug, "precious");
  expect(refused.exitCode).toBe(1);
  expect(refused.lines.join("\n")).toContain("already exists");
  expect(await readFile(join(directory, "precious"), "utf8")).toBe("keep");
  expect((await run("audit", "export", team.slug, "no/such/directory")).exitCode).toBe(1);
  expect((await run("audit", "export", "nothing", "file")).exitCode).toBe(1);
  expect((await run("audit", "export", team.slug)).exitCode).toBe(2);

  const interruption = new AbortController();
  interruption.abort();
  const interrupted = await runAdminCommand(runtime, ["audit", "export", team.slug, "half"], {
    workingDirectory: directory,
    signal: interruption.signal,
  });
  expect(interrupted).toMatchObject({ exitCode: 1 });
  expect(await readdir(directory)).not.toContain("half");
});
