import { notFound } from "#lib/domain/common/errors.ts";
import type { TeamPermission } from "#lib/platform/db/generated/client.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import type { Scope } from "#lib/services/authorize.ts";
import { lockTeamWith } from "#lib/services/teams/lock-team.ts";

/** Locks the team and reads one of its custom permissions. Throws `not_found`. */
export async function lockPermission(
  tx: Transaction,
  scope: Scope,
  permissionId: string,
): Promise<TeamPermission> {
  await lockTeamWith(tx, scope, "team:write");
  const permission = await tx.teamPermission.findFirst({
    where: { id: permissionId, teamId: scope.teamId, retiredAt: null },
  });
  if (permission === null) throw notFound();
  return permission;
}
