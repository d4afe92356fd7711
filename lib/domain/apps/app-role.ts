import {
  builtInPermissions,
  getTeamPermissionRole,
  permissionPattern,
} from "#lib/domain/rbac/permissions.ts";
import { getLower, type Role } from "#lib/domain/rbac/roles.ts";

/** The scopes that are names of permissions, without SMART scopes. */
export function listPermissionScopes(scopes: readonly string[]): string[] {
  return scopes.filter((scope) => permissionPattern.test(scope));
}

/** The lowest role that holds all of the permissions: the role in which an app with these scopes acts. */
export function getScopesRole(scopes: readonly string[]): Role {
  const builtIn: Readonly<Record<string, Role>> = builtInPermissions;
  const needed = listPermissionScopes(scopes).map(
    (permission) => builtIn[permission] ?? getTeamPermissionRole(permission),
  );
  return needed.reduce<Role>((held, role) => (getLower(held, role) === held ? role : held), "viewer");
}
