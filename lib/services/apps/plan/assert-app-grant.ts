import { ServiceError } from "#lib/domain/common/errors.ts";
import { findPolicyViolations, type PolicyViolation } from "#lib/domain/rbac/environment-policy.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import type { Scope } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { assertGrant, assertWithinScope } from "#lib/services/keys/plan/assert-grant.ts";
import { readTeamRules } from "#lib/services/keys/plan/team-rules.ts";
import type { AppRow } from "./app-dto.ts";
import { planAsKey, toAppPower } from "./plan-app.ts";

/** For an app that is enabled or gets another secret. Throws what assertGrant throws. */
export async function assertAppAsItIs(
  tx: Transaction,
  ctx: ServiceContext,
  scope: Scope,
  app: AppRow,
): Promise<void> {
  const { permissions } = await readTeamRules(tx, scope);
  const planned = planAsKey(toAppPower(app), ctx.runtime.config.rateLimit);
  assertGrant(scope, planned, permissions, ctx.now);
}

/**
 * For an app whose secrets are replaced immediately, because they may have leaked. As for a key, only the rule about who
 * creates keys applies. An app belongs to its team, so it applies to everyone. The violations that don't count are returned.
 */
export async function assertEmergencySecret(
  tx: Transaction,
  ctx: ServiceContext,
  scope: Scope,
  app: AppRow,
): Promise<PolicyViolation[]> {
  const { permissions } = await readTeamRules(tx, scope);
  const planned = planAsKey(toAppPower(app), ctx.runtime.config.rateLimit);
  assertWithinScope(scope, planned, permissions);
  const violations = findPolicyViolations(planned.environment, planned, scope.role, ctx.now);
  const forbidding = violations.find(({ rule }) => rule === "keyCreatorRole");
  if (forbidding !== undefined && !planned.environment.policyReportOnly) {
    throw new ServiceError("policy_violation", { message: forbidding.message });
  }
  return violations;
}
