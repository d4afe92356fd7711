import type { TeamManagementPermission } from "#lib/rbac/team-management.ts";
import type { FilterBound } from "#lib/services/bounds.ts";

/**
 * What a key gets from a route, besides what its permissions allow. Every key is bound to an environment, and may be bound
 * to resources, an expiry, an allowlist and rate limits.
 *
 * - `refused`: only people. The API refuses every key before it reads the body.
 * - `managesTeam`: changes people or the team. The API refuses a key that does not list the permission, is limited to
 *   resources, or is of an environment that the team does not allow to manage it.
 * - `filtered`: the service answers within these bounds. The API checks that it asked for each of them.
 * - `unaffected`: every key gets the same, for the reason given.
 */
export type BoundedKey =
  | { effect: "refused" }
  | { effect: "managesTeam"; permission: TeamManagementPermission }
  | { effect: "filtered"; by: readonly [FilterBound, ...FilterBound[]] }
  | { effect: "unaffected"; reason: string };

export const refused: BoundedKey = { effect: "refused" };

export const managesPeople: BoundedKey = { effect: "managesTeam", permission: "members:write" };

export const managesTeam: BoundedKey = { effect: "managesTeam", permission: "team:write" };

/** What is in an environment: of the caller's own, what its resources name. */
export const filteredByReach: BoundedKey = { effect: "filtered", by: ["environment", "resources"] };

/** As filteredByReach, and the key that results lies within all of the caller's bounds. */
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
      return "People only: a key gets 403.";
    case "managesTeam":
      return `A key must list \`${boundedKey.permission}\` (\`inherit\` does not include it), have no \`resources\`, and be of an environment that allows team management.`;
    case "filtered":
      return `A key stays within ${joinPhrases(boundedKey.by.map((bound) => phrases[bound]))}.`;
    case "unaffected":
      return "";
  }
}

function joinPhrases(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}
