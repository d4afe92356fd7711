import type { AuditValue } from "#lib/audit/chain.ts";
import type { Prisma } from "#lib/db/generated/client.ts";
import type { Transaction } from "#lib/db/transaction.ts";
import { invalidField } from "#lib/errors.ts";
import { listEffectivePermissions, platformVerifyPermission } from "#lib/rbac/permissions.ts";
import { isAtLeast } from "#lib/rbac/roles.ts";
import type { LeftKeys } from "#lib/schemas/members.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { recordInvalidation } from "#lib/services/invalidations/record.ts";
import { whereLive } from "./live-keys.ts";
import type { MemberRow } from "./member-dto.ts";

/** What became of the keys, for the audit. */
export type SettledKeys = Record<string, AuditValue>;

async function revokeKeys(tx: Transaction, ctx: ServiceContext, teamId: string, keyIds: string[]) {
  await tx.apiKey.updateMany({
    where: { id: { in: keyIds }, teamId, revokedAt: null },
    data: { revokedAt: ctx.now, revokedReason: "Their owner left the team", updatedAt: ctx.now },
  });
}

/** The new owner: another active member. Throws `invalid_request` for anyone else. */
async function findHeir(tx: Transaction, member: MemberRow, heirId: string) {
  const { teamId } = member;
  const heir = await tx.member.findFirst({ where: { id: heirId, teamId, status: "active" } });
  if (heir === null || heir.id === member.id) {
    throw invalidField("keys.reassignTo", "Is no other active member of the team");
  }
  return heir;
}

/**
 * Handing over never gives a key more than it had: under a higher role its rights become the list of what it could do
 * until now.
 */
async function handOver(tx: Transaction, ctx: ServiceContext, member: MemberRow, heirId: string) {
  const { teamId } = member;
  const heir = await findHeir(tx, member, heirId);
  const keys = await tx.apiKey.findMany({
    where: whereLive(teamId, member.userId, ctx.now),
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
  const rises = !isAtLeast(member.role, heir.role);
  for (const key of keys) {
    const owner = { role: member.role, isInstanceOwner: false };
    const frozen: Prisma.ApiKeyUncheckedUpdateManyInput = rises
      ? {
          inheritsPermissions: false,
          permissions: [...listEffectivePermissions(key, owner, teamPermissions)].sort(),
        }
      : // What an owner of the instance listed, and lost with that ownership, does not come back under another one.
        {
          permissions: key.permissions.filter((name) => isInstanceOwner || name !== platformVerifyPermission),
        };
    await tx.apiKey.updateMany({
      where: { id: key.id, teamId, ownerUserId: member.userId },
      data: { ownerUserId: heir.userId, updatedAt: ctx.now, ...frozen },
    });
  }
  await recordInvalidation(tx, "member", heir.id);
  return { heir: heir.userId, areRightsFrozen: rises };
}

/** Revokes or hands over every live key of a member who leaves or rests, within the caller's transaction. */
export async function settleKeys(
  tx: Transaction,
  ctx: ServiceContext,
  member: MemberRow,
  choice: LeftKeys,
): Promise<SettledKeys> {
  const { teamId, userId } = member;
  const live = await tx.apiKey.findMany({ where: whereLive(teamId, userId, ctx.now), select: { id: true } });
  const keyIds = live.map(({ id }) => id);
  if (choice === "revoke") {
    await revokeKeys(tx, ctx, teamId, keyIds);
    return { revokedKeys: keyIds };
  }
  const { heir, areRightsFrozen } = await handOver(tx, ctx, member, choice.reassignTo);
  return { handedOverKeys: keyIds, to: heir, areRightsFrozen };
}
