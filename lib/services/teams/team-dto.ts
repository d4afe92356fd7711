import type { Team } from "#lib/db/generated/client.ts";
import type { Role } from "#lib/rbac/roles.ts";
import type { TeamDto } from "#lib/schemas/teams.ts";

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
    createdAt: team.createdAt.toISOString(),
  };
}
