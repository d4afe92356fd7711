import type { LeftKeys } from "#lib/contract/people/members.ts";
import type { AuditValue } from "#lib/domain/audit/chain.ts";
import { invalidField } from "#lib/domain/common/errors.ts";
import { listEffectivePermissions, platformVerifyPermission } from "#lib/domain/rbac/permissions.ts";
import { isAtLeast } from "#lib/domain/rbac/roles.ts";
import type { Prisma } from "#lib/platform/db/generated/client.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { recordInvalidation } from "#lib/services/invalidations/record.ts";
import type { MemberRow } from "./member-dto.ts";
import { touchKeys } from "./touch-keys.ts";

/** What happened to the keys, for the audit event. */
export type KeysResult = Record<string, AuditValue>;

async function revokeKeys(tx: Transaction, ctx: ServiceContext, teamId: string, keyIds: string[]) {
  await tx.apiKey.updateMany({
    where: { id: { in: keyIds }, teamId, revokedAt: null },
    data: { revokedAt: ctx.now },
  });
}

/** The new owner: another active member. Throws `invalid_request` for anyone else. */
async function findNewOwner(tx: Transaction, member: MemberRow, newOwnerId: string) {
  const { teamId } = member;
  const newOwner = await tx.member.findFirst({ where: { id: newOwnerId, teamId, status: "active" } });
  if (newOwner === null || newOwner.id === member.id) {
    throw invalidField("keys.reassignTo", "Must be another active member of the team");
  }
  return newOwner;
}

/**
 * Reassigns the keys without extending their permissions: if the new owner has a higher role, a key's permissions become
 * the list of its effective permissions so far.
 */
async function reassignKeys(
  tx: Transaction,
  member: MemberRow,
  { keyIds, newOwnerId }: { keyIds: string[]; newOwnerId: string },
) {
  const { teamId } = member;
  const newOwner = await findNewOwner(tx, member, newOwnerId);
  const keys = await tx.apiKey.findMany({
    where: { id: { in: keyIds }, teamId },
    select: { id: true, inheritsPermissions: true, permissions: true },
  });
  const own = await tx.teamPermission.findMany({
    where: { teamId, retiredAt: null },
    select: { name: true },
  });
  const teamPermissions = own.map(({ name }) => name);
  const { isInstanceOwner } = await tx.user.findUniqueOrThrow({
    where: { id: member.userId },
    select: { isInstanceOwner: true },
  });
  const isHigherRole = !isAtLeast(member.role, newOwner.role);
  for (const key of keys) {
    const owner = { role: member.role, isInstanceOwner: false };
    const frozen: Prisma.ApiKeyUncheckedUpdateManyInput = isHigherRole
      ? {
          inheritsPermissions: false,
          permissions: [...listEffectivePermissions(key, owner, teamPermissions)].sort(),
        }
      : // If the member is no longer an instance owner, a new owner who is one must not bring platform:verify back.
        {
          permissions: key.permissions.filter((name) => isInstanceOwner || name !== platformVerifyPermission),
        };
    await tx.apiKey.updateMany({
      where: { id: key.id, teamId, ownerUserId: member.userId },
      data: { ownerUserId: newOwner.userId, ...frozen },
    });
  }
  await recordInvalidation(tx, "member", newOwner.id);
  return { newOwnerUserId: newOwner.userId, areRightsFrozen: isHigherRole };
}

/** Revokes or reassigns every live key of a member who is removed or suspended, in the caller's transaction. */
export async function revokeOrReassignKeys(
  tx: Transaction,
  ctx: ServiceContext,
  member: MemberRow,
  choice: LeftKeys,
): Promise<KeysResult> {
  const { teamId, userId } = member;
  const keyIds = await touchKeys(tx, { teamId, userId }, { now: ctx.now, includesExpired: false });
  if (choice === "revoke") {
    await revokeKeys(tx, ctx, teamId, keyIds);
    return { revokedKeys: keyIds };
  }
  const { newOwnerUserId, areRightsFrozen } = await reassignKeys(tx, member, {
    keyIds,
    newOwnerId: choice.reassignTo,
  });
  return { handedOverKeys: keyIds, to: newOwnerUserId, areRightsFrozen };
}
