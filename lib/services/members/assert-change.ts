import { beyondBound, ServiceError } from "#lib/domain/common/errors.ts";
import {
  findMembershipProblem,
  type MembershipActor,
  type MembershipState,
} from "#lib/domain/rbac/membership.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import type { Scope } from "#lib/services/authorize.ts";
import { countActiveOwners } from "./find-member.ts";
import type { MemberRow } from "./member-dto.ts";

export function isSelf(scope: Scope, member: Pick<MemberRow, "userId">): boolean {
  return scope.actor.type === "user" && scope.actor.userId === member.userId;
}

/** Throws `forbidden` for a change above the actor's own role, `conflict` if the team would have no owner. */
export async function assertMembershipChange(
  tx: Transaction,
  scope: Scope,
  actor: MembershipActor,
  member: MemberRow,
  to: MembershipState,
): Promise<void> {
  const problem = findMembershipProblem({
    actor,
    isSelf: isSelf(scope, member),
    from: member,
    to,
    activeOwners: await countActiveOwners(tx, scope.teamId),
  });
  switch (problem) {
    case null:
      return;
    case "beyond_own_role":
      throw beyondBound("role");
    case "people_only":
      throw beyondBound("peopleRoles");
    case "own_suspension":
      throw new ServiceError("conflict", { message: "You can't suspend yourself" });
    case "last_owner":
      throw new ServiceError("conflict", {
        message: "A team must have at least one owner. Make another member an owner first",
      });
  }
}
