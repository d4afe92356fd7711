import type { KnownPermission } from "#components/keys/view-data.ts";
import type { KeyDto } from "#lib/schemas/keys.ts";

/** Why a permission that a key lists is not in effect. */
export type CutReason = "owner" | "role" | "unknown";

export interface ExplainedPermissions {
  inEffect: string[];
  cut: { permission: string; reason: CutReason }[];
}

/** What the key holds now, and of what it lists, what it does not hold and why. */
export function explainPermissions(
  key: Pick<KeyDto, "permissions" | "effectivePermissions" | "owner">,
  known: readonly KnownPermission[],
): ExplainedPermissions {
  const inEffect = key.effectivePermissions;
  if (key.permissions === "inherit") return { inEffect, cut: [] };
  const cut = key.permissions.filter((permission) => !inEffect.includes(permission));
  const explain = (permission: string): CutReason => {
    if (key.owner.role === null) return "owner";
    return known.some(({ name }) => name === permission) || permission === "platform:verify"
      ? "role"
      : "unknown";
  };
  return { inEffect, cut: cut.map((permission) => ({ permission, reason: explain(permission) })) };
}
