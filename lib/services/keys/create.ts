import { getHint } from "#lib/contract/keys/key-hint.ts";
import type { CreateKeyInput, KeyWithSecretDto } from "#lib/contract/keys/keys.ts";
import { invalidField } from "#lib/domain/common/errors.ts";
import { createId } from "#lib/domain/common/ids.ts";
import type { KeyRateLimit } from "#lib/domain/keys/key-record.ts";
import { createSecret, hashSecret } from "#lib/domain/keys/secret.ts";
import { type Transaction, withTransaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { authorize, type Scope } from "#lib/services/authorize.ts";
import { resolveRateLimit } from "#lib/services/bounds.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { findEnvironment } from "#lib/services/environments/find.ts";
import { assertRoom } from "#lib/services/teams/assert-room.ts";
import { findKey } from "./find-key.ts";
import { assertGrant } from "./plan/assert-grant.ts";
import { assertRateLimit, fillRateLimit } from "./plan/assert-rate-limit.ts";
import { toKeyDto } from "./plan/key-dto.ts";
import { isKnownPermission } from "./plan/plan-key.ts";
import { resolveOwner } from "./plan/resolve-owner.ts";

/** The names of the team's custom permissions and its maximum limits. */
export async function readTeamRules(tx: Transaction, scope: Scope) {
  const { permissions, ...ceilings } = await tx.team.findUniqueOrThrow({
    where: { id: scope.teamId },
    select: {
      rateLimitPerMinuteMax: true,
      rateLimitPer10SecondsMax: true,
      permissions: { where: { retiredAt: null }, select: { name: true } },
    },
  });
  return { ceilings, permissions: permissions.map(({ name }) => name) };
}

/** Throws `invalid_request` for an unknown permission, and for an expiry in the past. */
export function assertValid(
  input: { permissions?: "inherit" | readonly string[]; expiresAt?: Date | null },
  teamPermissions: readonly string[],
  now: Date,
): void {
  if (input.expiresAt != null && input.expiresAt <= now)
    throw invalidField("expiresAt", "Must be in the future");
  if (!Array.isArray(input.permissions)) return;
  for (const [index, permission] of input.permissions.entries()) {
    if (!isKnownPermission(permission, teamPermissions)) {
      throw invalidField(`permissions.${index}`, `The team has no permission named ${permission}`);
    }
  }
}

/** The limit as the API shows it: null for a key without its own limits. */
function describeOwnLimit({ perMinute, per10Seconds }: KeyRateLimit) {
  return perMinute === null && per10Seconds === null ? null : { perMinute, per10Seconds };
}

async function planKey(tx: Transaction, ctx: ServiceContext, scope: Scope, input: CreateKeyInput) {
  const environment = await findEnvironment(tx, scope, input.environment);
  const rules = await readTeamRules(tx, scope);
  assertValid(input, rules.permissions, ctx.now);
  const { role, ...owner } = await resolveOwner(tx, scope, input.owner);
  const permissions = input.permissions === "inherit" ? [] : input.permissions;
  const defaults = ctx.runtime.config.rateLimit;
  const ownLimit = fillRateLimit(
    scope,
    input.rateLimit ?? { perMinute: null, per10Seconds: null },
    rules.ceilings,
    defaults,
  );
  const planned = {
    ownerRole: role,
    inheritsPermissions: input.permissions === "inherit",
    permissions,
    environment,
    resources: input.resources,
    expiresAt: input.expiresAt,
    allowedIps: input.allowedIps,
    rateLimit: resolveRateLimit(ownLimit, defaults),
  };
  const violations = assertGrant(scope, planned, rules.permissions, ctx.now);
  assertRateLimit(scope, ownLimit, rules.ceilings, defaults);
  return { owner, planned, ownLimit, violations };
}

/**
 * POST /keys: creates a key and its first secret, which is returned only once. Throws `invalid_request`, `forbidden` for a
 * key that exceeds the actor, `policy_violation`.
 */
export async function createKey(ctx: ServiceContext, input: CreateKeyInput): Promise<KeyWithSecretDto> {
  const scope = authorize(ctx, "keys:write");
  const { teamId } = scope;
  return withTransaction(ctx.runtime.database, async (tx) => {
    const { owner, planned, ownLimit, violations } = await planKey(tx, ctx, scope, input);
    await assertRoom(tx, ctx, teamId, "keys");
    const secret = createSecret();
    const id = createId("key");
    const secretId = createId("secret");
    await tx.apiKey.create({
      data: {
        id,
        teamId,
        environmentId: planned.environment.id,
        name: input.name,
        description: input.description,
        ...owner,
        inheritsPermissions: planned.inheritsPermissions,
        permissions: [...planned.permissions],
        rateLimitPerMinute: ownLimit.perMinute,
        rateLimitPer10Seconds: ownLimit.per10Seconds,
        allowedIps: input.allowedIps,
        metadata: input.metadata,
        externalId: input.externalId,
        expiresAt: input.expiresAt,
        createdById: scope.actor.type === "user" ? scope.actor.userId : scope.actor.keyId,
        createdAt: ctx.now,
        updatedAt: ctx.now,
        secrets: {
          create: {
            id: secretId,
            hash: new Uint8Array(hashSecret(secret)),
            hint: getHint(secret),
            createdAt: ctx.now,
          },
        },
        resources: { create: input.resources.map((resource) => ({ resource })) },
      },
    });
    await emitAudit(tx, ctx, {
      teamId,
      action: "key.create",
      target: { type: "key", id },
      changes: {
        name: input.name,
        environment: input.environment,
        owner: { type: owner.ownerType, id: owner.ownerUserId ?? teamId, role: owner.ownerRole },
        permissions: input.permissions,
        expiresAt: input.expiresAt?.toISOString() ?? null,
        allowedIps: input.allowedIps,
        rateLimit: describeOwnLimit(ownLimit),
        resources: input.resources,
        externalId: input.externalId,
        secretId,
        ...(violations.length === 0 ? {} : { policyViolations: violations.map(({ rule }) => rule) }),
      },
    });
    return { ...toKeyDto(await findKey(tx, scope, id), ctx.now), secret };
  });
}
