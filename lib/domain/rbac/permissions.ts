import { isAtLeast, type Role, roles } from "./roles.ts";

/** The built-in permissions, `resource:action`, with the minimum role that holds each. */
export const builtInPermissions = {
  "keys:read": "viewer",
  "keys:write": "developer",
  "keys:verify": "developer",
  "members:read": "viewer",
  "members:write": "admin",
  "audit:read": "admin",
  "fhir.servers:read": "viewer",
  "fhir.servers:write": "developer",
  "fhir.gateway:write": "admin",
  "fhir.data:read": "developer",
  "fhir.data:write": "developer",
  "workers:read": "viewer",
  "workers:write": "developer",
  "apps:read": "viewer",
  "apps:write": "admin",
  "team:write": "admin",
} as const satisfies Record<string, Role>;

/** What each permission allows, for pages and documentation. */
export const builtInPermissionTexts: Record<keyof typeof builtInPermissions, string> = {
  "keys:read": "View the team's keys, but not their secrets",
  "keys:write": "Generate, edit, rotate and delete keys. Developers: only their own",
  "keys:verify": "Verify the team's keys",
  "members:read": "View the team's members",
  "members:write": "Invite people, change roles, suspend and remove members",
  "audit:read": "Read and export the audit log",
  "fhir.servers:read": "View the registered FHIR servers",
  "fhir.servers:write": "Register, edit and delete FHIR servers",
  "fhir.gateway:write": "Turn the gateway of a FHIR server on and off, and set its credential",
  "fhir.data:read": "Read and search the data of FHIR servers through the gateway",
  "fhir.data:write": "Create, change and delete data of FHIR servers through the gateway",
  "workers:read": "View the AI workers",
  "workers:write": "Create, edit and delete AI workers",
  "apps:read": "View the apps, but not their secrets",
  "apps:write": "Register, edit, disable and delete apps, and create their secrets",
  "team:write": "Change the team's name, maximum rate limits, environments and permissions",
};

/** Verifies every team's keys. No role and no key that inherits has it: only an instance owner can list it on a key. */
export const platformVerifyPermission = "platform:verify";

/**
 * Permissions that `inherit` does not include: a key has one only if it lists it. Its creator has then decided explicitly
 * that a program can manage members, the team, apps or gateways, reach patient data, or verify every team's keys.
 */
export const explicitPermissions: ReadonlySet<string> = new Set([
  "members:write",
  "team:write",
  "apps:write",
  "fhir.gateway:write",
  "fhir.data:read",
  "fhir.data:write",
  platformVerifyPermission,
]);

/** The form of the names of custom permissions. */
export const permissionPattern = /^[a-z][a-z0-9.-]{0,39}:[a-z-]{1,20}$/;

/** The minimum role that holds a custom permission: viewer for reading, developer for everything else. */
export function getTeamPermissionRole(permission: string): Role {
  return permission.endsWith(":read") ? "viewer" : "developer";
}

function listBuiltIn(role: Role): string[] {
  const held = Object.entries(builtInPermissions).filter(([, minRole]) => isAtLeast(role, minRole));
  return held.map(([permission]) => permission);
}

/** Found once, because a list needs them for each key. */
const builtInOfRole = new Map(roles.map((role) => [role, listBuiltIn(role)]));

/**
 * All permissions of a role in a team with these custom permissions. An earlier release may have let the team give one of them a
 * name that the console uses by now, which then is the console's.
 */
export function listRolePermissions(role: Role, teamPermissions: readonly string[]): Set<string> {
  const held = new Set(builtInOfRole.get(role));
  for (const permission of teamPermissions) {
    if (Object.hasOwn(builtInPermissions, permission)) continue;
    if (isAtLeast(role, getTeamPermissionRole(permission))) held.add(permission);
  }
  return held;
}

/** The permissions of a key that inherits, while its owner has this role. */
export function listInheritedPermissions(role: Role, teamPermissions: readonly string[]): Set<string> {
  const held = listRolePermissions(role, teamPermissions);
  for (const permission of explicitPermissions) held.delete(permission);
  return held;
}

export interface KeyPermissions {
  inheritsPermissions: boolean;
  permissions: readonly string[];
}

/**
 * The effective permissions of a key: its list, or what it inherits, limited by its owner's role. It has the permissions in
 * `explicitPermissions` only if it lists them, and `platform:verify` only while its owner is an instance owner.
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
