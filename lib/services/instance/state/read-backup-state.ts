import type { Runtime } from "#lib/platform/runtime/runtime.ts";

export interface BackupState {
  /** Null: the console writes no backups by itself. */
  everyHours: number | null;
  lastSuccessAt: Date | null;
  lastSizeBytes: number | null;
  lastFailureAt: Date | null;
  lastError: string | null;
  failures: number;
  /** The last one is older than twice the interval, or the first one has failed. */
  isLate: boolean;
}

/** The backups that this console writes by itself, whichever instance writes them. */
export async function readBackupState(
  { config, database }: Pick<Runtime, "config" | "database">,
  now: Date,
): Promise<BackupState> {
  const everyHours = config.scheduledBackups?.everyHours ?? null;
  const row = await database.prisma.backupSchedule.findUnique({ where: { id: "schedule" } });
  const lastSuccessAt = row?.lastSuccessAt ?? null;
  const lastFailureAt = row?.lastFailureAt ?? null;
  return {
    everyHours,
    lastSuccessAt,
    lastSizeBytes: row?.lastSizeBytes == null ? null : Number(row.lastSizeBytes),
    lastFailureAt,
    lastError: row?.lastError ?? null,
    failures: row?.failures ?? 0,
    isLate: everyHours !== null && isLate({ lastSuccessAt, lastFailureAt, everyHours }, now),
  };
}

function isLate(
  {
    lastSuccessAt,
    lastFailureAt,
    everyHours,
  }: Pick<BackupState, "lastSuccessAt" | "lastFailureAt"> & {
    everyHours: number;
  },
  now: Date,
): boolean {
  if (lastSuccessAt === null) return lastFailureAt !== null;
  return now.getTime() - lastSuccessAt.getTime() > 2 * everyHours * 3_600_000;
}
