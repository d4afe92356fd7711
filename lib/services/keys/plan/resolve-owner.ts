import type { CreateKeyInput } from "#lib/contract/keys/keys.ts";
import { invalidField, ServiceError } from "#lib/domain/common/errors.ts";
import { isAtLeast, type Role } from "#lib/domain/rbac/roles.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import { mayWriteEveryonesKeys, type Scope } from "#lib/services/authorize.ts";

export interface KeyOwner {
  ownerType: "user" | "team";
  ownerUserId: string | null;
  /** Stored for a team-owned key. A person's role is read each time. */
  ownerRole: Role | null;
  /** The role the key currently acts in. */
  role: Role;
}

/** The owner of a new key: its creator, or another member or the team if an admin chooses so. */
export async function resolveOwner(
  tx: Transaction,
  scope: Scope,
  requested: CreateKeyInput["owner"],
): Promise<KeyOwner> {
  const own = getOwnOwner(scope);
  if (requested === undefined) return own;
  if (requested.type === "team") {
    const isOwn = own.ownerType === "team" && own.role === requested.role;
    if (!isOwn && !mayWriteEveryonesKeys(scope)) throw new ServiceError("forbidden");
    if (!isAtLeast(scope.role, requested.role)) throw new ServiceError("forbidden");
    return { ownerType: "team", ownerUserId: null, ownerRole: requested.role, role: requested.role };
  }
  if (requested.id === own.ownerUserId) return own;
  if (!mayWriteEveryonesKeys(scope)) throw new ServiceError("forbidden");
  const member = await tx.member.findFirst({
    where: { teamId: scope.teamId, userId: requested.id, status: "active" },
    select: { role: true },
  });
  if (member === null) throw invalidField("owner.id", "Not an active member of the team");
  return { ownerType: "user", ownerUserId: requested.id, ownerRole: null, role: member.role };
}

function getOwnOwner({ actor, role }: Scope): KeyOwner {
  const owner = actor.type === "user" ? { type: "user" as const, id: actor.userId } : actor.owner;
  if (owner.type === "team") return { ownerType: "team", ownerUserId: null, ownerRole: role, role };
  return { ownerType: "user", ownerUserId: owner.id, ownerRole: null, role };
}
