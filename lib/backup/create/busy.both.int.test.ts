import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createPlaces, openMigrated, type Place, type Places } from "#e2e/support/backup/backup-places.ts";
import { runBackup, runRestore } from "#e2e/support/backup/run-backup-command.ts";
import {
  createContext,
  createTestRuntime,
  insertTeam,
  type TestTeam,
  userActorOf,
} from "#e2e/support/database/fixtures.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";

let places: Places;
let source: Place;
let database: Database;
let runtime: Runtime;
let team: TestTeam;

const settings = { SESSION_SECRET: "s".repeat(32), AUDIT_SECRET: "a".repeat(32) };

beforeAll(async () => {
  places = await createPlaces();
  source = await (places.createOnServer ?? places.createEmbedded)(settings);
  database = await openMigrated(source);
  runtime = createTestRuntime(database, source.config);
  team = await insertTeam(database);
});

afterAll(async () => {
  await runtime.close();
  await database.close();
  await source.remove();
});

test("a backup while changes are made is one moment: everything from before its start, and whole chains", async () => {
  const ctx = createContext(runtime, await userActorOf(database, team, team.owner.id));
  const written: string[] = [];
  let isRunning = true;
  let slowestChangeMs = 0;
  const write = async () => {
    for (let position = 0; isRunning; position++) {
      const startedAtMs = performance.now();
      const id = `worker_${position}`;
      await withTransaction(database, async (tx) => {
        const environmentId = team.environments.development ?? "";
        await tx.worker.create({ data: { id, teamId: team.id, environmentId, name: id } });
        const target = { type: "worker", id };
        await emitAudit(tx, ctx, { teamId: team.id, action: "worker.create", target, changes: { position } });
      });
      written.push(id);
      slowestChangeMs = Math.max(slowestChangeMs, performance.now() - startedAtMs);
      await wait(1);
    }
  };
  const writing = write();
  await wait(300);
  const before = [...written];
  const file = join(source.config.dataDirectory, "backup");
  await runBackup(runtime, file);
  isRunning = false;
  await writing;
  expect(written.length).toBeGreaterThan(before.length);
  expect(slowestChangeMs).toBeLessThan(2_000);
  const target = await places.createEmbedded(settings);
  const restored = await runRestore(target.config, file);
  expect(restored).toMatchObject({ isFine: true, data: { problems: [] } });
  const copy = await openMigrated(target);
  const workers = await copy.prisma.worker.findMany({ select: { id: true } });
  const found = new Set(workers.map(({ id }) => id));
  expect(before.filter((id) => !found.has(id))).toEqual([]);
  const events = await copy.prisma.auditEvent.count({ where: { action: "worker.create" } });
  expect(events).toBe(found.size);
  await copy.close();
  await target.remove();
});
