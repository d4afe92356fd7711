import type { AppWithSecretDto } from "#lib/contract/apps/app-output.ts";
import type { CreateAppInput } from "#lib/contract/apps/apps.ts";
import { getScopesRole } from "#lib/domain/apps/app-role.ts";
import { createId } from "#lib/domain/common/ids.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { authorize, type Scope } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { findEnvironment } from "#lib/services/environments/find.ts";
import { withClaim } from "#lib/services/idempotency/complete.ts";
import { assertGrant } from "#lib/services/keys/plan/assert-grant.ts";
import { assertRateLimit, fillRateLimit } from "#lib/services/keys/plan/assert-rate-limit.ts";
import { readTeamRules } from "#lib/services/keys/plan/team-rules.ts";
import { assertRoom } from "#lib/services/teams/assert-room.ts";
import { findApp } from "./find-app.ts";
import { toColumns } from "./plan/app-columns.ts";
import { describeApp, describeOne } from "./plan/app-dto.ts";
import { planSecretRow } from "./plan/app-secrets.ts";
import { assertFits, assertKnownScopes, planAsKey } from "./plan/plan-app.ts";

async function planApp(tx: Transaction, ctx: ServiceContext, scope: Scope, input: CreateAppInput) {
  const environment = await findEnvironment(tx, scope, input.environment);
  const { permissions, ceilings } = await readTeamRules(tx, scope);
  assertKnownScopes(input.scopes, permissions);
  const defaults = ctx.runtime.config.rateLimit;
  const requested = input.rateLimit ?? { perMinute: null, per10Seconds: null };
  const rateLimit = fillRateLimit(scope, requested, ceilings, defaults);
  const planned = planAsKey({ ...input, environment, rateLimit }, defaults);
  const violations = assertGrant(scope, planned, permissions, ctx.now);
  assertRateLimit(scope, rateLimit, ceilings, defaults);
  return { environment, rateLimit, violations };
}

/**
 * POST /apps: registers an app. One that neither is public nor has keys gets a secret, which is returned only once, unless it is a
 * service that should have none. Throws
 * `invalid_request`, `forbidden` for an app that exceeds the actor, `policy_violation`.
 */
export async function createApp(ctx: ServiceContext, input: CreateAppInput): Promise<AppWithSecretDto> {
  const scope = authorize(ctx, "apps:write");
  const { teamId, actor } = scope;
  return withClaim(ctx, async (tx) => {
    const { environment: slug, kind, withSecret, ...fields } = input;
    assertFits(input);
    const { environment, rateLimit, violations } = await planApp(tx, ctx, scope, input);
    await assertRoom(tx, ctx, teamId, "apps");
    const id = createId("app");
    const needsSecret =
      kind !== "public" &&
      input.jwks === null &&
      input.jwksUri === null &&
      (withSecret || kind !== "service");
    const planned = needsSecret ? planSecretRow(scope, ctx.now) : null;
    await tx.app.create({
      data: {
        ...toColumns({ ...fields, rateLimit }),
        id,
        kind,
        role: getScopesRole(input.scopes),
        teamId,
        environmentId: environment.id,
        createdById: actor.type === "user" ? actor.userId : actor.keyId,
        createdAt: ctx.now,
        updatedAt: ctx.now,
        ...(planned === null ? {} : { secrets: { create: planned.row } }),
      },
    });
    const app = await findApp(tx, scope, id);
    await emitAudit(tx, ctx, {
      teamId,
      action: "app.create",
      target: { type: "app", id },
      changes: {
        ...describeApp(app),
        kind,
        environment: slug,
        ...(planned === null ? {} : { secretId: planned.row.id }),
        ...(violations.length === 0 ? {} : { policyViolations: violations.map(({ rule }) => rule) }),
      },
    });
    return { ...(await describeOne(tx, scope, app)), secret: planned?.secret ?? null };
  });
}
