import type { RateLimit } from "#lib/domain/limits/window.ts";
import type { GrantTarget } from "#lib/domain/rbac/grants.ts";
import {
  builtInPermissions,
  listInheritedPermissions,
  platformVerifyPermission,
} from "#lib/domain/rbac/permissions.ts";
import type { Role } from "#lib/domain/rbac/roles.ts";
import type { Environment } from "#lib/platform/db/generated/client.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import type { Scope } from "#lib/services/authorize.ts";
import { resolveRateLimit } from "#lib/services/bounds.ts";
import type { KeyRow } from "./key-dto.ts";

/** A key in its current state, or as it would be after a change. */
export interface PlannedKey {
  ownerRole: Role;
  inheritsPermissions: boolean;
  permissions: readonly string[];
  environment: Environment;
  resources: readonly string[];
  expiresAt: Date | null;
  allowedIps: readonly string[];
  /** The limits in effect, including the instance's defaults. */
  rateLimit: RateLimit;
}

/** The key in its current state, to decide whether the scope can enable, rotate or change it. */
export async function planKeyAsItIs(
  tx: Transaction,
  scope: Scope,
  key: KeyRow,
  defaults: RateLimit,
): Promise<PlannedKey> {
  const environment = await tx.environment.findFirstOrThrow({
    where: { id: key.environmentId, teamId: scope.teamId },
  });
  const role = key.ownerType === "team" ? key.ownerRole : key.ownerUser?.members[0]?.role;
  const { rateLimitPerMinute: perMinute, rateLimitPer10Seconds: per10Seconds } = key;
  return {
    ownerRole: role ?? "viewer",
    inheritsPermissions: key.inheritsPermissions,
    permissions: key.permissions,
    environment,
    resources: key.resources.map(({ resource }) => resource),
    expiresAt: key.expiresAt,
    allowedIps: key.allowedIps,
    rateLimit: resolveRateLimit({ perMinute, per10Seconds }, defaults),
  };
}

export function isKnownPermission(permission: string, teamPermissions: readonly string[]): boolean {
  return (
    Object.hasOwn(builtInPermissions, permission) ||
    permission === platformVerifyPermission ||
    teamPermissions.includes(permission)
  );
}

/** What the key could do. A permission that no longer exists grants nothing. */
export function toGrantTarget(planned: PlannedKey, teamPermissions: readonly string[]): GrantTarget {
  return {
    ...planned,
    environment: planned.environment.slug,
    permissions: planned.inheritsPermissions
      ? listInheritedPermissions(planned.ownerRole, teamPermissions)
      : planned.permissions.filter((permission) => isKnownPermission(permission, teamPermissions)),
  };
}
