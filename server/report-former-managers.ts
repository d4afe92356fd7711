import type { Runtime } from "#lib/runtime.ts";
import { listFormerManagers } from "#lib/services/keys/list-former-managers.ts";

const migration = "20261129100000_environment_team_management";

/** Whether the upgrade that changed what these keys may do is younger than what the audit log is asked for. */
async function isUpgradeRecent({ database }: Pick<Runtime, "database">): Promise<boolean> {
  const { rows } = await database.pool.query<{ recent: boolean }>(
    "SELECT finished_at > now() - interval '30 days' AS recent FROM _prisma_migrations WHERE migration_name = $1",
    [migration],
  );
  return rows[0]?.recent === true;
}

/**
 * At start, for 30 days after the upgrade: names in the log each key that managed people or a team and is rejected there now.
 * Never rejects: a console that cannot tell still serves.
 */
export async function reportFormerManagers(runtime: Runtime): Promise<void> {
  try {
    if (!(await isUpgradeRecent(runtime))) return;
    for (const { id, name, teamId, needs } of await listFormerManagers(runtime.database, null, new Date())) {
      runtime.logger.warn(
        { keyId: id, name, teamId, needs },
        "this key managed people or the team and is rejected there now: list what it needs, without resources, in an environment that allows team management",
      );
    }
  } catch (error) {
    runtime.logger.warn({ err: error }, "could not tell which keys managed a team before the upgrade");
  }
}
