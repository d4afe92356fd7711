import { listRolePermissions } from "./permissions.ts";
import { isAtLeast, type Role } from "./roles.ts";

/** The actor who changes a membership. */
export interface MembershipActor {
  kind: "person" | "key";
  role: Role;
  /** A key's permissions can be fewer than those of its owner's role. */
  permissions: ReadonlySet<string>;
}

export interface MembershipState {
  role: Role;
  status: "active" | "suspended" | "removed";
}

export type MembershipProblem = "beyond_own_role" | "people_only" | "own_suspension" | "last_owner";

/**
 * Permissions that roles got in a later release. A key doesn't need them to give a role: one that lists the permissions of
 * that role as they were when it was created continues to work.
 */
const addedLater: ReadonlySet<string> = new Set(["apps:read", "fhir.data:read", "fhir.data:write"]);

/** The permissions a new role adds to the former one. `from` is null for a new member. */
function listGained(from: Role | null, to: Role): string[] {
  const held = from === null ? new Set<string>() : listRolePermissions(from, []);
  return [...listRolePermissions(to, [])].filter(
    (permission) => !held.has(permission) && !addedLater.has(permission),
  );
}

/** Only people can assign and remove the roles admin and owner, not keys. */
export function isRoleForPeople(role: Role): boolean {
  return isAtLeast(role, "admin");
}

/** Why the actor cannot assign a role. Null: they can. `permission` is a permission of the role that a key lacks. */
export function findRoleProblem(
  actor: MembershipActor,
  from: Role | null,
  to: Role,
): { kind: "people_only" | "beyond_own_role" } | { kind: "permission"; permission: string } | null {
  if (actor.kind === "key" && isRoleForPeople(to)) return { kind: "people_only" };
  if (!isAtLeast(actor.role, to)) return { kind: "beyond_own_role" };
  const permission = listGained(from, to).find((gained) => !actor.permissions.has(gained));
  return permission === undefined ? null : { kind: "permission", permission };
}

/** Nobody can assign a role above their own, and a key cannot assign a role with more permissions than itself. */
export function mayGiveRole(actor: MembershipActor, from: Role | null, to: Role): boolean {
  return findRoleProblem(actor, from, to) === null;
}

/**
 * Why a change to a membership is not allowed. Null: it is. `activeOwners` counts the team's currently active owners,
 * including the member. Every member can leave and give up their own role.
 */
export function findMembershipProblem(change: {
  actor: MembershipActor;
  isSelf: boolean;
  from: MembershipState;
  to: MembershipState;
  activeOwners: number;
}): MembershipProblem | null {
  const { actor, isSelf, from, to, activeOwners } = change;
  if (actor.kind === "key" && (isRoleForPeople(from.role) || isRoleForPeople(to.role))) return "people_only";
  if (!isSelf && !isAtLeast(actor.role, from.role)) return "beyond_own_role";
  const gains = to.status === "active" && (from.role !== to.role || from.status !== "active");
  if (gains && !mayGiveRole(actor, from.status === "active" ? from.role : null, to.role)) {
    return "beyond_own_role";
  }
  if (isSelf && to.status === "suspended") return "own_suspension";
  const wasOwner = from.role === "owner" && from.status === "active";
  const staysOwner = to.role === "owner" && to.status === "active";
  return wasOwner && !staysOwner && activeOwners <= 1 ? "last_owner" : null;
}
