import type { KeyChoice } from "#lib/contract/people/account-deletion.ts";
import { countOf } from "#lib/domain/common/count-of.ts";
import { invalidField, ServiceError } from "#lib/domain/common/errors.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { recordInvalidation } from "#lib/services/invalidations/record.ts";
import { endAccessOfMember } from "#lib/services/launch/grants/end-access.ts";
import { handOverKeys } from "#lib/services/members/hand-over-keys.ts";
import { countLiveKeys } from "#lib/services/members/live-keys.ts";
import { revokeOwnedKeys } from "#lib/services/members/owned-keys.ts";
import type { KeysResult } from "#lib/services/members/revoke-or-reassign-keys.ts";
import { deleteTeamRows } from "#lib/services/teams/delete.ts";
import type { AffectedTeam } from "./affected-teams.ts";

async function settleKeys(
  tx: Transaction,
  ctx: ServiceContext,
  { team, member, canHandOver }: AffectedTeam,
  choice: KeyChoice | undefined,
): Promise<KeysResult> {
  const liveKeys = await countLiveKeys(tx, team.id, member.userId, ctx.now);
  if (liveKeys > 0 && choice === undefined) {
    throw new ServiceError("conflict", {
      message: `You have ${countOf(liveKeys, "current key")} in ${team.name}. Choose what happens to your keys there`,
    });
  }
  if (choice === "handOver") {
    if (!canHandOver) {
      throw invalidField("keys", `Only admins and owners can hand their keys over to ${team.name}`);
    }
    return handOverKeys(tx, member, ctx.now);
  }
  return { revokedKeys: await revokeOwnedKeys(tx, member, { now: ctx.now, includesExpired: true }) };
}

/**
 * Ends a membership because its person deletes their account. The team must be locked. The membership ends before the
 * keys, so that a key which is created at the same time either is seen here or finds no member.
 */
export async function leaveTeam(
  tx: Transaction,
  ctx: ServiceContext,
  affected: AffectedTeam,
  choice: KeyChoice | undefined,
): Promise<void> {
  const { member, outcome } = affected;
  const { teamId } = member;
  if (outcome === "deleted") await deleteTeamRows(tx, ctx, teamId);
  await tx.member.updateMany({
    where: { id: member.id, teamId, status: { not: "removed" } },
    data: { status: "removed", removedAt: ctx.now, suspendedAt: null },
  });
  await recordInvalidation(tx, "member", member.id);
  const endedGrants = await endAccessOfMember(tx, member, ctx.now);
  const keys = await settleKeys(tx, ctx, affected, outcome === "deleted" ? "revoke" : choice);
  await emitAudit(tx, ctx, {
    teamId,
    action: "member.leave",
    target: { type: "member", id: member.id },
    changes: {
      userId: member.userId,
      role: member.role,
      ...keys,
      ...(endedGrants === 0 ? {} : { endedGrants }),
      reason: "Account deleted",
    },
  });
}
