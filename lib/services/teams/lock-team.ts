import { beyondBound, missingPermission, notFound, ServiceError } from "#lib/domain/common/errors.ts";
import type { MembershipActor } from "#lib/domain/rbac/membership.ts";
import { listRolePermissions } from "#lib/domain/rbac/permissions.ts";
import type { Role } from "#lib/domain/rbac/roles.ts";
import type { TeamManagementPermission } from "#lib/domain/rbac/team-management.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import type { Scope } from "#lib/services/authorize.ts";

/**
 * Serializes changes to the team's members, and reads the actor's role again, because it can have changed a moment ago.
 * Throws `not_found` for a deleted team, `forbidden` for an actor who left it.
 */
export async function lockTeam(tx: Transaction, scope: Scope): Promise<MembershipActor> {
  const { teamId } = scope;
  const locked = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM teams WHERE id = ${teamId} AND deleted_at IS NULL FOR UPDATE`;
  if (locked.length === 0) throw notFound();
  const role = await readRoleNow(tx, scope);
  const held = listRolePermissions(role, []);
  // A person has all permissions of their role; a key has those of its permissions that the role still has.
  const { actor } = scope;
  if (actor.type === "user") return { kind: "person", role, permissions: held };
  await assertStillManaging(tx, scope.teamId, actor.environment.id);
  return {
    kind: "key",
    role,
    permissions: new Set([...actor.permissions].filter((name) => held.has(name))),
  };
}

/** Checks the environment in the database, because this process's copy of the key can be older than its last change. */
async function assertStillManaging(tx: Transaction, teamId: string, environmentId: string): Promise<void> {
  const environment = await tx.environment.findFirst({
    where: { id: environmentId, teamId, retiredAt: null, allowsTeamManagement: true },
    select: { id: true },
  });
  if (environment === null) throw beyondBound("teamManagement");
}

async function readRoleNow(tx: Transaction, { actor, teamId, role }: Scope): Promise<Role> {
  if (actor.type === "apiKey" && actor.owner.type === "team") return role;
  const userId = actor.type === "user" ? actor.userId : actor.owner.id;
  const member = await tx.member.findFirst({
    where: { teamId, userId, status: "active" },
    select: { role: true },
  });
  if (member === null) throw new ServiceError("forbidden");
  return member.role;
}

/** As lockTeam, for changes that need a permission. Throws `forbidden` if the actor no longer has it. */
export async function lockTeamWith(
  tx: Transaction,
  scope: Scope,
  permission: TeamManagementPermission,
): Promise<MembershipActor> {
  const actor = await lockTeam(tx, scope);
  if (!actor.permissions.has(permission)) throw missingPermission(permission);
  return actor;
}
