import { pickKeyFields } from "#lib/contract/keys/key-fields.ts";
import type { KeyChanges, KeyDto, UpdateKeyInput } from "#lib/contract/keys/keys.ts";
import { ServiceError } from "#lib/domain/common/errors.ts";
import type { RateLimit } from "#lib/domain/limits/window.ts";
import { doesChangeWiden, exceedsRate } from "#lib/domain/rbac/grants.ts";
import { listChanges } from "#lib/services/audit/list-changes.ts";
import type { Scope } from "#lib/services/authorize.ts";
import { resolveRateLimit } from "#lib/services/bounds.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { assertNotRevoked, changeKey, type LockedKey } from "./change-key.ts";
import { assertPolicy, assertWithinScope } from "./plan/assert-grant.ts";
import { assertRateLimit, fillRateLimit } from "./plan/assert-rate-limit.ts";
import { toColumns, toPermissionColumns } from "./plan/key-columns.ts";
import { type KeyRow, toKeyDto } from "./plan/key-dto.ts";
import { type PlannedKey, planKeyAsItIs, toGrantTarget } from "./plan/plan-key.ts";
import { assertValid, readTeamRules, type TeamRules } from "./plan/team-rules.ts";

type OwnLimits = Pick<KeyRow, "rateLimitPerMinute" | "rateLimitPer10Seconds">;

/** The own limits of a key or an app after the change. Setting one of the two limits keeps the other. */
export function mergeRateLimit(key: OwnLimits, change: NonNullable<KeyChanges["rateLimit"]> | null) {
  if (change === null) return null;
  const { perMinute = key.rateLimitPerMinute, per10Seconds = key.rateLimitPer10Seconds } = change;
  return { perMinute, per10Seconds };
}

function applyChanges(key: KeyRow, before: PlannedKey, input: KeyChanges, defaults: RateLimit): PlannedKey {
  const { permissions, resources, expiresAt, allowedIps, rateLimit } = input;
  return {
    ...before,
    ...toPermissionColumns(permissions),
    ...(resources === undefined ? {} : { resources }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(allowedIps === undefined ? {} : { allowedIps }),
    ...(rateLimit === undefined
      ? {}
      : { rateLimit: resolveRateLimit(mergeRateLimit(key, rateLimit), defaults) }),
  };
}

/** The changes, with a removed limit replaced by the one that applies instead. */
function fillChanges(scope: Scope, changes: KeyChanges, rules: TeamRules, defaults: RateLimit): KeyChanges {
  if (changes.rateLimit === undefined) return changes;
  const change = changes.rateLimit ?? { perMinute: null, per10Seconds: null };
  return { ...changes, rateLimit: fillRateLimit(scope, change, rules.ceilings, defaults) };
}

/**
 * A person who can change the key can always rename or restrict it. Only a change that extends what the key can do must be
 * within the person's own permissions. A key can change only keys within its own bounds, before and after the change.
 */
async function assertChangeAllowed(
  ctx: ServiceContext,
  { tx, scope, key }: LockedKey,
  input: KeyChanges,
  rules: TeamRules,
): Promise<void> {
  assertValid(input, rules.permissions, ctx.now);
  const defaults = ctx.runtime.config.rateLimit;
  const before = await planKeyAsItIs(tx, scope, key, defaults);
  const after = applyChanges(key, before, input, defaults);
  const toTarget = (plan: PlannedKey) => toGrantTarget(plan, rules.permissions);
  const widens = doesChangeWiden(toTarget(before), toTarget(after));
  const isKey = scope.actor.type === "apiKey";
  if (isKey) assertWithinScope(scope, before, rules.permissions);
  if (isKey || widens) assertWithinScope(scope, after, rules.permissions);
  assertPolicy(scope, after, ctx.now);
  if (exceedsRate(before.rateLimit, after.rateLimit)) {
    const { perMinute = null, per10Seconds = null } = input.rateLimit ?? {};
    assertRateLimit(scope, { perMinute, per10Seconds }, rules.ceilings, defaults);
  }
}

async function replaceResources({ tx, scope, key }: LockedKey, resources: readonly string[]) {
  await tx.keyResource.deleteMany({ where: { keyId: key.id, key: { teamId: scope.teamId } } });
  await tx.keyResource.createMany({ data: resources.map((resource) => ({ keyId: key.id, resource })) });
}

/**
 * PATCH /keys/{id}: changes the given fields. Throws `not_found`, `conflict` for a revoked key and for one that has changed
 * since the caller read it, and what createKey throws.
 */
export async function updateKey(
  ctx: ServiceContext,
  input: UpdateKeyInput & { id: string },
): Promise<KeyDto> {
  const { id, expectedUpdatedAt, ...changes } = input;
  return changeKey(ctx, id, async (locked) => {
    const { tx, scope, key } = locked;
    assertNotRevoked(key);
    if (expectedUpdatedAt !== undefined && expectedUpdatedAt.getTime() !== key.updatedAt.getTime()) {
      throw new ServiceError("conflict", {
        message: "This key has changed since you loaded it. Load the latest version and try again",
      });
    }
    const rules = await readTeamRules(tx, scope);
    const fields = fillChanges(scope, changes, rules, ctx.runtime.config.rateLimit);
    await assertChangeAllowed(ctx, locked, fields, rules);
    if (fields.resources !== undefined) await replaceResources(locked, fields.resources);
    const before = pickKeyFields(toKeyDto(key, ctx.now));
    return {
      action: "key.update",
      columns: toColumns(fields),
      describe: (after) => listChanges(before, pickKeyFields(after)),
    };
  });
}
