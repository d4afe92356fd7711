import type { ApiKeyActor, UserActor } from "#lib/actor.ts";
import { beyondBound, missingPermission, ServiceError } from "#lib/errors.ts";
import { isAtLeast, type Role } from "#lib/rbac/roles.ts";
import type { TeamManagementPermission } from "#lib/rbac/team-management.ts";
import { assertTeamManagement, type Bounded, personBounds, toKeyBounds } from "./bounds.ts";
import type { ServiceContext } from "./context.ts";

/**
 * Who acts, in which team, and within which bounds. Services reach the bounds only through the functions of bounds.ts,
 * which note what was asked for.
 */
export interface Scope extends Bounded {
  actor: UserActor | ApiKeyActor;
  teamId: string;
  role: Role;
}

type Authorizing = Pick<ServiceContext, "actor" | "askedBounds"> & {
  runtime: Pick<ServiceContext["runtime"], "config">;
};

/**
 * The first line of every service: throws `forbidden` unless the actor holds the permission in its team. What follows
 * works within the scope's team and bounds.
 */
export function authorize(ctx: Authorizing, permission: string): Scope {
  const { actor } = ctx;
  if (actor.type === "system" || !actor.permissions.has(permission)) throw missingPermission(permission);
  return authorizeMember(ctx);
}

/**
 * For changes to people or to the team. A key needs more than the permission: no resources, and an environment the team
 * allows to manage it. The API refuses such a key before it reads the body; this keeps every other way in as strict.
 */
export function authorizeTeamManagement(ctx: Authorizing, permission: TeamManagementPermission): Scope {
  const scope = authorize(ctx, permission);
  if (scope.actor.type === "apiKey") assertTeamManagement(scope.actor, permission);
  return scope;
}

/** For what everybody in the team may see: throws `forbidden` for a person who is in none. */
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

/** For what a person does themselves, in whatever team: throws `forbidden` for a key. */
export function authorizePerson(ctx: Pick<ServiceContext, "actor">): UserActor {
  if (ctx.actor.type !== "user") throw beyondBound("people");
  return ctx.actor;
}

/** For what only a person of this role does, and no key in their name. Throws `forbidden`. */
export function authorizeRole(
  ctx: Pick<ServiceContext, "actor">,
  role: Role,
): Scope & { actor: UserActor; memberId: string } {
  const actor = authorizePerson(ctx);
  if (actor.team === null || !isAtLeast(actor.team.role, role)) throw new ServiceError("forbidden");
  const { id: teamId, memberId } = actor.team;
  return { actor, teamId, memberId, role: actor.team.role, bounds: personBounds, askedBounds: new Set() };
}

/** Whether the scope may act on everyone's keys, or only on its own owner's. */
export function mayWriteEveryonesKeys(scope: Scope): boolean {
  return scope.actor.type === "user" && isAtLeast(scope.role, "admin");
}
