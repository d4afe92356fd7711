import { readMigrationState } from "#lib/platform/db/migrations/migrations.ts";
import { type AdminContext, AdminError } from "./admin-command.ts";

/** For commands that use the tables. Throws AdminError for a database that an earlier version created. */
export async function assertMigrated({ database }: AdminContext): Promise<void> {
  if ((await readMigrationState(database)) !== "behind") return;
  throw new AdminError("The database is older than this version. Start the console once.");
}
