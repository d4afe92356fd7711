import type { ApiKeyActor, UserActor } from "#lib/actor.ts";
import type { Prisma } from "#lib/db/generated/client.ts";
import { beyondBound, missingPermission } from "#lib/errors.ts";
import type { RateLimit } from "#lib/limits/window.ts";
import { isWithinResources, type KeyLimits } from "#lib/rbac/grants.ts";
import {
  findTeamManagementProblem,
  findTeamWideProblem,
  type TeamManagementPermission,
  type TeamManagementProblem,
} from "#lib/rbac/team-management.ts";

/** A kind of bound that a route declares it filters by, and its service therefore has to ask for. */
export type FilterBound = "environment" | "resources" | "grant";

/**
 * The bounds a service has asked for during one request. The API compares them with what the route declares: a service
 * that forgets one fails every request instead of answering too much.
 */
export type AskedBounds = Set<FilterBound>;

/** All that limits the caller besides its permissions. A person has none of these limits. */
export interface Bounds extends KeyLimits {
  kind: "person" | "key";
  /** The one environment a key acts in; null: all. */
  environment: { id: string; slug: string; allowsTeamManagement: boolean } | null;
  /** Whether it can create keys that follow their owner's role. */
  mayInherit: boolean;
}

export interface Bounded {
  bounds: Bounds;
  askedBounds: AskedBounds;
}

export const personBounds: Bounds = {
  kind: "person",
  environment: null,
  resources: [],
  expiresAt: null,
  allowedIps: [],
  rateLimit: null,
  mayInherit: true,
};

export function toKeyBounds(actor: ApiKeyActor, defaults: RateLimit): Bounds {
  const { environment, resources, expiresAt, allowedIps, rateLimit, inheritsPermissions } = actor;
  return {
    kind: "key",
    environment,
    resources,
    expiresAt,
    allowedIps,
    rateLimit: resolveRateLimit(rateLimit, defaults),
    mayInherit: inheritsPermissions,
  };
}

/** The limits in force for a key: what it does not set itself is the instance's default. */
export function resolveRateLimit(
  own: { perMinute: number | null; per10Seconds: number | null } | null,
  defaults: RateLimit,
): RateLimit {
  return {
    perMinute: own?.perMinute ?? defaults.perMinute,
    per10Seconds: own?.per10Seconds ?? defaults.per10Seconds,
  };
}

/** The caller's environment; null: it acts in all of them. */
export function askEnvironment({ bounds, askedBounds }: Bounded): Bounds["environment"] {
  askedBounds.add("environment");
  return bounds.environment;
}

/** The resources the caller is limited to; empty: not limited. */
export function askResources({ bounds, askedBounds }: Bounded): readonly string[] {
  askedBounds.add("resources");
  return bounds.resources;
}

/** All bounds at once, for comparing them with a key that is created or changed. */
export function askForGrant({ bounds, askedBounds }: Bounded): Bounds {
  for (const bound of ["environment", "resources", "grant"] as const) askedBounds.add(bound);
  return bounds;
}

/** A key reaches only its own environment: `forbidden` for something in another. */
export function assertEnvironment(scope: Bounded, environmentId: string): void {
  const environment = askEnvironment(scope);
  if (environment !== null && environment.id !== environmentId) throw beyondBound("environment");
}

/** The environment a list is for: what was asked for within what may be seen. Throws `forbidden` for another. */
export function narrowEnvironment(scope: Bounded, asked: string | undefined): string | undefined {
  const environment = askEnvironment(scope);
  if (environment === null) return asked;
  if (asked !== undefined && asked !== environment.slug) throw beyondBound("environment");
  return environment.slug;
}

/** Ids of `kind` a key is limited to, from its resources such as `workers:wrk_...`; null: not limited. */
export function listGrantedIds(scope: Bounded, kind: string): string[] | null {
  const resources = askResources(scope);
  if (resources.length === 0) return null;
  const prefix = `${kind}:`;
  return resources
    .filter((resource) => resource.startsWith(prefix))
    .map((resource) => resource.slice(prefix.length));
}

/** A key limited to single resources reaches no other: `forbidden`. `id` null: something to be created. */
export function assertResource(scope: Bounded, kind: string, id: string | null): void {
  const granted = listGrantedIds(scope, kind);
  if (granted !== null && (id === null || !granted.includes(id))) throw beyondBound("resources");
}

/**
 * The keys the caller can see: those of its environment and, for a key limited to resources, those that are limited to
 * some of the same.
 */
export function whereKeyVisible(scope: Bounded): Prisma.ApiKeyWhereInput {
  const environment = askEnvironment(scope);
  const resources = askResources(scope);
  return {
    ...(environment === null ? {} : { environmentId: environment.id }),
    ...(resources.length === 0
      ? {}
      : { resources: { some: {}, every: { resource: { in: [...resources] } } } }),
  };
}

/** Throws `forbidden` for a key that whereKeyVisible leaves out. */
export function assertKeyVisible(
  scope: Bounded,
  key: { environmentId: string; resources: readonly { resource: string }[] },
): void {
  assertEnvironment(scope, key.environmentId);
  const names = key.resources.map(({ resource }) => resource);
  if (!isWithinResources(askResources(scope), names)) throw beyondBound("resources");
}

/** Whether the caller can see what belongs to the whole team: its people, settings and environments. */
export function seesWholeTeam(scope: Bounded): boolean {
  const environment = askEnvironment(scope);
  const resources = askResources(scope);
  return environment === null || findTeamWideProblem({ resources, environment }) === null;
}

/** Whether a key may read or change all of the team's environments; a person's permission has been checked before. */
export function reachesEveryEnvironment(scope: Bounded & { actor: UserActor | ApiKeyActor }): boolean {
  const { actor } = scope;
  askEnvironment(scope);
  return actor.type === "user" || findTeamManagementProblem(actor, "team:write") === null;
}

const managementRefusals = {
  resources: "teamManagementResources",
  environment: "teamManagement",
} as const;

function refuseTeamManagement(problem: TeamManagementProblem, permission: TeamManagementPermission): never {
  if (problem === "permission") throw missingPermission(permission);
  throw beyondBound(managementRefusals[problem]);
}

/** Throws `forbidden` for a key that may not manage people or the team. */
export function assertTeamManagement(key: ApiKeyActor, permission: TeamManagementPermission): void {
  const problem = findTeamManagementProblem(key, permission);
  if (problem !== null) refuseTeamManagement(problem, permission);
}
