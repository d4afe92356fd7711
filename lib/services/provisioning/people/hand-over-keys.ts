import { platformVerifyPermission } from "#lib/domain/rbac/permissions.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { recordInvalidation } from "#lib/services/invalidations/record.ts";
import type { MemberRow } from "#lib/services/members/member-dto.ts";
import { lockOwnedKeys } from "#lib/services/members/owned-keys.ts";
import type { KeysResult } from "#lib/services/members/revoke-or-reassign-keys.ts";

/** Makes a member's live keys keys of the team, with the member's role, so that no key gains a permission. */
export async function handOverKeys(
  tx: Transaction,
  ctx: ServiceContext,
  member: MemberRow,
): Promise<KeysResult> {
  const { teamId, userId, role } = member;
  const keyIds = await lockOwnedKeys(tx, member, ctx.now);
  const keys = await tx.apiKey.findMany({
    where: { id: { in: keyIds }, teamId },
    select: { id: true, permissions: true, updatedAt: true },
  });
  for (const { id, permissions, updatedAt } of keys) {
    await tx.apiKey.updateMany({
      where: { id, teamId, ownerUserId: userId },
      data: {
        ownerType: "team",
        ownerUserId: null,
        ownerRole: role,
        permissions: permissions.filter((name) => name !== platformVerifyPermission),
        updatedAt,
      },
    });
    await recordInvalidation(tx, "key", id);
  }
  return { handedOverKeys: keyIds, to: teamId, areRightsFrozen: false };
}
