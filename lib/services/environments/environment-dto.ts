import type { EnvironmentDto } from "#lib/contract/team/environments.ts";
import type { Environment } from "#lib/platform/db/generated/client.ts";

export function toEnvironmentDto(environment: Environment): EnvironmentDto {
  const { id, slug, label, color, position } = environment;
  const { keyCreatorRole, maxKeyLifetimeSeconds, requiresExpiry, requiresAllowedIps, policyReportOnly } =
    environment;
  const { allowsTeamManagement, notifiesKeyChanges } = environment;
  return {
    id,
    slug,
    label,
    color,
    position,
    keyCreatorRole,
    maxKeyLifetimeSeconds,
    requiresExpiry,
    requiresAllowedIps,
    policyReportOnly,
    allowsTeamManagement,
    notifiesKeyChanges,
  };
}
