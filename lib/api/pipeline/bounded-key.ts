import type { TeamManagementPermission } from "#lib/domain/rbac/team-management.ts";
import type { FilterBound } from "#lib/services/bounds.ts";

/**
 * How a route treats a key beyond its permissions. Every key is limited to an environment, and can be limited by
 * resources, an expiry, an allowlist and rate limits.
 *
 * - `refused`: only for people. The API rejects every key before it reads the body.
 * - `managesTeam`: changes members or the team. The API rejects a key that does not list the permission, is limited to
 *   resources, or is in an environment that does not allow team management.
 * - `filtered`: the service stays within these bounds. The API checks that it applied each of them.
 * - `unaffected`: every key gets the same response, for the given reason.
 */
export type BoundedKey =
  | { effect: "refused" }
  | { effect: "managesTeam"; permission: TeamManagementPermission }
  | { effect: "filtered"; by: readonly [FilterBound, ...FilterBound[]] }
  | { effect: "unaffected"; reason: string };

export const refused: BoundedKey = { effect: "refused" };

export const managesPeople: BoundedKey = { effect: "managesTeam", permission: "members:write" };

export const managesTeam: BoundedKey = { effect: "managesTeam", permission: "team:write" };

/** For objects in an environment: those in the caller's environment that its resources include. */
export const filteredByReach: BoundedKey = { effect: "filtered", by: ["environment", "resources"] };

/** As filteredByReach, and the resulting key stays within all of the caller's bounds. */
export const filteredByGrant: BoundedKey = {
  effect: "filtered",
  by: ["environment", "resources", "grant"],
};

const phrases: Record<FilterBound, string> = {
  environment: "its own environment",
  resources: "its `resources`",
  grant: "its permissions, expiry, `allowedIps` and rate limits",
};

/** One sentence for the documentation. */
export function describeBoundedKey(boundedKey: BoundedKey): string {
  switch (boundedKey.effect) {
    case "refused":
      return "Only for signed-in people: a key receives 403.";
    case "managesTeam":
      return `A key must list \`${boundedKey.permission}\` (\`inherit\` does not include it), have no \`resources\`, and be in an environment that allows team management.`;
    case "filtered":
      return `A key stays within ${joinPhrases(boundedKey.by.map((bound) => phrases[bound]))}.`;
    case "unaffected":
      return "";
  }
}

function joinPhrases(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}
