import { isAtLeast, type Role } from "./roles.ts";

/** Built-in permissions, `resource:action`, and the least role that holds each. */
export const builtInPermissions = {
  "keys:read": "viewer",
  "keys:write": "developer",
  "keys:verify": "developer",
  "members:read": "viewer",
  "members:write": "admin",
  "audit:read": "admin",
  "fhir.servers:read": "viewer",
  "fhir.servers:write": "developer",
  "workers:read": "viewer",
  "workers:write": "developer",
  "team:write": "admin",
} as const satisfies Record<string, Role>;

/** What each lets its holder do, for pages and documentation. */
export const builtInPermissionTexts: Record<keyof typeof builtInPermissions, string> = {
  "keys:read": "See the team's keys, never their secrets",
  "keys:write": "Make, change, rotate and delete keys; below admin only one's own",
  "keys:verify": "Ask whether a key of the team is good",
  "members:read": "See who is in the team",
  "members:write": "Invite people, give roles, suspend and remove",
  "audit:read": "Read and export the audit log",
  "fhir.servers:read": "See the registered FHIR servers",
  "fhir.servers:write": "Register, change and remove FHIR servers",
  "workers:read": "See the AI workers",
  "workers:write": "Make, change and remove AI workers",
  "team:write": "Rename the team; change its environments and permissions",
};

/** Verifying every team's keys. In no role and no `inherit`: only an instance owner can list it on a key. */
export const platformVerifyPermission = "platform:verify";

/**
 * Permissions that `inherit` does not include: a key holds one only if its list names it. Whoever creates such a key has
 * decided that a program may manage people, the team, or verify every team's keys.
 */
export const explicitPermissions: ReadonlySet<string> = new Set([
  "members:write",
  "team:write",
  platformVerifyPermission,
]);

/** The form of a team's own permission names. */
export const permissionPattern = /^[a-z][a-z0-9.-]{0,39}:[a-z-]{1,20}$/;

/** The least role that holds one of a team's own permissions: everybody reads, developers do the rest. */
export function getTeamPermissionRole(permission: string): Role {
  return permission.endsWith(":read") ? "viewer" : "developer";
}

/** Everything a role holds in a team with these own permissions. */
export function listRolePermissions(role: Role, teamPermissions: readonly string[]): Set<string> {
  const held = new Set<string>();
  for (const [permission, leastRole] of Object.entries(builtInPermissions)) {
    if (isAtLeast(role, leastRole)) held.add(permission);
  }
  for (const permission of teamPermissions) {
    if (isAtLeast(role, getTeamPermissionRole(permission))) held.add(permission);
  }
  return held;
}

/** What a key that inherits holds while its owner has this role. */
export function listInheritedPermissions(role: Role, teamPermissions: readonly string[]): Set<string> {
  const held = listRolePermissions(role, teamPermissions);
  return new Set([...held].filter((permission) => !explicitPermissions.has(permission)));
}

export interface KeyPermissions {
  inheritsPermissions: boolean;
  permissions: readonly string[];
}

/**
 * What a key may do now: its list, or what it inherits, cut by its owner's role. The permissions of `explicitPermissions`
 * are held only when listed, and `platform:verify` only while the owner is an instance owner.
 */
export function listEffectivePermissions(
  key: KeyPermissions,
  owner: { role: Role; isInstanceOwner: boolean },
  teamPermissions: readonly string[],
): Set<string> {
  if (key.inheritsPermissions) return listInheritedPermissions(owner.role, teamPermissions);
  const held = listRolePermissions(owner.role, teamPermissions);
  const listed = key.permissions.filter(
    (permission) =>
      held.has(permission) || (permission === platformVerifyPermission && owner.isInstanceOwner),
  );
  return new Set(listed);
}
