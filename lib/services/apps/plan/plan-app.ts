import type { AppDto } from "#lib/contract/apps/app-output.ts";
import { type AppFacts, findAppProblem } from "#lib/domain/apps/app-problem.ts";
import { getScopesRole, listPermissionScopes } from "#lib/domain/apps/app-role.ts";
import { invalidField } from "#lib/domain/common/errors.ts";
import type { RateLimit } from "#lib/domain/limits/window.ts";
import { platformVerifyPermission } from "#lib/domain/rbac/permissions.ts";
import type { Environment } from "#lib/platform/db/generated/client.ts";
import { resolveRateLimit } from "#lib/services/bounds.ts";
import { isKnownPermission, type PlannedKey } from "#lib/services/keys/plan/plan-key.ts";
import { type AppRow, getRateLimit, worksWithoutSecret } from "./app-dto.ts";

/** What decides what an app can do. */
export interface AppPower {
  environment: Environment;
  scopes: readonly string[];
  allowedIps: readonly string[];
  rateLimit: { perMinute: number | null; per10Seconds: number | null } | null;
}

/**
 * An app as the key that its tokens act as. It never expires and is not limited to resources, so neither a key that expires
 * nor one with resources can grant it. The environment's rules about the lifetime of keys don't apply: tokens live an hour.
 */
export function planAsKey(
  { environment, scopes, allowedIps, rateLimit }: AppPower,
  defaults: RateLimit,
): PlannedKey {
  return {
    ownerRole: getScopesRole(scopes),
    inheritsPermissions: false,
    permissions: listPermissionScopes(scopes),
    environment: { ...environment, requiresExpiry: false, maxKeyLifetimeSeconds: null },
    resources: [],
    expiresAt: null,
    allowedIps,
    rateLimit: resolveRateLimit(rateLimit, defaults),
  };
}

export function toAppPower(app: AppRow): AppPower {
  const { environment, scopes, allowedIps } = app;
  return { environment, scopes, allowedIps, rateLimit: getRateLimit(app) };
}

/** Throws `invalid_request` for a permission that the team doesn't have, and for one that no app can have. */
export function assertKnownScopes(scopes: readonly string[], teamPermissions: readonly string[]): void {
  for (const [index, scope] of scopes.entries()) {
    if (scope === platformVerifyPermission) {
      throw invalidField(`scopes.${index}`, "An app acts for one team, so it can't verify every team's keys");
    }
    if (listPermissionScopes([scope]).length > 0 && !isKnownPermission(scope, teamPermissions)) {
      throw invalidField(`scopes.${index}`, `The team has no permission named ${scope}`);
    }
  }
}

type Described = Omit<AppFacts, "hasJwks"> & Pick<AppDto, "jwks">;

/** Throws `invalid_request` for a field that doesn't fit the kind of the app. */
export function assertFits(app: Described): void {
  const problem = findAppProblem({ ...app, hasJwks: app.jwks !== null });
  if (problem !== null) throw invalidField(problem.path, problem.message);
}

/** The app's facts that decide about its secrets. */
export function toSecretFacts(app: AppRow) {
  const { kind, deletedAt, disabledAt, secrets } = app;
  return { kind, deletedAt, disabledAt, secrets, worksWithoutSecret: worksWithoutSecret(app) };
}
