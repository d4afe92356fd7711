import { beyondBound, missingPermission } from "#lib/domain/common/errors.ts";
import { findRoleProblem, isRoleForPeople, type MembershipActor } from "#lib/domain/rbac/membership.ts";
import type { Role } from "#lib/domain/rbac/roles.ts";

/** Throws `forbidden` for a role above the actor's own, and for a key that assigns a role that only people can assign. */
export function assertMayInvite(actor: MembershipActor, role: Role): void {
  const problem = findRoleProblem(actor, null, role);
  if (problem === null) return;
  if (problem.kind === "permission") throw missingPermission(problem.permission);
  throw beyondBound(problem.kind === "people_only" ? "peopleRoles" : "role");
}

/** Throws `forbidden` for a key that withdraws an invitation with a role that only people can assign. */
export function assertMayWithdraw(actor: MembershipActor, role: Role): void {
  if (actor.kind === "key" && isRoleForPeople(role)) throw beyondBound("peopleRoles");
}
