import { isAtLeast, type Role } from "./roles.ts";

/** What whoever makes, changes or revives a key may hand on. */
export interface Grantor {
  role: Role;
  permissions: ReadonlySet<string>;
  /** Null: every environment. */
  environment: string | null;
  /** Empty: not limited to single resources. */
  resources: readonly string[];
  /** Null: no end. */
  expiresAt: Date | null;
  /** Whether a key that follows its owner's role may be made; a key with a list may not make one. */
  mayInherit: boolean;
}

/** What the key would be afterwards. */
export interface GrantTarget {
  /** The role it acts in. */
  ownerRole: Role;
  inheritsPermissions: boolean;
  /** All of the owner's role for a key that inherits, otherwise its list. */
  permissions: Iterable<string>;
  environment: string;
  resources: readonly string[];
  expiresAt: Date | null;
}

export type GrantProblem =
  | { kind: "permission"; permission: string }
  | { kind: "role" | "inherit" | "environment" | "resources" | "expiry" };

/** Nobody grants what they lack: the first thing the target would have beyond its grantor. Null: nothing. */
export function findGrantProblem(grantor: Grantor, target: GrantTarget): GrantProblem | null {
  if (target.inheritsPermissions && !grantor.mayInherit) return { kind: "inherit" };
  for (const permission of target.permissions) {
    if (!grantor.permissions.has(permission)) return { kind: "permission", permission };
  }
  if (!isAtLeast(grantor.role, target.ownerRole)) return { kind: "role" };
  if (grantor.environment !== null && grantor.environment !== target.environment)
    return { kind: "environment" };
  if (exceedsResources(grantor.resources, target.resources)) return { kind: "resources" };
  return outlives(target.expiresAt, grantor.expiresAt) ? { kind: "expiry" } : null;
}

function exceedsResources(held: readonly string[], wanted: readonly string[]): boolean {
  if (held.length === 0) return false;
  return wanted.length === 0 || wanted.some((resource) => !held.includes(resource));
}

function outlives(target: Date | null, grantor: Date | null): boolean {
  return grantor !== null && (target === null || target > grantor);
}
