import { ServiceError } from "#lib/domain/common/errors.ts";
import type { RateLimit } from "#lib/domain/limits/window.ts";
import { isAtLeast } from "#lib/domain/rbac/roles.ts";
import type { Team } from "#lib/platform/db/generated/client.ts";
import type { Scope } from "#lib/services/authorize.ts";

type Ceilings = Pick<Team, "rateLimitPerMinuteMax" | "rateLimitPer10SecondsMax">;

interface RequestedLimit {
  perMinute: number | null;
  per10Seconds: number | null;
}

function exceeds(requested: RequestedLimit, ceiling: RateLimit): boolean {
  return (
    (requested.perMinute ?? 0) > ceiling.perMinute || (requested.per10Seconds ?? 0) > ceiling.per10Seconds
  );
}

/**
 * Resolves null for a caller who cannot exceed the team's maximum: null means the instance's default, or the team's
 * maximum if that is lower. Omitted fields stay omitted.
 */
export function fillRateLimit<Requested extends Partial<RequestedLimit>>(
  scope: Scope,
  requested: Requested,
  team: Ceilings,
  instance: RateLimit,
): Requested {
  if (isAtLeast(scope.role, "admin")) return requested;
  const { rateLimitPerMinuteMax: perMinute, rateLimitPer10SecondsMax: per10Seconds } = team;
  const filled = { ...requested };
  if (requested.perMinute === null && perMinute !== null && perMinute < instance.perMinute) {
    filled.perMinute = perMinute;
  }
  if (requested.per10Seconds === null && per10Seconds !== null && per10Seconds < instance.per10Seconds) {
    filled.per10Seconds = per10Seconds;
  }
  return filled;
}

/**
 * A limit above the team's maximum requires a team admin, and one above the instance's default requires an instance owner.
 * Throws `policy_violation`, which says who can set it.
 */
export function assertRateLimit(
  scope: Scope,
  requested: RequestedLimit | null,
  team: Ceilings,
  instance: RateLimit,
): void {
  if (requested === null) return;
  const isInstanceOwner = scope.actor.type === "user" && scope.actor.isInstanceOwner;
  if (exceeds(requested, instance) && !isInstanceOwner) {
    throw new ServiceError("policy_violation", {
      message: `Only an administrator of this console can set a limit above ${instance.perMinute} per minute or ${instance.per10Seconds} per 10 seconds`,
    });
  }
  const ceiling: RateLimit = {
    perMinute: team.rateLimitPerMinuteMax ?? instance.perMinute,
    per10Seconds: team.rateLimitPer10SecondsMax ?? instance.per10Seconds,
  };
  if (exceeds(requested, ceiling) && !isAtLeast(scope.role, "admin")) {
    throw new ServiceError("policy_violation", {
      message: `Only a team admin can set a limit above ${ceiling.perMinute} per minute or ${ceiling.per10Seconds} per 10 seconds`,
    });
  }
}
