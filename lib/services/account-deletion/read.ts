import type { AccountDeletionDto } from "#lib/contract/people/account-deletion.ts";
import { authorizePerson } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { listLiveKeyNames } from "#lib/services/members/live-keys.ts";
import { isOnlyInstanceOwner } from "#lib/services/users/ownership/instance-ownership.ts";
import { listAffectedTeams } from "./affected-teams.ts";

/** GET /me/deletion: what deleting the account would do to teams and keys. Nothing changes. Throws `forbidden` for a key. */
export async function readAccountDeletion(ctx: ServiceContext): Promise<AccountDeletionDto> {
  const { userId } = authorizePerson(ctx);
  const { prisma } = ctx.runtime.database;
  const affected = await listAffectedTeams(prisma, userId);
  const keys = await listLiveKeyNames(prisma, userId, ctx.now);
  const isLast = await isOnlyInstanceOwner(prisma, userId);
  const isBlocked = affected.some(({ outcome }) => outcome === "blocked");
  return {
    problem: isLast ? "last_instance_owner" : isBlocked ? "only_owner" : null,
    teams: affected.map(({ team, member, outcome, canHandOver }) => ({
      ...team,
      role: member.role,
      outcome,
      liveKeys: keys.get(team.id)?.count ?? 0,
      keyNames: keys.get(team.id)?.names ?? [],
      canHandOver,
    })),
  };
}
