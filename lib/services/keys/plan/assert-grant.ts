import { beyondBound, missingPermission, ServiceError } from "#lib/domain/common/errors.ts";
import { findPolicyViolations, type PolicyViolation } from "#lib/domain/rbac/environment-policy.ts";
import { findGrantProblem, type Grantor } from "#lib/domain/rbac/grants.ts";
import { platformVerifyPermission } from "#lib/domain/rbac/permissions.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import type { Scope } from "#lib/services/authorize.ts";
import { getAllBounds } from "#lib/services/bounds.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import type { KeyRow } from "./key-dto.ts";
import { type PlannedKey, planKeyAsItIs, toGrantTarget } from "./plan-key.ts";
import { readTeamRules } from "./team-rules.ts";

function toGrantor(scope: Scope): Grantor {
  const { actor, role } = scope;
  const permissions = new Set(actor.permissions);
  // Only an instance owner in person can list the permission to verify every team's keys.
  if (actor.type === "user" && actor.isInstanceOwner) permissions.add(platformVerifyPermission);
  if (actor.type === "apiKey") permissions.delete(platformVerifyPermission);
  const { environment, ...limits } = getAllBounds(scope);
  return { ...limits, role, permissions, environment: environment?.slug ?? null };
}

/** Throws `forbidden` if the key would exceed the scope's permissions or bounds: nobody grants what they lack. */
export function assertWithinScope(
  scope: Scope,
  planned: PlannedKey,
  teamPermissions: readonly string[],
): void {
  const problem = findGrantProblem(toGrantor(scope), toGrantTarget(planned, teamPermissions));
  if (problem?.kind === "permission") throw missingPermission(problem.permission);
  if (problem !== null) throw beyondBound(problem.kind);
}

/** Throws `policy_violation` if the key breaks a rule of its environment. Violations that are only reported are returned. */
export function assertPolicy(scope: Scope, planned: PlannedKey, now: Date): PolicyViolation[] {
  const violations = findPolicyViolations(planned.environment, planned, scope.role, now);
  const [first] = violations;
  if (first !== undefined && !planned.environment.policyReportOnly) {
    throw new ServiceError("policy_violation", { message: first.message });
  }
  return violations;
}

/** For a key as it would be created. Throws what assertWithinScope and assertPolicy throw. */
export function assertGrant(
  scope: Scope,
  planned: PlannedKey,
  teamPermissions: readonly string[],
  now: Date,
): PolicyViolation[] {
  assertWithinScope(scope, planned, teamPermissions);
  return assertPolicy(scope, planned, now);
}

/** For a key that is rotated or enabled. Throws what assertGrant throws. */
export async function assertGrantAsItIs(
  tx: Transaction,
  ctx: ServiceContext,
  scope: Scope,
  key: KeyRow,
): Promise<void> {
  const { permissions } = await readTeamRules(tx, scope);
  const planned = await planKeyAsItIs(tx, scope, key, ctx.runtime.config.rateLimit);
  assertGrant(scope, planned, permissions, ctx.now);
}

/**
 * For a key whose secrets are replaced immediately, because they may have leaked. Nobody is given what they lack here
 * either, but the rules about the key's own fields must not keep a leaked secret alive. The rule about who creates keys
 * still applies, except to the person who owns the key: anyone else could use it to get a secret that the rule denies
 * them. The violations that don't count are returned.
 */
export async function assertEmergencyRotation(
  tx: Transaction,
  ctx: ServiceContext,
  scope: Scope,
  key: KeyRow,
): Promise<PolicyViolation[]> {
  const { permissions } = await readTeamRules(tx, scope);
  const planned = await planKeyAsItIs(tx, scope, key, ctx.runtime.config.rateLimit);
  assertWithinScope(scope, planned, permissions);
  const violations = findPolicyViolations(planned.environment, planned, scope.role, ctx.now);
  const forbidding = violations.find(({ rule }) => rule === "keyCreatorRole");
  if (forbidding !== undefined && !planned.environment.policyReportOnly && !isPersonsOwn(key, scope)) {
    throw new ServiceError("policy_violation", { message: forbidding.message });
  }
  return violations;
}

function isPersonsOwn({ ownerType, ownerUserId }: KeyRow, { actor }: Scope): boolean {
  return actor.type === "user" && ownerType === "user" && ownerUserId === actor.userId;
}
