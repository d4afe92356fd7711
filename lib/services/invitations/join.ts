import { ServiceError } from "#lib/domain/common/errors.ts";
import { createId } from "#lib/domain/common/ids.ts";
import type { Invitation, Role } from "#lib/platform/db/generated/client.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import { assertNotSuspended } from "#lib/services/assert-not-suspended.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { recordInvalidation } from "#lib/services/invalidations/record.ts";
import { revokeOwnedKeys } from "#lib/services/members/owned-keys.ts";
import { assertRoom } from "#lib/services/teams/assert-room.ts";
import { wherePending } from "./find-invitation.ts";

type Joined = Pick<Invitation, "id" | "teamId" | "role">;

/** A former member rejoins like a new person: their earlier keys are revoked. */
async function restoreMember(
  tx: Transaction,
  ctx: ServiceContext,
  member: { id: string; teamId: string; userId: string },
  role: Role,
): Promise<void> {
  const { id, teamId } = member;
  await revokeOwnedKeys(tx, member, { now: ctx.now, includesExpired: true });
  await tx.member.updateMany({
    where: { id, teamId, status: "removed" },
    data: { role, status: "active", joinedAt: ctx.now, removedAt: null, lastActiveAt: null },
  });
  await recordInvalidation(tx, "member", id);
}

async function insertMember(
  tx: Transaction,
  ctx: ServiceContext,
  userId: string,
  { teamId, role }: Joined,
): Promise<string> {
  const known = await tx.member.findUnique({ where: { teamId_userId: { teamId, userId } } });
  if (known !== null && known.status !== "removed") {
    throw new ServiceError("conflict", { message: "You are already in this team" });
  }
  if (known !== null) {
    await restoreMember(tx, ctx, known, role);
    return known.id;
  }
  const id = createId("member");
  await tx.member.create({ data: { id, teamId, userId, role, joinedAt: ctx.now } });
  return id;
}

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
  const memberId = await insertMember(tx, ctx, userId, invitation);
  await emitAudit(tx, ctx, {
    teamId,
    action: "member.join",
    target: { type: "member", id: memberId },
    changes: { userId, role, invitationId },
  });
  await assertNotSuspended(tx, teamId);
  return true;
}
