import { mkdir, readdir, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { type BackupRuntime, createBackup } from "#lib/backup/create/create-backup.ts";
import { repeatJob } from "#lib/platform/process/repeat-job.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { readBackupState } from "#lib/services/instance/state/read-backup-state.ts";
import { recordFailure, recordSuccess, renewLease, takeLease } from "./backup-lease.ts";
import { listPartial, listSuperseded, nameBackup } from "./kept-files.ts";

type ScheduleRuntime = BackupRuntime & Pick<Runtime, "logger" | "metrics">;
type Schedule = NonNullable<Runtime["config"]["scheduledBackups"]>;

const checkIntervalMs = 60_000;
const renewIntervalMs = 30_000;

/** Writes the backup that is due, if no other instance does. */
export async function runScheduledBackup(
  runtime: ScheduleRuntime,
  schedule: Schedule,
  { signal, now }: { signal: AbortSignal; now: Date },
): Promise<void> {
  const { pool } = runtime.database;
  if (!(await takeLease(pool, schedule.everyHours))) return;
  const renewing = setInterval(() => void renewLease(pool).catch(() => {}), renewIntervalMs);
  try {
    const startedAtMs = performance.now();
    const { file, sizeBytes } = await writeBackup(runtime, schedule, { signal, now });
    const seconds = (performance.now() - startedAtMs) / 1000;
    await recordSuccess(pool, { seconds, sizeBytes });
    runtime.logger.info({ file, sizeBytes, seconds: Math.round(seconds) }, "a backup was written");
    await removeFiles(schedule.directory, (names) => listSuperseded(names, schedule.keep));
  } catch (error) {
    // The console is stopping. The next start tries again when the lease is over.
    if (signal.aborted) return;
    runtime.logger.error({ err: error }, "the scheduled backup failed");
    await recordFailure(pool, error instanceof Error ? error.message : String(error));
  } finally {
    clearInterval(renewing);
  }
}

async function writeBackup(
  runtime: ScheduleRuntime,
  { directory, recipient }: Schedule,
  { signal, now }: { signal: AbortSignal; now: Date },
): Promise<{ file: string; sizeBytes: number }> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await removeFiles(directory, listPartial);
  const file = resolve(directory, nameBackup(now, recipient !== undefined));
  const { sizeBytes } = await createBackup(runtime, {
    file,
    encryption: recipient === undefined ? null : { recipient },
    withSecrets: false,
    signal,
    now,
    onProgress: () => {},
  });
  return { file, sizeBytes };
}

async function removeFiles(directory: string, choose: (names: string[]) => string[]): Promise<void> {
  for (const name of choose(await readdir(directory))) await rm(join(directory, name), { force: true });
}

/** Checks immediately and every minute whether a backup is due, until stopped. Does nothing without BACKUP_DIR. */
export function startScheduledBackups(runtime: ScheduleRuntime): { stop: () => Promise<void> } {
  const schedule = runtime.config.scheduledBackups;
  if (schedule === undefined) return { stop: async () => {} };
  const report = async () => {
    const { lastSuccessAt, lastSizeBytes, failures } = await readBackupState(runtime, new Date());
    const { everyHours } = schedule;
    runtime.metrics.setBackups({ everyHours, lastSuccessAt, lastSizeBytes: lastSizeBytes ?? 0, failures });
  };
  return repeatJob(runtime.logger, {
    everyMs: checkIntervalMs,
    failure: "backups could not be checked",
    run: async (signal) => {
      // Also what other instances have written. Before a backup too, because one can take hours, or hang.
      await report();
      await runScheduledBackup(runtime, schedule, { signal, now: new Date() });
      await report();
    },
  });
}
