import type { MemberDto, RemoveMemberInput } from "#lib/contract/people/members.ts";
import { countOf } from "#lib/domain/common/count-of.ts";
import { missingPermission, ServiceError } from "#lib/domain/common/errors.ts";
import { type Transaction, withTransaction } from "#lib/platform/db/transaction.ts";
import { authorizeMember, type Scope } from "#lib/services/authorize.ts";
import { assertTeamManagement } from "#lib/services/bounds.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { lockTeam } from "#lib/services/teams/lock-team.ts";
import { assertMembershipChange, isSelf } from "./assert-change.ts";
import { endMembership } from "./end-membership.ts";
import { findMember } from "./find-member.ts";
import { countLiveKeys } from "./live-keys.ts";
import { type MemberRow, toMemberDto } from "./member-dto.ts";
import { type KeysResult, revokeOrReassignKeys } from "./revoke-or-reassign-keys.ts";

type Removal = RemoveMemberInput & { memberId: string };

/** Throws `conflict` with the number of live keys, unless `keys` says what happens to them. */
async function handleLiveKeys(
  tx: Transaction,
  ctx: ServiceContext,
  member: MemberRow,
  { keys, isLeaving }: { keys: RemoveMemberInput["keys"]; isLeaving: boolean },
): Promise<KeysResult> {
  if (keys !== undefined) return revokeOrReassignKeys(tx, ctx, member, keys);
  const liveKeys = await countLiveKeys(tx, member.teamId, member.userId, ctx.now);
  if (liveKeys === 0) return {};
  const holder = isLeaving ? "You have" : "This member has";
  const pronoun = liveKeys === 1 ? "it" : "them";
  throw new ServiceError("conflict", {
    message: `${holder} ${countOf(liveKeys, "current key")}. Choose whether to delete or transfer ${pronoun}`,
  });
}

async function removeLocked(
  tx: Transaction,
  ctx: ServiceContext,
  scope: Scope,
  { memberId, keys }: Removal,
): Promise<MemberDto> {
  const { teamId } = scope;
  const actor = await lockTeam(tx, scope);
  const member = await findMember(tx, teamId, memberId);
  const isLeaving = isSelf(scope, member);
  const mayWrite = actor.permissions.has("members:write");
  // A member who leaves can revoke their own keys. Reassigning them requires the permission to manage members.
  if (!mayWrite && (!isLeaving || typeof keys === "object")) throw missingPermission("members:write");
  const to = { role: member.role, status: "removed" } as const;
  await assertMembershipChange(tx, scope, actor, member, to);
  const keysResult = await handleLiveKeys(tx, ctx, member, { keys, isLeaving });
  await endMembership(tx, ctx, member, { action: isLeaving ? "member.leave" : "member.remove", keysResult });
  return toMemberDto({ ...member, ...to }, { liveKeys: 0, isManager: mayWrite });
}

/**
 * DELETE /teams/{id}/members/{memberId}: removes a member, or leaves the team. Throws `conflict` for the last owner and for
 * live keys without `keys`, `forbidden` for a member with a higher role.
 */
export async function removeMember(ctx: ServiceContext, input: Removal): Promise<MemberDto> {
  const scope = authorizeMember(ctx);
  if (scope.actor.type === "apiKey") assertTeamManagement(scope.actor, "members:write");
  return withTransaction(ctx.runtime.database, (tx) => removeLocked(tx, ctx, scope, input));
}
