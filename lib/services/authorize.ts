import type { ApiKeyActor, UserActor } from "#lib/actor.ts";
import { missingPermission, ServiceError } from "#lib/errors.ts";
import { isAtLeast, type Role } from "#lib/rbac/roles.ts";
import type { ServiceContext } from "./context.ts";

/** Who acts, in which team, and in which environments. */
export interface Scope {
  actor: UserActor | ApiKeyActor;
  teamId: string;
  role: Role;
  /** The one environment a key acts in; null for a person, who acts in all. */
  environment: { id: string; slug: string } | null;
}

/**
 * The first line of every service: throws `forbidden` unless the actor holds the permission in its team. What follows
 * works within the scope's team alone.
 */
export function authorize(ctx: Pick<ServiceContext, "actor">, permission: string): Scope {
  const { actor } = ctx;
  if (actor.type === "system" || !actor.permissions.has(permission)) throw missingPermission(permission);
  return authorizeMember(ctx);
}

/** For what everybody in the team may see: throws `forbidden` for a person who is in none. */
export function authorizeMember(ctx: Pick<ServiceContext, "actor">): Scope {
  const { actor } = ctx;
  if (actor.type === "system") throw new ServiceError("forbidden");
  if (actor.type === "apiKey") {
    return { actor, teamId: actor.teamId, role: actor.role, environment: actor.environment };
  }
  if (actor.team === null) throw new ServiceError("forbidden");
  return { actor, teamId: actor.team.id, role: actor.team.role, environment: null };
}

/** For what a person does themselves, in whatever team: throws `forbidden` for a key. */
export function authorizePerson(ctx: Pick<ServiceContext, "actor">): UserActor {
  if (ctx.actor.type !== "user") throw new ServiceError("forbidden");
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
  return { actor, teamId, memberId, role: actor.team.role, environment: null };
}

/** A key sees only its own environment's things: `forbidden` for another's. */
export function assertEnvironment(scope: Scope, environmentId: string): void {
  if (scope.environment !== null && scope.environment.id !== environmentId)
    throw new ServiceError("forbidden");
}

/** The environment a list is for: what was asked within what may be seen. Throws `forbidden` for another's. */
export function narrowEnvironment(scope: Scope, asked: string | undefined): string | undefined {
  if (scope.environment === null) return asked;
  if (asked !== undefined && asked !== scope.environment.slug) throw new ServiceError("forbidden");
  return scope.environment.slug;
}

/** Ids of `kind` a key is limited to, from its resources such as `workers:wrk_…`; null: not limited. */
export function listGrantedIds(scope: Scope, kind: string): string[] | null {
  if (scope.actor.type !== "apiKey" || scope.actor.resources.length === 0) return null;
  const prefix = `${kind}:`;
  return scope.actor.resources
    .filter((resource) => resource.startsWith(prefix))
    .map((resource) => resource.slice(prefix.length));
}

/** A key limited to single resources touches no other: `forbidden`. `id` null: a thing to be made. */
export function assertResource(scope: Scope, kind: string, id: string | null): void {
  const granted = listGrantedIds(scope, kind);
  if (granted !== null && (id === null || !granted.includes(id))) throw new ServiceError("forbidden");
}

/** Whether the scope may act on everyone's keys, or on its own owner's alone. */
export function mayWriteEveryonesKeys(scope: Scope): boolean {
  return scope.actor.type === "user" && isAtLeast(scope.role, "admin");
}
