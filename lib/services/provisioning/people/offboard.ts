import type { KeysAtOffboarding, User } from "#lib/platform/db/generated/client.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { endMembership } from "#lib/services/members/end-membership.ts";
import { includeForDto, type MemberRow } from "#lib/services/members/member-dto.ts";
import { revokeOwnedKeys } from "#lib/services/members/owned-keys.ts";
import type { KeysResult } from "#lib/services/members/revoke-or-reassign-keys.ts";
import type { DirectoryContext } from "../directory-context.ts";
import { readKeysAtOffboarding } from "../settings/keys-at-offboarding.ts";
import { handOverKeys } from "./hand-over-keys.ts";

/** Whether the team has another active owner. */
async function hasOtherOwner(tx: Transaction, { id, teamId }: MemberRow): Promise<boolean> {
  const other = await tx.member.findFirst({
    where: { teamId, id: { not: id }, role: "owner", status: "active", user: { status: "active" } },
    select: { id: true },
  });
  return other !== null;
}

/** Keys that were rejected anyway, because their owner is suspended, must not work again as the team's. */
function choosePolicy(policy: KeysAtOffboarding, user: User, member: MemberRow): KeysAtOffboarding {
  return user.status === "active" && member.status === "active" ? policy : "revoke";
}

async function handleKeys(
  tx: Transaction,
  ctx: DirectoryContext,
  member: MemberRow,
  policy: KeysAtOffboarding,
): Promise<KeysResult> {
  if (policy === "hand_over") return handOverKeys(tx, ctx, member);
  return { revokedKeys: await revokeOwnedKeys(tx, member, { now: ctx.now, includesExpired: false }) };
}

/** Keeps a membership, whose person is suspended, and records what happened to the keys. */
async function keepMembership(
  tx: Transaction,
  ctx: DirectoryContext,
  { id, teamId, userId, role }: MemberRow,
  keysResult: KeysResult,
): Promise<void> {
  const keys = [...list(keysResult.revokedKeys), ...list(keysResult.handedOverKeys)];
  if (keys.length === 0) return;
  await emitAudit(tx, ctx, {
    teamId,
    action: "member.deactivate",
    target: { type: "member", id },
    changes: { userId, role, ...keysResult },
  });
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/**
 * Ends a person's memberships and handles their keys by the console's setting, in the caller's transaction. The last owner
 * of a team stays its member, and who is suspended in a team stays suspended. Their teams and their row are locked.
 */
export async function offboard(tx: Transaction, ctx: DirectoryContext, user: User): Promise<void> {
  const policy = await readKeysAtOffboarding(tx);
  const members = await tx.member.findMany({
    where: { userId: user.id, status: { not: "removed" }, team: { deletedAt: null } },
    orderBy: { teamId: "asc" },
    include: includeForDto,
  });
  for (const member of members) {
    const keysResult = await handleKeys(tx, ctx, member, choosePolicy(policy, user, member));
    const isLastOwner =
      member.role === "owner" && member.status === "active" && !(await hasOtherOwner(tx, member));
    // Otherwise a team's ownership passes to someone by chance, and a suspended member comes back active by their groups.
    const stays = isLastOwner || member.status === "suspended";
    if (stays) await keepMembership(tx, ctx, member, keysResult);
    else await endMembership(tx, ctx, member, { action: "member.remove", keysResult });
  }
}
