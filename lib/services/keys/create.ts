import { listKeyFields, pickKeyFields } from "#lib/contract/keys/key-fields.ts";
import type { CreateKeyInput, KeyWithSecretDto } from "#lib/contract/keys/keys.ts";
import { invalidField } from "#lib/domain/common/errors.ts";
import { createId } from "#lib/domain/common/ids.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { authorize, type Scope } from "#lib/services/authorize.ts";
import { resolveRateLimit } from "#lib/services/bounds.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { findEnvironment } from "#lib/services/environments/find.ts";
import { withClaim } from "#lib/services/idempotency/complete.ts";
import { notifyKeyChange } from "#lib/services/notices/notify-key-change.ts";
import { assertRoom } from "#lib/services/teams/assert-room.ts";
import { findKey } from "./find-key.ts";
import { assertGrant } from "./plan/assert-grant.ts";
import { assertRateLimit, fillRateLimit } from "./plan/assert-rate-limit.ts";
import { toColumns } from "./plan/key-columns.ts";
import { toKeyDto } from "./plan/key-dto.ts";
import { resolveOwner } from "./plan/resolve-owner.ts";
import { planSecret } from "./plan/secrets.ts";
import { assertValid, readTeamRules } from "./plan/team-rules.ts";

/** What the audit event of a new key contains. */
const recordedFields = listKeyFields((field) => field.isRecordedOnlyOnChange !== true);

async function planKey(tx: Transaction, ctx: ServiceContext, scope: Scope, input: CreateKeyInput) {
  const environment = await findEnvironment(tx, scope, input.environment);
  const rules = await readTeamRules(tx, scope);
  assertValid(input, rules.permissions, ctx.now);
  const { role, ...owner } = await resolveOwner(tx, scope, input.owner);
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
    permissions: input.permissions === "inherit" ? [] : input.permissions,
    environment,
    resources: input.resources,
    expiresAt: input.expiresAt,
    allowedIps: input.allowedIps,
    rateLimit: resolveRateLimit(ownLimit, defaults),
  };
  const violations = assertGrant(scope, planned, rules.permissions, ctx.now);
  assertRateLimit(scope, ownLimit, rules.ceilings, defaults);
  return { owner, environment, ownLimit, violations };
}

/**
 * POST /keys: creates a key and its first secret, which is returned only once. Throws `invalid_request`, `forbidden` for a
 * key that exceeds the actor, `policy_violation`.
 */
export async function createKey(ctx: ServiceContext, input: CreateKeyInput): Promise<KeyWithSecretDto> {
  const scope = authorize(ctx, "keys:write");
  const { teamId } = scope;
  return withClaim(ctx, async (tx) => {
    const { environment: slug, owner: _, ...fields } = input;
    const { owner, environment, ownLimit, violations } = await planKey(tx, ctx, scope, input);
    await assertRoom(tx, ctx, teamId, "keys");
    const id = createId("key");
    const { secret, row } = planSecret(ctx.now);
    await tx.apiKey.create({
      data: {
        ...toColumns({ ...fields, rateLimit: ownLimit }),
        ...owner,
        id,
        teamId,
        environmentId: environment.id,
        createdById: scope.actor.type === "user" ? scope.actor.userId : scope.actor.keyId,
        createdAt: ctx.now,
        updatedAt: ctx.now,
        secrets: { create: row },
        resources: { create: input.resources.map((resource) => ({ resource })) },
      },
    });
    const key = await findKey(tx, scope, id);
    const created = toKeyDto(key, ctx.now);
    // The insert waits for a change to the team's members. Its owner may have left then, and this key was not revoked.
    if (created.owner.role === null) throw invalidField("owner.id", "Not an active member of the team");
    await emitAudit(tx, ctx, {
      teamId,
      action: "key.create",
      target: { type: "key", id },
      changes: {
        ...pickKeyFields(created, recordedFields),
        environment: slug,
        owner: { type: owner.ownerType, id: owner.ownerUserId ?? teamId, role: owner.ownerRole },
        secretId: row.id,
        ...(violations.length === 0 ? {} : { policyViolations: violations.map(({ rule }) => rule) }),
      },
    });
    await notifyKeyChange(tx, ctx, key, "key.create");
    return { ...created, secret };
  });
}
