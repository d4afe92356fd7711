import type { ApiKeyActor, UserActor } from "#lib/domain/actor.ts";
import { beyondBound, missingPermission } from "#lib/domain/common/errors.ts";
import type { RateLimit } from "#lib/domain/limits/window.ts";
import { isWithinResources, type KeyLimits } from "#lib/domain/rbac/grants.ts";
import {
  findTeamManagementProblem,
  findTeamWideProblem,
  type TeamManagementPermission,
  type TeamManagementProblem,
} from "#lib/domain/rbac/team-management.ts";
import type { Prisma } from "#lib/platform/db/generated/client.ts";

/** A kind of bound. If a route declares it, the service must apply it. */
export type FilterBound = "environment" | "resources" | "grant";

/**
 * The bounds a service applied during one request. The API compares them with what the route declares: a service that
 * misses one fails every request instead of returning too much.
 */
export type AskedBounds = Set<FilterBound>;

/** Everything that limits the caller besides its permissions. A person has none of these limits. */
export interface Bounds extends KeyLimits {
  kind: "person" | "key";
  /** The environment a key acts in. Null: all environments. */
  environment: { id: string; slug: string; allowsTeamManagement: boolean } | null;
  /** Whether it can create keys that inherit their owner's permissions. */
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

/** The limits in effect for a key: its own, and otherwise the instance's default. */
export function resolveRateLimit(
  own: { perMinute: number | null; per10Seconds: number | null } | null,
  defaults: RateLimit,
): RateLimit {
  return {
    perMinute: own?.perMinute ?? defaults.perMinute,
    per10Seconds: own?.per10Seconds ?? defaults.per10Seconds,
  };
}

/** The caller's environment. Null: it acts in all environments. */
export function getEnvironmentBound({ bounds, askedBounds }: Bounded): Bounds["environment"] {
  askedBounds.add("environment");
  return bounds.environment;
}

/** The resources the caller is limited to. Empty: not limited. */
export function getResourceBound({ bounds, askedBounds }: Bounded): readonly string[] {
  askedBounds.add("resources");
  return bounds.resources;
}

/** All bounds, to compare them with a key that is created or changed. */
export function getAllBounds({ bounds, askedBounds }: Bounded): Bounds {
  for (const bound of ["environment", "resources", "grant"] as const) askedBounds.add(bound);
  return bounds;
}

/** Throws `forbidden` if the caller is a key in another environment. */
export function assertEnvironment(scope: Bounded, environmentId: string): void {
  const environment = getEnvironmentBound(scope);
  if (environment !== null && environment.id !== environmentId) throw beyondBound("environment");
}

/** The environment to list: the requested one, or the calling key's. Throws `forbidden` if they differ. */
export function narrowEnvironment(scope: Bounded, requested: string | undefined): string | undefined {
  const environment = getEnvironmentBound(scope);
  if (environment === null) return requested;
  if (requested !== undefined && requested !== environment.slug) throw beyondBound("environment");
  return environment.slug;
}

/** The ids of `kind` that a key is limited to by resources such as `workers:wrk_...`. Null: not limited. */
export function listGrantedIds(scope: Bounded, kind: string): string[] | null {
  const resources = getResourceBound(scope);
  if (resources.length === 0) return null;
  const prefix = `${kind}:`;
  return resources
    .filter((resource) => resource.startsWith(prefix))
    .map((resource) => resource.slice(prefix.length));
}

/** Throws `forbidden` if the caller is limited to other resources. `id` is null for an object to be created. */
export function assertResource(scope: Bounded, kind: string, id: string | null): void {
  const granted = listGrantedIds(scope, kind);
  if (granted !== null && (id === null || !granted.includes(id))) throw beyondBound("resources");
}

/**
 * The keys the caller can see: those in its environment and, for a key limited to resources, those limited to a subset of
 * the same resources.
 */
export function whereKeyVisible(scope: Bounded): Prisma.ApiKeyWhereInput {
  const environment = getEnvironmentBound(scope);
  const resources = getResourceBound(scope);
  return {
    ...(environment === null ? {} : { environmentId: environment.id }),
    ...(resources.length === 0
      ? {}
      : { resources: { some: {}, every: { resource: { in: [...resources] } } } }),
  };
}

/** Throws `forbidden` for a key that whereKeyVisible excludes. */
export function assertKeyVisible(
  scope: Bounded,
  key: { environmentId: string; resources: readonly { resource: string }[] },
): void {
  assertEnvironment(scope, key.environmentId);
  const names = key.resources.map(({ resource }) => resource);
  if (!isWithinResources(getResourceBound(scope), names)) throw beyondBound("resources");
}

/** The apps the caller can see: those in its environment. No app is limited to resources, so a key that is sees none. */
export function whereAppVisible(scope: Bounded): Prisma.AppWhereInput {
  const environment = getEnvironmentBound(scope);
  const isLimited = getResourceBound(scope).length > 0;
  return {
    ...(environment === null ? {} : { environmentId: environment.id }),
    ...(isLimited ? { id: { in: [] } } : {}),
  };
}

/** Throws `forbidden` for an app that whereAppVisible excludes. */
export function assertAppVisible(scope: Bounded, app: { environmentId: string }): void {
  assertKeyVisible(scope, { environmentId: app.environmentId, resources: [] });
}

/** Whether the caller can see what belongs to the whole team: its members, settings and environments. */
export function seesWholeTeam(scope: Bounded): boolean {
  const environment = getEnvironmentBound(scope);
  const resources = getResourceBound(scope);
  return environment === null || findTeamWideProblem({ resources, environment }) === null;
}

/** Whether the caller can read and change all of the team's environments. A person's permission was already checked. */
export function reachesEveryEnvironment(scope: Bounded & { actor: UserActor | ApiKeyActor }): boolean {
  const { actor } = scope;
  // Records that the bound is applied, by the check below.
  getEnvironmentBound(scope);
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

/** Throws `forbidden` for a key that cannot manage members or the team. */
export function assertTeamManagement(key: ApiKeyActor, permission: TeamManagementPermission): void {
  const problem = findTeamManagementProblem(key, permission);
  if (problem !== null) refuseTeamManagement(problem, permission);
}
