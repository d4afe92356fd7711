import type { KnownPermission } from "#components/keys/view-data.ts";
import type { KeyDto } from "#lib/schemas/keys.ts";

/** Why a permission that a key lists, or could have inherited, is not in effect. */
export type CutReason = "owner" | "role" | "unknown" | "explicit";

/** Why the console lets a key make no use of a permission that is in effect. */
type BlockReason = "resources" | "environment";

export interface ExplainedPermissions {
  inEffect: string[];
  cut: { permission: string; reason: CutReason }[];
  blocked: { permission: string; reason: BlockReason }[];
}

type Explained = Pick<KeyDto, "permissions" | "effectivePermissions" | "owner" | "resources">;

/** What the key holds now, what it does not hold or cannot use, and why. */
export function explainPermissions(
  key: Explained,
  known: readonly KnownPermission[],
  allowsTeamManagement: boolean,
): ExplainedPermissions {
  const inEffect = key.effectivePermissions;
  const blocked = findBlocked(key, allowsTeamManagement);
  if (key.permissions === "inherit") return { inEffect, cut: listNotInherited(key, known), blocked };
  const cut = key.permissions.filter((permission) => !inEffect.includes(permission));
  const explain = (permission: string): CutReason => {
    if (key.owner.role === null) return "owner";
    return known.some(({ name }) => name === permission) || permission === "platform:verify"
      ? "role"
      : "unknown";
  };
  return { inEffect, cut: cut.map((permission) => ({ permission, reason: explain(permission) })), blocked };
}

/** What the owner's role holds, but a key only if its list names it. */
function listNotInherited({ owner }: Explained, known: readonly KnownPermission[]) {
  const { role } = owner;
  if (role === null) return [];
  return known
    .filter(
      ({ name, isExplicit, heldBy }) => isExplicit && heldBy.includes(role) && name !== "platform:verify",
    )
    .map(({ name }) => ({ permission: name, reason: "explicit" as const }));
}

/** People and the team are managed by keys without resources, from environments that allow it. */
function findBlocked(key: Explained, allowsTeamManagement: boolean): ExplainedPermissions["blocked"] {
  const reason = key.resources.length > 0 ? "resources" : allowsTeamManagement ? null : "environment";
  if (reason === null) return [];
  return ["members:write", "team:write"]
    .filter((permission) => key.effectivePermissions.includes(permission))
    .map((permission) => ({ permission, reason }));
}
