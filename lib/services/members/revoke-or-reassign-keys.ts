import type { LeftKeys } from "#lib/contract/people/members.ts";
import { invalidField } from "#lib/domain/common/errors.ts";
import { listEffectivePermissions, platformVerifyPermission } from "#lib/domain/rbac/permissions.ts";
import { isAtLeast } from "#lib/domain/rbac/roles.ts";
import type { Prisma } from "#lib/platform/db/generated/client.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import type { AuditChanges } from "#lib/services/audit/emit.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { recordInvalidation } from "#lib/services/invalidations/record.ts";
import type { MemberRow } from "./member-dto.ts";
import { lockOwnedKeys, revokeOwnedKeys } from "./owned-keys.ts";

/** What happened to the keys, for the audit event. */
export type KeysResult = Pick<AuditChanges, "revokedKeys" | "handedOverKeys" | "to" | "areRightsFrozen">;

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
  ctx: ServiceContext,
  member: MemberRow,
  newOwnerId: string,
): Promise<KeysResult> {
  const { teamId } = member;
  const newOwner = await findNewOwner(tx, member, newOwnerId);
  const keyIds = await lockOwnedKeys(tx, member, ctx.now);
  const keys = await tx.apiKey.findMany({
    where: { id: { in: keyIds }, teamId },
    select: { id: true, inheritsPermissions: true, permissions: true, updatedAt: true },
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
      data: { ownerUserId: newOwner.userId, updatedAt: key.updatedAt, ...frozen },
    });
  }
  await recordInvalidation(tx, "member", newOwner.id);
  return { handedOverKeys: keyIds, to: newOwner.userId, areRightsFrozen: isHigherRole };
}

/** Revokes or reassigns every live key of a member who is removed or suspended, in the caller's transaction. */
export async function revokeOrReassignKeys(
  tx: Transaction,
  ctx: ServiceContext,
  member: MemberRow,
  choice: LeftKeys,
): Promise<KeysResult> {
  if (choice === "revoke") {
    return { revokedKeys: await revokeOwnedKeys(tx, member, { now: ctx.now, includesExpired: false }) };
  }
  return reassignKeys(tx, ctx, member, choice.reassignTo);
}
