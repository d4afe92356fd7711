import type { EnvironmentDto } from "#lib/contract/team/environments.ts";
import { isAtLeast, type Role } from "#lib/domain/rbac/roles.ts";
import { formTexts } from "./texts.ts";

const texts = formTexts.rules;

/** The role needed to create keys in the environment, or null if this role is enough. */
export function findMissingRole(environment: EnvironmentDto, role: Role): Role | null {
  const { keyCreatorRole, policyReportOnly } = environment;
  if (policyReportOnly || keyCreatorRole === null) return null;
  return isAtLeast(role, keyCreatorRole) ? null : keyCreatorRole;
}

/** The wanted environment if keys can be created in it, or the first in which they can. */
export function selectEnvironment(
  environments: readonly EnvironmentDto[],
  wanted: string,
  role: Role,
): EnvironmentDto | undefined {
  const usable = environments.filter((environment) => findMissingRole(environment, role) === null);
  return usable.find(({ slug }) => slug === wanted) ?? usable[0] ?? environments[0];
}

/** The rules of the environment that the form's fields have to meet, in words. */
export function describeRules(environment: EnvironmentDto | undefined): string {
  if (environment === undefined) return "";
  const { requiresExpiry, requiresAllowedIps, maxKeyLifetimeSeconds } = environment;
  return [
    requiresExpiry && maxKeyLifetimeSeconds === null ? texts.requiresExpiry : "",
    maxKeyLifetimeSeconds === null ? "" : texts.maxLifetime(maxKeyLifetimeSeconds),
    requiresAllowedIps ? texts.requiresAllowedIps : "",
  ]
    .filter((rule) => rule !== "")
    .join(" ");
}
