import type { Team } from "#lib/db/generated/client.ts";
import { ServiceError } from "#lib/errors.ts";
import type { RateLimit } from "#lib/limits/window.ts";
import { isAtLeast } from "#lib/rbac/roles.ts";
import type { Scope } from "#lib/services/authorize.ts";

type Ceilings = Pick<Team, "rateLimitPerMinuteMax" | "rateLimitPer10SecondsMax">;

interface WantedLimit {
  perMinute: number | null;
  per10Seconds: number | null;
}

function exceeds(wanted: WantedLimit, ceiling: RateLimit): boolean {
  return (wanted.perMinute ?? 0) > ceiling.perMinute || (wanted.per10Seconds ?? 0) > ceiling.per10Seconds;
}

/**
 * What null means for whoever may not exceed the team's ceiling: the instance's default, but at most the ceiling, which
 * the key is then given. What is left out stays as it is.
 */
export function fillRateLimit<Wanted extends Partial<WantedLimit>>(
  scope: Scope,
  wanted: Wanted,
  team: Ceilings,
  instance: RateLimit,
): Wanted {
  if (isAtLeast(scope.role, "admin")) return wanted;
  const { rateLimitPerMinuteMax: perMinute, rateLimitPer10SecondsMax: per10Seconds } = team;
  const filled = { ...wanted };
  if (wanted.perMinute === null && perMinute !== null && perMinute < instance.perMinute) {
    filled.perMinute = perMinute;
  }
  if (wanted.per10Seconds === null && per10Seconds !== null && per10Seconds < instance.per10Seconds) {
    filled.per10Seconds = per10Seconds;
  }
  return filled;
}

/**
 * Raising a key's limit above the team's ceiling needs an admin, above the instance's its owner. Throws
 * `policy_violation` saying whom to ask.
 */
export function assertRateLimit(
  scope: Scope,
  wanted: WantedLimit | null,
  team: Ceilings,
  instance: RateLimit,
): void {
  if (wanted === null) return;
  const isInstanceOwner = scope.actor.type === "user" && scope.actor.isInstanceOwner;
  if (exceeds(wanted, instance) && !isInstanceOwner) {
    throw new ServiceError("policy_violation", {
      message: `Only the owner of this console may set a limit above ${instance.perMinute} per minute or ${instance.per10Seconds} per 10 seconds`,
    });
  }
  const ceiling: RateLimit = {
    perMinute: team.rateLimitPerMinuteMax ?? instance.perMinute,
    per10Seconds: team.rateLimitPer10SecondsMax ?? instance.per10Seconds,
  };
  if (exceeds(wanted, ceiling) && !isAtLeast(scope.role, "admin")) {
    throw new ServiceError("policy_violation", {
      message: `Only an admin of the team may set a limit above ${ceiling.perMinute} per minute or ${ceiling.per10Seconds} per 10 seconds`,
    });
  }
}
