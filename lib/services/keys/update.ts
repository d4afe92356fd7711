import type { AuditValue } from "#lib/audit/chain.ts";
import type { Prisma } from "#lib/db/generated/client.ts";
import { type Transaction, withTransaction } from "#lib/db/transaction.ts";
import { ServiceError } from "#lib/errors.ts";
import type { RateLimit } from "#lib/limits/window.ts";
import { doesChangeWiden, exceedsRate } from "#lib/rbac/grants.ts";
import type { KeyChanges, KeyDto, UpdateKeyInput } from "#lib/schemas/keys.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { authorize, type Scope } from "#lib/services/authorize.ts";
import { resolveRateLimit } from "#lib/services/bounds.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { recordInvalidation } from "#lib/services/invalidations/record.ts";
import { assertPolicy, assertWithinScope } from "./assert-grant.ts";
import { assertRateLimit, fillRateLimit } from "./assert-rate-limit.ts";
import { assertSense, readTeamRules } from "./create.ts";
import { findKey, lockKey } from "./find-key.ts";
import { type KeyRow, toKeyDto } from "./key-dto.ts";
import { type PlannedKey, planKeyAsItIs, toGrantTarget } from "./plan-key.ts";

function toColumns(input: KeyChanges): Prisma.ApiKeyUncheckedUpdateManyInput {
  const { permissions, rateLimit, resources: _, ...columns } = input;
  return {
    ...columns,
    ...(permissions === undefined
      ? {}
      : {
          inheritsPermissions: permissions === "inherit",
          permissions: permissions === "inherit" ? [] : permissions,
        }),
    // Prisma passes over what is undefined: half a limit leaves the other half.
    rateLimitPerMinute: rateLimit === null ? null : rateLimit?.perMinute,
    rateLimitPer10Seconds: rateLimit === null ? null : rateLimit?.per10Seconds,
  };
}

/** The fields that were named, before and after, for the audit. */
function listChanges(before: KeyDto, after: KeyDto, input: KeyChanges): Record<string, AuditValue> {
  const changes: Record<string, AuditValue> = {};
  for (const field of asFields(input)) {
    const [from, to] = [before[field], after[field]];
    if (JSON.stringify(from) !== JSON.stringify(to)) changes[field] = { from, to };
  }
  return changes;
}

/** The input's fields all are fields of the key. */
function asFields(input: KeyChanges): (keyof KeyChanges)[] {
  return Object.keys(input) as (keyof KeyChanges)[];
}

/** Later than the last change by at least a millisecond, so that no two edits of a key look like one. */
function findNextMoment(last: Date, now: Date): Date {
  return new Date(Math.max(now.getTime(), last.getTime() + 1));
}

/** The key's own limits afterwards: half a limit leaves the other half as it is. */
function mergeRateLimit(key: KeyRow, change: NonNullable<KeyChanges["rateLimit"]> | null) {
  if (change === null) return null;
  const { perMinute = key.rateLimitPerMinute, per10Seconds = key.rateLimitPer10Seconds } = change;
  return { perMinute, per10Seconds };
}

function applyChanges(key: KeyRow, before: PlannedKey, input: KeyChanges, defaults: RateLimit): PlannedKey {
  const { permissions, resources, expiresAt, allowedIps, rateLimit } = input;
  return {
    ...before,
    ...(permissions === undefined
      ? {}
      : {
          inheritsPermissions: permissions === "inherit",
          permissions: permissions === "inherit" ? [] : permissions,
        }),
    ...(resources === undefined ? {} : { resources }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(allowedIps === undefined ? {} : { allowedIps }),
    ...(rateLimit === undefined
      ? {}
      : { rateLimit: resolveRateLimit(mergeRateLimit(key, rateLimit), defaults) }),
  };
}

type TeamRules = Awaited<ReturnType<typeof readTeamRules>>;

/** The changes, with a limit that is removed turned into what the key gets instead. */
function fillChanges(scope: Scope, named: KeyChanges, rules: TeamRules, defaults: RateLimit): KeyChanges {
  if (named.rateLimit === undefined) return named;
  const change = named.rateLimit ?? { perMinute: null, per10Seconds: null };
  return { ...named, rateLimit: fillRateLimit(scope, change, rules.ceilings, defaults) };
}

/**
 * A person who may write the key may always rename and tighten it; only a change that widens hands on power, and needs
 * the grant. A key changes only keys that lie within its own bounds, before and after.
 */
async function assertMayBecome(
  tx: Transaction,
  ctx: ServiceContext,
  scope: Scope,
  key: KeyRow,
  input: KeyChanges,
  rules: TeamRules,
): Promise<void> {
  assertSense(input, rules.permissions, ctx.now);
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

/**
 * PATCH /keys/{id}: what is named changes, the rest stays. Throws `not_found`, `conflict` for a revoked key and for one
 * that is no longer as the caller has seen it, and as createKey does.
 */
export async function updateKey(
  ctx: ServiceContext,
  input: UpdateKeyInput & { id: string },
): Promise<KeyDto> {
  const scope = authorize(ctx, "keys:write");
  const { teamId } = scope;
  const { id, expectedUpdatedAt, ...named } = input;
  return withTransaction(ctx.runtime.database, async (tx) => {
    const key = await lockKey(tx, scope, id);
    if (key.revokedAt !== null) throw new ServiceError("conflict", { message: "This key is revoked" });
    if (expectedUpdatedAt !== undefined && expectedUpdatedAt.getTime() !== key.updatedAt.getTime()) {
      throw new ServiceError("conflict", {
        message: "Somebody has changed this key meanwhile: look at it again",
      });
    }
    const rules = await readTeamRules(tx, scope);
    const fields = fillChanges(scope, named, rules, ctx.runtime.config.rateLimit);
    await assertMayBecome(tx, ctx, scope, key, fields, rules);
    await tx.apiKey.updateMany({
      where: { id, teamId, revokedAt: null },
      data: { ...toColumns(fields), updatedAt: findNextMoment(key.updatedAt, ctx.now) },
    });
    if (fields.resources !== undefined) {
      await tx.keyResource.deleteMany({ where: { keyId: id, key: { teamId } } });
      await tx.keyResource.createMany({
        data: fields.resources.map((resource) => ({ keyId: id, resource })),
      });
    }
    await recordInvalidation(tx, "key", id);
    const updated = toKeyDto(await findKey(tx, scope, id), ctx.now);
    await emitAudit(tx, ctx, {
      teamId,
      action: "key.update",
      target: { type: "key", id },
      changes: listChanges(toKeyDto(key, ctx.now), updated, fields),
    });
    return updated;
  });
}
