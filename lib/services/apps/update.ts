import type { AppDto } from "#lib/contract/apps/app-output.ts";
import type { UpdateAppInput } from "#lib/contract/apps/apps.ts";
import { getScopesRole } from "#lib/domain/apps/app-role.ts";
import { hasCurrentSecret } from "#lib/domain/apps/app-secrets.ts";
import { getThumbprint } from "#lib/domain/apps/key-set.ts";
import { ServiceError } from "#lib/domain/common/errors.ts";
import type { RateLimit } from "#lib/domain/limits/window.ts";
import { doesChangeWiden, exceedsRate } from "#lib/domain/rbac/grants.ts";
import { listChanges } from "#lib/services/audit/list-changes.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { assertPolicy, assertWithinScope } from "#lib/services/keys/plan/assert-grant.ts";
import { assertRateLimit, fillRateLimit } from "#lib/services/keys/plan/assert-rate-limit.ts";
import { type PlannedKey, toGrantTarget } from "#lib/services/keys/plan/plan-key.ts";
import { readTeamRules, type TeamRules } from "#lib/services/keys/plan/team-rules.ts";
import { mergeRateLimit } from "#lib/services/keys/update.ts";
import { assertNotDeleted, changeApp, type LockedApp } from "./change-app.ts";
import { type AppChanges, toColumns } from "./plan/app-columns.ts";
import { type AppRow, describeApp, hasKeys, readJwks } from "./plan/app-dto.ts";
import { type AppPower, assertFits, assertKnownScopes, planAsKey, toAppPower } from "./plan/plan-app.ts";

/** The changes, with a removed limit replaced by the one that applies instead. */
function fillChanges(
  { scope }: LockedApp,
  changes: AppChanges,
  rules: TeamRules,
  defaults: RateLimit,
): AppChanges {
  if (changes.rateLimit === undefined) return changes;
  const change = changes.rateLimit ?? { perMinute: null, per10Seconds: null };
  return { ...changes, rateLimit: fillRateLimit(scope, change, rules.ceilings, defaults) };
}

function applyChanges(app: AppRow, { scopes, allowedIps, rateLimit }: AppChanges): AppPower {
  const before = toAppPower(app);
  return {
    environment: before.environment,
    scopes: scopes ?? before.scopes,
    allowedIps: allowedIps ?? before.allowedIps,
    rateLimit: rateLimit === undefined ? before.rateLimit : mergeRateLimit(app, rateLimit),
  };
}

/**
 * As for a key: a person can always rename or restrict an app. Only a change that extends what it can do must be within the
 * person's own permissions. A key can change only apps within its own bounds, before and after the change.
 */
function assertChangeAllowed(
  ctx: ServiceContext,
  locked: LockedApp,
  changes: AppChanges,
  rules: TeamRules,
): void {
  const { scope, app } = locked;
  const defaults = ctx.runtime.config.rateLimit;
  const before = planAsKey(toAppPower(app), defaults);
  const after = planAsKey(applyChanges(app, changes), defaults);
  const toTarget = (plan: PlannedKey) => toGrantTarget(plan, rules.permissions);
  const widens = doesChangeWiden(toTarget(before), toTarget(after));
  const isKey = scope.actor.type === "apiKey";
  if (isKey) assertWithinScope(scope, before, rules.permissions);
  if (isKey || widens) assertWithinScope(scope, after, rules.permissions);
  assertPolicy(scope, after, ctx.now);
  if (exceedsRate(before.rateLimit, after.rateLimit)) {
    const { perMinute = null, per10Seconds = null } = changes.rateLimit ?? {};
    assertRateLimit(scope, { perMinute, per10Seconds }, rules.ceilings, defaults);
  }
}

/** What identifies the keys with which an app signs assertions. */
function identifyKeys({ jwks, jwksUri }: Pick<AppDto, "jwks" | "jwksUri">): string {
  return JSON.stringify([jwks?.keys.map(getThumbprint).sort() ?? null, jwksUri]);
}

/**
 * What follows from a change. Tokens that were requested with the keys so far stop working when the keys change.
 * Throws `invalid_request` for a field that doesn't fit the others, `conflict` for an app that couldn't prove who it is.
 */
function planColumns({ app }: LockedApp, changes: AppChanges) {
  const before = { jwks: readJwks(app), jwksUri: app.jwksUri };
  const { jwks = before.jwks, jwksUri = before.jwksUri } = changes;
  const { scopes = app.scopes, redirectUris = app.redirectUris, launchUri = app.launchUri } = changes;
  assertFits({ kind: app.kind, scopes, redirectUris, launchUri, jwks, jwksUri });
  const hasNoKeys = jwks === null && jwksUri === null;
  if (hasKeys(app) && hasNoKeys && !hasCurrentSecret(app) && app._count.rules === 0) {
    throw new ServiceError("conflict", {
      message: "The app has no secret. Create one before you remove its public keys",
    });
  }
  const areKeysChanged = identifyKeys(before) !== identifyKeys({ jwks, jwksUri });
  const columns = {
    ...toColumns(changes),
    ...(changes.scopes === undefined ? {} : { role: getScopesRole(changes.scopes) }),
  };
  return { columns, endsAssertedTokens: areKeysChanged };
}

/**
 * PATCH /apps/{id}: changes the given fields. Throws `not_found`, `conflict` for a deleted app and for one that has changed
 * since the caller read it, and what createApp throws.
 */
export async function updateApp(
  ctx: ServiceContext,
  input: UpdateAppInput & { id: string },
): Promise<AppDto> {
  const { id, expectedUpdatedAt, ...changes } = input;
  return changeApp(ctx, id, async (locked) => {
    const { tx, scope, app } = locked;
    assertNotDeleted(app);
    if (expectedUpdatedAt !== undefined && expectedUpdatedAt.getTime() !== app.updatedAt.getTime()) {
      throw new ServiceError("conflict", {
        message: "This app has changed since you loaded it. Load the latest version and try again",
      });
    }
    const rules = await readTeamRules(tx, scope);
    const fields = fillChanges(locked, changes, rules, ctx.runtime.config.rateLimit);
    assertKnownScopes(fields.scopes ?? [], rules.permissions);
    const planned = planColumns(locked, fields);
    assertChangeAllowed(ctx, locked, fields, rules);
    const describe = (row: AppRow) => ({ ...describeApp(row), description: row.description });
    const before = describe(app);
    return { action: "app.update", ...planned, describe: (after) => listChanges(before, describe(after)) };
  });
}
