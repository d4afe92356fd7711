import type { KnownPermission } from "#components/keys/view-data.ts";
import type { KeyDto } from "#lib/contract/keys/keys.ts";

/** Why a permission is not in effect although the key lists it, or its owner's role has it. */
export type MissingReason = "owner" | "role" | "unknown" | "explicit";

/** Why a permission that is in effect can't be used in this console. */
type BlockReason = "resources" | "environment";

export interface ExplainedPermissions {
  inEffect: string[];
  missing: { permission: string; reason: MissingReason }[];
  blocked: { permission: string; reason: BlockReason }[];
}

type Explained = Pick<KeyDto, "permissions" | "effectivePermissions" | "owner" | "resources">;

/** Which permissions the key has now, which it doesn't have or can't use, and why. */
export function explainPermissions(
  key: Explained,
  known: readonly KnownPermission[],
  allowsTeamManagement: boolean,
): ExplainedPermissions {
  const inEffect = key.effectivePermissions;
  const blocked = findBlocked(key, allowsTeamManagement);
  if (key.permissions === "inherit") return { inEffect, missing: listNotInherited(key, known), blocked };
  const missing = key.permissions.filter((permission) => !inEffect.includes(permission));
  const explain = (permission: string): MissingReason => {
    if (key.owner.role === null) return "owner";
    return known.some(({ name }) => name === permission) || permission === "platform:verify"
      ? "role"
      : "unknown";
  };
  return {
    inEffect,
    missing: missing.map((permission) => ({ permission, reason: explain(permission) })),
    blocked,
  };
}

/** Permissions of the owner's role that a key has only if it lists them. */
function listNotInherited({ owner }: Explained, known: readonly KnownPermission[]) {
  const { role } = owner;
  if (role === null) return [];
  return known
    .filter(
      ({ name, isExplicit, heldBy }) => isExplicit && heldBy.includes(role) && name !== "platform:verify",
    )
    .map(({ name }) => ({ permission: name, reason: "explicit" as const }));
}

/** Only keys that aren't limited to resources, in environments that allow it, can manage members and the team. */
function findBlocked(key: Explained, allowsTeamManagement: boolean): ExplainedPermissions["blocked"] {
  const reason = key.resources.length > 0 ? "resources" : allowsTeamManagement ? null : "environment";
  if (reason === null) return [];
  return ["members:write", "team:write"]
    .filter((permission) => key.effectivePermissions.includes(permission))
    .map((permission) => ({ permission, reason }));
}
