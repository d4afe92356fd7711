import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { listFormerManagers } from "#lib/services/keys/attention/list-former-managers.ts";

const migration = "20261129100000_environment_team_management";

/**
 * Whether the upgrade that changed the permissions of these keys is within the period searched in the audit
 * log.
 */
async function isUpgradeRecent({ database }: Pick<Runtime, "database">): Promise<boolean> {
  const { rows } = await database.pool.query<{ recent: boolean }>(
    "SELECT finished_at > now() - interval '30 days' AS recent FROM _prisma_migrations WHERE migration_name = $1",
    [migration],
  );
  return rows[0]?.recent === true;
}

/**
 * At start, for 30 days after the upgrade: logs each key that managed members or a team and is now rejected
 * there. Never rejects: if the list cannot be read, the console still serves.
 */
export async function reportFormerManagers(runtime: Runtime): Promise<void> {
  try {
    if (!(await isUpgradeRecent(runtime))) return;
    for (const { id, name, teamId, needs } of await listFormerManagers(runtime.database, null, new Date())) {
      runtime.logger.warn(
        { keyId: id, name, teamId, needs },
        "this key managed members or the team and is now rejected there: create a key with the permissions in `needs`, not limited to resources, in an environment that allows team management",
      );
    }
  } catch (error) {
    runtime.logger.warn({ err: error }, "could not list the keys that managed a team before the upgrade");
  }
}
