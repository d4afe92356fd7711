import type { TeamDto } from "#lib/contract/team/teams.ts";
import type { Role } from "#lib/domain/rbac/roles.ts";
import type { Team } from "#lib/platform/db/generated/client.ts";

/** The team as a caller with this role sees it. */
export function toTeamDto(team: Team, role: Role): TeamDto {
  return {
    id: team.id,
    slug: team.slug,
    name: team.name,
    role,
    keyRateLimitMax: {
      perMinute: team.rateLimitPerMinuteMax,
      per10Seconds: team.rateLimitPer10SecondsMax,
    },
    twoFactorRequiredFrom: team.twoFactorRequiredFrom?.toISOString() ?? null,
    suspendedAt: team.suspendedAt?.toISOString() ?? null,
    createdAt: team.createdAt.toISOString(),
  };
}
