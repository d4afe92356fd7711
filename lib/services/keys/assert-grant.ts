import type { Environment } from "#lib/db/generated/client.ts";
import { missingPermission, ServiceError } from "#lib/errors.ts";
import { findPolicyViolations, type PolicyViolation } from "#lib/rbac/environment-policy.ts";
import { findGrantProblem, type Grantor, type GrantTarget } from "#lib/rbac/grants.ts";
import { builtInPermissions, listRolePermissions, platformVerifyPermission } from "#lib/rbac/permissions.ts";
import type { Role } from "#lib/rbac/roles.ts";
import type { Scope } from "#lib/services/authorize.ts";

/** A key as it would be after the change. */
export interface PlannedKey {
  ownerRole: Role;
  inheritsPermissions: boolean;
  permissions: readonly string[];
  environment: Environment;
  resources: readonly string[];
  expiresAt: Date | null;
  allowedIps: readonly string[];
}

function toGrantor(scope: Scope): Grantor {
  const { actor, role } = scope;
  if (actor.type === "user") {
    const permissions = new Set(actor.permissions);
    if (actor.isInstanceOwner) permissions.add(platformVerifyPermission);
    return { role, permissions, environment: null, resources: [], expiresAt: null, mayInherit: true };
  }
  // Verifying every team's keys is listed by an instance owner in person.
  const permissions = new Set(actor.permissions);
  permissions.delete(platformVerifyPermission);
  return {
    role,
    permissions,
    environment: actor.environment.slug,
    resources: actor.resources,
    expiresAt: actor.expiresAt,
    mayInherit: actor.inheritsPermissions,
  };
}

/** What the key's permissions come to; a name nothing defines any more grants nothing. */
function listPermissions(planned: PlannedKey, teamPermissions: readonly string[]): Iterable<string> {
  if (planned.inheritsPermissions) return listRolePermissions(planned.ownerRole, teamPermissions);
  return planned.permissions.filter((permission) => isKnownPermission(permission, teamPermissions));
}

export function isKnownPermission(permission: string, teamPermissions: readonly string[]): boolean {
  return (
    Object.hasOwn(builtInPermissions, permission) ||
    permission === platformVerifyPermission ||
    teamPermissions.includes(permission)
  );
}

/**
 * Nobody grants what they lack: throws `forbidden` when the key would have more than the scope. Also throws
 * `policy_violation` when it would break a rule of its environment; rules that only report are returned.
 */
export function assertGrant(
  scope: Scope,
  planned: PlannedKey,
  teamPermissions: readonly string[],
  now: Date,
): PolicyViolation[] {
  const target: GrantTarget = {
    ownerRole: planned.ownerRole,
    inheritsPermissions: planned.inheritsPermissions,
    permissions: listPermissions(planned, teamPermissions),
    environment: planned.environment.slug,
    resources: planned.resources,
    expiresAt: planned.expiresAt,
  };
  const problem = findGrantProblem(toGrantor(scope), target);
  if (problem?.kind === "permission") throw missingPermission(problem.permission);
  if (problem !== null) throw new ServiceError("forbidden");
  const violations = findPolicyViolations(planned.environment, planned, scope.role, now);
  const [first] = violations;
  if (first !== undefined && !planned.environment.policyReportOnly) {
    throw new ServiceError("policy_violation", { message: first.message });
  }
  return violations;
}
