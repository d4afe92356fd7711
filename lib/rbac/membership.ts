import { listRolePermissions } from "./permissions.ts";
import { isAtLeast, type Role } from "./roles.ts";

/** Who changes a membership. */
export interface MembershipActor {
  kind: "person" | "key";
  role: Role;
  /** Of a key: what it may do, which can be less than its owner's role. */
  permissions: ReadonlySet<string>;
}

export interface MembershipState {
  role: Role;
  status: "active" | "suspended" | "removed";
}

export type MembershipProblem = "beyond_own_role" | "people_only" | "own_suspension" | "last_owner";

/** What a new role brings that the old one had not; null: the person is new. */
function listGained(from: Role | null, to: Role): string[] {
  const held = from === null ? new Set<string>() : listRolePermissions(from, []);
  return [...listRolePermissions(to, [])].filter((permission) => !held.has(permission));
}

/** The roles admin and owner come from people and are taken away by people, never by a key. */
export function isRoleForPeople(role: Role): boolean {
  return isAtLeast(role, "admin");
}

/** Why the actor may not give a role; null: they may. `permission`: what a key lacks of what the role brings. */
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

/** Nobody gives a role above their own, and a key none that can do more than itself. */
export function mayGiveRole(actor: MembershipActor, from: Role | null, to: Role): boolean {
  return findRoleProblem(actor, from, to) === null;
}

/**
 * Why a membership may not become what is asked; null: it may. `activeOwners` counts the team's owners who are active
 * now, the member included. Everybody may leave and step down themselves.
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
