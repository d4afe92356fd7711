import type { Invitation } from "#lib/platform/db/generated/client.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import { assertNotSuspended } from "#lib/services/assert-not-suspended.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { dropMails } from "#lib/services/mails/drop-mails.ts";
import { insertMember } from "#lib/services/members/insert-member.ts";
import { assertRoom } from "#lib/services/teams/assert-room.ts";
import { wherePending } from "./find-invitation.ts";

type Joined = Pick<Invitation, "id" | "teamId" | "role">;

/**
 * Makes the person a member with their invitation, once: of several concurrent requests, one joins and the others get
 * false.
 */
export async function joinByInvitation(
  tx: Transaction,
  ctx: ServiceContext,
  userId: string,
  invitation: Joined,
): Promise<boolean> {
  const { id: invitationId, teamId, role } = invitation;
  // First, because every change to the team's members locks the team before its rows.
  await assertRoom(tx, ctx, teamId, "members");
  const { count } = await tx.invitation.updateMany({
    where: { id: invitationId, teamId, ...wherePending(ctx.now) },
    data: { acceptedAt: ctx.now, acceptedById: userId },
  });
  if (count === 0) return false;
  await dropMails(tx, { subjectId: invitationId, kinds: ["invitation"], now: ctx.now });
  const memberId = await insertMember(tx, ctx, { teamId, userId, role, isFromGroups: false });
  await emitAudit(tx, ctx, {
    teamId,
    action: "member.join",
    target: { type: "member", id: memberId },
    changes: { userId, role, invitationId },
  });
  await assertNotSuspended(tx, teamId);
  return true;
}
