import { ServiceError } from "#lib/domain/common/errors.ts";
import { createId } from "#lib/domain/common/ids.ts";
import type { Role } from "#lib/domain/rbac/roles.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { recordInvalidation } from "#lib/services/invalidations/record.ts";
import { endAccessOfMember } from "#lib/services/launch/grants/end-access.ts";
import { revokeOwnedKeys } from "./owned-keys.ts";

interface NewMember {
  teamId: string;
  userId: string;
  role: Role;
  /** Whether groups decide the role, instead of an invitation. */
  isFromGroups: boolean;
}

/** A former member rejoins like a new person: their earlier keys are revoked. */
async function restoreMember(
  tx: Transaction,
  now: Date,
  id: string,
  { teamId, userId, role, isFromGroups }: NewMember,
): Promise<void> {
  await revokeOwnedKeys(tx, { teamId, userId }, { now, includesExpired: true });
  // Already ended, unless a release that doesn't know grants removed them.
  await endAccessOfMember(tx, { teamId, userId }, now);
  await tx.member.updateMany({
    where: { id, teamId, status: "removed" },
    data: { role, isFromGroups, status: "active", joinedAt: now, removedAt: null, lastActiveAt: null },
  });
  await recordInvalidation(tx, "member", id);
}

/** Makes a person a member, with the team locked. Returns the membership's ID. Throws `conflict` for a member. */
export async function insertMember(
  tx: Transaction,
  { now }: Pick<ServiceContext, "now">,
  member: NewMember,
): Promise<string> {
  const { teamId, userId } = member;
  const known = await tx.member.findUnique({ where: { teamId_userId: { teamId, userId } } });
  if (known !== null && known.status !== "removed") {
    throw new ServiceError("conflict", { message: "You are already in this team" });
  }
  if (known !== null) {
    await restoreMember(tx, now, known.id, member);
    return known.id;
  }
  const id = createId("member");
  await tx.member.create({ data: { id, ...member, joinedAt: now } });
  return id;
}
