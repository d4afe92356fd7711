import type { Transaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { recordInvalidation } from "#lib/services/invalidations/record.ts";
import { endAccessOfMember } from "#lib/services/launch/grants/end-access.ts";
import { endSessionsOfTeamless } from "./end-access.ts";
import type { MemberRow } from "./member-dto.ts";
import type { KeysResult } from "./revoke-or-reassign-keys.ts";

/**
 * Ends a membership whose keys are already handled, with the team locked: the person loses access, apps can no longer act for
 * them in this team, and their sessions end if they are in no other team.
 */
export async function endMembership(
  tx: Transaction,
  ctx: ServiceContext,
  { id, teamId, userId, role, status }: Pick<MemberRow, "id" | "teamId" | "userId" | "role" | "status">,
  { action, keysResult }: { action: "member.leave" | "member.remove"; keysResult: KeysResult },
): Promise<void> {
  await tx.member.updateMany({
    where: { id, teamId, status },
    data: { status: "removed", removedAt: ctx.now, suspendedAt: null },
  });
  await tx.memberGroup.deleteMany({ where: { memberId: id } });
  await recordInvalidation(tx, "member", id);
  const endedGrants = await endAccessOfMember(tx, { teamId, userId }, ctx.now);
  const endedSessions = await endSessionsOfTeamless(tx, userId, ctx.now);
  await emitAudit(tx, ctx, {
    teamId,
    action,
    target: { type: "member", id },
    changes: { userId, role, ...keysResult, endedSessions, ...(endedGrants === 0 ? {} : { endedGrants }) },
  });
}
