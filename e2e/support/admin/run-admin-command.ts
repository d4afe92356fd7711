import { asOwner } from "#e2e/support/database/test-database.ts";
import { type AdminAnswer, runOnDatabase } from "#lib/admin/run-command.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { readMigrations } from "#lib/platform/db/migrations/migration-files.ts";
import { createRecordTable, recordApplied } from "#lib/platform/db/migrations/migration-records.ts";
import { readMigrationState } from "#lib/platform/db/migrations/migrations.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";

interface Surroundings {
  standardInput?: string;
  workingDirectory?: string;
  report?: (line: string) => void;
  signal?: AbortSignal;
}

/** Runs a command of `npm run admin` on this runtime's database, as the command line does without a running console. */
export function runAdminCommand(
  runtime: Runtime,
  words: readonly string[],
  {
    standardInput = "",
    workingDirectory = process.cwd(),
    report = () => {},
    signal = new AbortController().signal,
  }: Surroundings = {},
): Promise<AdminAnswer> {
  return runOnDatabase(runtime, words, { standardInput, workingDirectory, report, signal });
}

/** Records the migrations of a test database, whose embedded form starts without its history, as commands expect them. */
export async function recordMigrations(database: Database): Promise<void> {
  if ((await readMigrationState(database)) !== "behind") return;
  const client = await asOwner(database).pool.connect();
  try {
    await createRecordTable(client);
    for (const migration of await readMigrations()) await recordApplied(client, migration);
  } finally {
    client.release();
  }
}
