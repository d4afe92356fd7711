import type { MemberDto, UpdateMemberInput } from "#lib/contract/people/members.ts";
import { ServiceError } from "#lib/domain/common/errors.ts";
import { type Transaction, withTransaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { listChanges } from "#lib/services/audit/list-changes.ts";
import { authorizeTeamManagement, type Scope } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { recordInvalidation } from "#lib/services/invalidations/record.ts";
import { lockTeamWith } from "#lib/services/teams/lock-team.ts";
import { assertMembershipChange, isSelf } from "./assert-change.ts";
import { endSessionsOfTeamless } from "./end-access.ts";
import { findMember } from "./find-member.ts";
import { countLiveKeys } from "./live-keys.ts";
import { type MemberRow, toMemberDto } from "./member-dto.ts";
import { notifyOfRole } from "./notify-of-role.ts";
import { type KeysResult, revokeOrReassignKeys } from "./revoke-or-reassign-keys.ts";

type Change = UpdateMemberInput & { memberId: string };

async function writeChange(
  tx: Transaction,
  ctx: ServiceContext,
  { teamId }: Scope,
  member: MemberRow,
  to: Pick<MemberRow, "role" | "status">,
): Promise<void> {
  const isSuspended = to.status === "suspended";
  await tx.member.updateMany({
    where: { id: member.id, teamId, role: member.role, status: member.status },
    data: { ...to, suspendedAt: isSuspended ? (member.suspendedAt ?? ctx.now) : null },
  });
  await recordInvalidation(tx, "member", member.id);
}

async function changeMember(
  tx: Transaction,
  ctx: ServiceContext,
  scope: Scope,
  { memberId, role, status, keys }: Change,
): Promise<MemberDto> {
  const { teamId } = scope;
  const actor = await lockTeamWith(tx, scope, "members:write");
  const member = await findMember(tx, teamId, memberId);
  const to = { role: role ?? member.role, status: status ?? member.status };
  await assertMembershipChange(tx, scope, actor, member, to);
  if (member.isFromGroups && to.role !== member.role) {
    throw new ServiceError("conflict", {
      message: "This member's role comes from their groups. Change the role of the group",
    });
  }
  const keysResult: KeysResult = keys === undefined ? {} : await revokeOrReassignKeys(tx, ctx, member, keys);
  await writeChange(tx, ctx, scope, member, to);
  const endedSessions =
    to.status === "suspended" ? await endSessionsOfTeamless(tx, member.userId, ctx.now) : 0;
  await emitAudit(tx, ctx, {
    teamId,
    action: to.status === member.status ? "member.update" : `member.${getVerb(to.status)}`,
    target: { type: "member", id: member.id },
    changes: {
      userId: member.userId,
      ...listChanges({ role: member.role, status: member.status }, to),
      ...keysResult,
      ...(endedSessions === 0 ? {} : { endedSessions }),
    },
  });
  if (to.role !== member.role && !isSelf(scope, member)) {
    await notifyOfRole(tx, ctx, { ...member, role: to.role }, scope.actor.name);
  }
  const liveKeys = await countLiveKeys(tx, teamId, member.userId, ctx.now);
  return toMemberDto({ ...member, ...to }, { liveKeys, isManager: true });
}

function getVerb(status: MemberRow["status"]): string {
  return status === "suspended" ? "suspend" : "resume";
}

/**
 * PATCH /teams/{id}/members/{memberId}: changes a member's role, or suspends or reinstates them. It takes effect from the
 * next request of the member and their keys. Throws `forbidden` for a role above the caller's own, `conflict` for the last
 * owner, for suspending yourself, and for a role that groups decide.
 */
export async function updateMember(ctx: ServiceContext, input: Change): Promise<MemberDto> {
  const scope = authorizeTeamManagement(ctx, "members:write");
  return withTransaction(ctx.runtime.database, (tx) => changeMember(tx, ctx, scope, input));
}
