import type { ApiKeyActor, UserActor } from "#lib/domain/actor.ts";
import { beyondBound, missingPermission, ServiceError } from "#lib/domain/common/errors.ts";
import { isAtLeast, type Role } from "#lib/domain/rbac/roles.ts";
import type { TeamManagementPermission } from "#lib/domain/rbac/team-management.ts";
import { assertTeamManagement, type Bounded, personBounds, toKeyBounds } from "./bounds.ts";
import type { ServiceContext } from "./context.ts";

/** Whose things are read, and within which bounds. */
export interface ReadScope extends Bounded {
  teamId: string;
}

/**
 * Who acts, in which team, and within which bounds. Services read the bounds only through the functions of bounds.ts,
 * which record which bounds were applied.
 */
export interface Scope extends ReadScope {
  actor: UserActor | ApiKeyActor;
  role: Role;
}

type Authorizing = Pick<ServiceContext, "actor" | "askedBounds"> & {
  runtime: Pick<ServiceContext["runtime"], "config">;
};

/**
 * The first call in every service. Throws `forbidden` unless the actor has the permission in its team. The rest of the
 * service works within the scope's team and bounds.
 */
export function authorize(ctx: Authorizing, permission: string): Scope {
  const { actor } = ctx;
  if (actor.type === "system" || !actor.permissions.has(permission)) throw missingPermission(permission);
  return authorizeMember(ctx);
}

/**
 * For changes to members or to the team. A key needs more than the permission: no resources, and an environment that
 * allows team management. The API already rejects other keys before it reads the body; this protects every other path.
 */
export function authorizeTeamManagement(ctx: Authorizing, permission: TeamManagementPermission): Scope {
  const scope = authorize(ctx, permission);
  if (scope.actor.type === "apiKey") assertTeamManagement(scope.actor, permission);
  return scope;
}

/** For what every member of the team can see. Throws `forbidden` for a person without a team. */
export function authorizeMember(ctx: Authorizing): Scope {
  const { actor, askedBounds = new Set() } = ctx;
  if (actor.type === "system") throw new ServiceError("forbidden");
  if (actor.type === "apiKey") {
    const bounds = toKeyBounds(actor, ctx.runtime.config.rateLimit);
    return { actor, teamId: actor.teamId, role: actor.role, bounds, askedBounds };
  }
  if (actor.team === null) throw new ServiceError("forbidden");
  return { actor, teamId: actor.team.id, role: actor.team.role, bounds: personBounds, askedBounds };
}

/** For what only a person can do, in any team. Throws `forbidden` for a key. */
export function authorizePerson(ctx: Pick<ServiceContext, "actor">): UserActor {
  if (ctx.actor.type !== "user") throw beyondBound("people");
  return ctx.actor;
}

/**
 * For what only an administrator of the console (an instance owner) can do, never a key. Throws `forbidden`. The API has
 * already rejected everyone else on routes with the access `instanceOwner`; this protects every other path.
 */
export function authorizeInstanceOwner(ctx: Pick<ServiceContext, "actor">): UserActor {
  const actor = authorizePerson(ctx);
  if (!actor.isInstanceOwner) throw new ServiceError("forbidden");
  return actor;
}

/** For what only a person with this role can do, not their keys. Throws `forbidden`. */
export function authorizeRole(
  ctx: Pick<ServiceContext, "actor">,
  role: Role,
): Scope & { actor: UserActor; memberId: string } {
  const actor = authorizePerson(ctx);
  if (actor.team === null || !isAtLeast(actor.team.role, role)) throw new ServiceError("forbidden");
  const { id: teamId, memberId } = actor.team;
  return { actor, teamId, memberId, role: actor.team.role, bounds: personBounds, askedBounds: new Set() };
}

/** Whether the scope can change every member's keys, or only those of its own owner. */
export function mayWriteEveryonesKeys(scope: Scope): boolean {
  return scope.actor.type === "user" && isAtLeast(scope.role, "admin");
}
