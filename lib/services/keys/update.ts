import type { KeyChanges, KeyDto, UpdateKeyInput } from "#lib/contract/keys/keys.ts";
import type { AuditValue } from "#lib/domain/audit/chain.ts";
import { ServiceError } from "#lib/domain/common/errors.ts";
import type { RateLimit } from "#lib/domain/limits/window.ts";
import { doesChangeWiden, exceedsRate } from "#lib/domain/rbac/grants.ts";
import type { Prisma } from "#lib/platform/db/generated/client.ts";
import { type Transaction, withTransaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { authorize, type Scope } from "#lib/services/authorize.ts";
import { resolveRateLimit } from "#lib/services/bounds.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { recordInvalidation } from "#lib/services/invalidations/record.ts";
import { assertValid, readTeamRules } from "./create.ts";
import { findKey, lockKey } from "./find-key.ts";
import { assertPolicy, assertWithinScope } from "./plan/assert-grant.ts";
import { assertRateLimit, fillRateLimit } from "./plan/assert-rate-limit.ts";
import { type KeyRow, toKeyDto } from "./plan/key-dto.ts";
import { type PlannedKey, planKeyAsItIs, toGrantTarget } from "./plan/plan-key.ts";

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
    // Prisma ignores undefined, so setting one of the two limits keeps the other.
    rateLimitPerMinute: rateLimit === null ? null : rateLimit?.perMinute,
    rateLimitPer10Seconds: rateLimit === null ? null : rateLimit?.per10Seconds,
  };
}

/** The given fields before and after, for the audit event. */
function listChanges(before: KeyDto, after: KeyDto, input: KeyChanges): Record<string, AuditValue> {
  const changes: Record<string, AuditValue> = {};
  for (const field of asFields(input)) {
    const [from, to] = [before[field], after[field]];
    if (JSON.stringify(from) !== JSON.stringify(to)) changes[field] = { from, to };
  }
  return changes;
}

/** All fields of the input are fields of the key. */
function asFields(input: KeyChanges): (keyof KeyChanges)[] {
  return Object.keys(input) as (keyof KeyChanges)[];
}

/** At least a millisecond after the last change, so that two edits of a key always have different times. */
function getNextUpdatedAt(last: Date, now: Date): Date {
  return new Date(Math.max(now.getTime(), last.getTime() + 1));
}

/** The key's own limits after the change. Setting one of the two limits keeps the other. */
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
  tx: Transaction,
  ctx: ServiceContext,
  scope: Scope,
  key: KeyRow,
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

/**
 * PATCH /keys/{id}: changes the given fields. Throws `not_found`, `conflict` for a revoked key and for one that has changed
 * since the caller read it, and what createKey throws.
 */
export async function updateKey(
  ctx: ServiceContext,
  input: UpdateKeyInput & { id: string },
): Promise<KeyDto> {
  const scope = authorize(ctx, "keys:write");
  const { teamId } = scope;
  const { id, expectedUpdatedAt, ...changes } = input;
  return withTransaction(ctx.runtime.database, async (tx) => {
    const key = await lockKey(tx, scope, id);
    if (key.revokedAt !== null) throw new ServiceError("conflict", { message: "This key was deleted" });
    if (expectedUpdatedAt !== undefined && expectedUpdatedAt.getTime() !== key.updatedAt.getTime()) {
      throw new ServiceError("conflict", {
        message: "This key has changed since you loaded it. Load the latest version and try again",
      });
    }
    const rules = await readTeamRules(tx, scope);
    const fields = fillChanges(scope, changes, rules, ctx.runtime.config.rateLimit);
    await assertChangeAllowed(tx, ctx, scope, key, fields, rules);
    await tx.apiKey.updateMany({
      where: { id, teamId, revokedAt: null },
      data: { ...toColumns(fields), updatedAt: getNextUpdatedAt(key.updatedAt, ctx.now) },
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
