import type { Transaction } from "#lib/db/transaction.ts";
import { invalidField, ServiceError } from "#lib/errors.ts";
import { isAtLeast, type Role } from "#lib/rbac/roles.ts";
import type { CreateKeyInput } from "#lib/schemas/keys.ts";
import { mayWriteEveryonesKeys, type Scope } from "#lib/services/authorize.ts";

export interface KeyOwner {
  ownerType: "user" | "team";
  ownerUserId: string | null;
  /** Stored for a team-owned key; a person's role is looked up each time. */
  ownerRole: Role | null;
  /** The role the key acts in now. */
  role: Role;
}

/** Whom a new key belongs to: whoever makes it, or, where an admin says so, another member or the team. */
export async function resolveOwner(
  tx: Transaction,
  scope: Scope,
  wanted: CreateKeyInput["owner"],
): Promise<KeyOwner> {
  const own = getOwnOwner(scope);
  if (wanted === undefined) return own;
  if (wanted.type === "team") {
    const isOwn = own.ownerType === "team" && own.role === wanted.role;
    if (!isOwn && !mayWriteEveryonesKeys(scope)) throw new ServiceError("forbidden");
    if (!isAtLeast(scope.role, wanted.role)) throw new ServiceError("forbidden");
    return { ownerType: "team", ownerUserId: null, ownerRole: wanted.role, role: wanted.role };
  }
  if (wanted.id === own.ownerUserId) return own;
  if (!mayWriteEveryonesKeys(scope)) throw new ServiceError("forbidden");
  const member = await tx.member.findFirst({
    where: { teamId: scope.teamId, userId: wanted.id, status: "active" },
    select: { role: true },
  });
  if (member === null) throw invalidField("owner.id", "Is no active member of the team");
  return { ownerType: "user", ownerUserId: wanted.id, ownerRole: null, role: member.role };
}

function getOwnOwner({ actor, role }: Scope): KeyOwner {
  const owner = actor.type === "user" ? { type: "user" as const, id: actor.userId } : actor.owner;
  if (owner.type === "team") return { ownerType: "team", ownerUserId: null, ownerRole: role, role };
  return { ownerType: "user", ownerUserId: owner.id, ownerRole: null, role };
}
