import { readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createPlaces, openMigrated, type Place } from "#e2e/support/backup/backup-places.ts";
import { createTestRuntime, insertTeam } from "#e2e/support/database/fixtures.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { readBackupState } from "#lib/services/instance/state/read-backup-state.ts";
import { runScheduledBackup, startScheduledBackups } from "./scheduled-backups.ts";

let source: Place;
let database: Database;
let runtime: Runtime;
let schedule: NonNullable<Runtime["config"]["scheduledBackups"]>;
let folders = 0;

beforeAll(async () => {
  const places = await createPlaces();
  source = await (places.createOnServer ?? places.createEmbedded)();
  database = await openMigrated(source);
  await insertTeam(database);
});

beforeEach(async () => {
  await database.prisma.backupSchedule.deleteMany();
  folders += 1;
  const directory = join(source.config.dataDirectory, `backups-${folders}`);
  schedule = { directory, everyHours: 24, keep: 2, recipient: undefined };
  runtime = createTestRuntime(database, { ...source.config, scheduledBackups: schedule });
});

afterAll(async () => {
  await database.close();
  await source.remove();
});

async function run(now: Date): Promise<void> {
  await runScheduledBackup(runtime, schedule, { signal: new AbortController().signal, now });
}

/** As if everything that is recorded had happened longer ago. */
async function letHoursPass(hours: number): Promise<void> {
  await database.pool.query(
    `UPDATE backup_schedule SET last_success_at = last_success_at - make_interval(hours => $1),
       last_failure_at = last_failure_at - make_interval(hours => $1)`,
    [hours],
  );
}

test("writes one when it is due, keeps the newest, and leaves files of others alone", async () => {
  const [first, second, third] = [1, 2, 3].map((day) => new Date(Date.UTC(2026, 10, day)));
  await Promise.all([run(first ?? new Date()), run(first ?? new Date())]);
  expect(await readdir(schedule.directory)).toEqual(["byteengine-20261101T000000Z.zst"]);
  await run(second ?? new Date());
  expect(await readdir(schedule.directory)).toHaveLength(1);
  const partial = ".byteengine-20261101T000000Z.zst.00ff.partial";
  await writeFile(join(schedule.directory, partial), "");
  await writeFile(join(schedule.directory, "notes.txt"), "");
  for (const now of [second, third]) {
    await letHoursPass(24);
    await run(now ?? new Date());
  }
  expect((await readdir(schedule.directory)).sort()).toEqual([
    "byteengine-20261102T000000Z.zst",
    "byteengine-20261103T000000Z.zst",
    "notes.txt",
  ]);
});

test("tells when the last one was written, and when it is late", async () => {
  expect(await readBackupState(runtime, new Date())).toMatchObject({ lastSuccessAt: null, isLate: false });
  await run(new Date());
  const [name = ""] = await readdir(schedule.directory);
  const { size, mode } = await stat(join(schedule.directory, name));
  expect(mode & 0o777).toBe(0o600);
  expect(await readBackupState(runtime, new Date())).toMatchObject({ lastSizeBytes: size, isLate: false });
  await letHoursPass(47);
  expect(await readBackupState(runtime, new Date())).toMatchObject({ isLate: false });
  await letHoursPass(2);
  expect(await readBackupState(runtime, new Date())).toMatchObject({ isLate: true });
});

test("a failure is told, removes nothing, and is tried again later", async () => {
  await writeFile(schedule.directory, "not a folder");
  await run(new Date());
  expect(await readBackupState(runtime, new Date())).toMatchObject({
    failures: 1,
    lastError: expect.stringContaining("EEXIST"),
    isLate: true,
  });
  await run(new Date());
  expect(await readBackupState(runtime, new Date())).toMatchObject({ failures: 1 });
  await letHoursPass(1);
  await run(new Date());
  expect(await readBackupState(runtime, new Date())).toMatchObject({ failures: 2 });
});

test("runs by itself, and stops in the middle of one", async () => {
  const jobs = startScheduledBackups(runtime);
  await expect
    .poll(() => runtime.metrics.getBackups()?.lastSuccessAt, { timeout: 60_000 })
    .toBeInstanceOf(Date);
  await jobs.stop();
  await database.prisma.backupSchedule.deleteMany();
  const stopping = startScheduledBackups(runtime);
  await expect.poll(() => database.prisma.backupSchedule.count(), { timeout: 30_000 }).toBe(1);
  await stopping.stop();
  const left = await readdir(schedule.directory);
  expect(left.filter((name) => name.endsWith(".partial"))).toEqual([]);
});
