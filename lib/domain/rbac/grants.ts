import type { RateLimit } from "#lib/domain/limits/window.ts";
import { isBlockWithin } from "#lib/domain/network/address.ts";
import { isAtLeast, type Role } from "./roles.ts";

/** The limits of a key besides its permissions and environment. */
export interface KeyLimits {
  /** Empty: not limited to specific resources. */
  resources: readonly string[];
  /** Null: it never expires. */
  expiresAt: Date | null;
  /** Canonical CIDR blocks. Empty: any IP address. */
  allowedIps: readonly string[];
  /** The limits in effect: the key's own or the instance's default. Null: not limited. */
  rateLimit: RateLimit | null;
}

/** What the actor who creates, changes or enables a key can grant. */
export interface Grantor extends KeyLimits {
  role: Role;
  permissions: ReadonlySet<string>;
  /** Null: all environments. */
  environment: string | null;
  /** Whether the actor can create a key that inherits permissions. A key with a permission list cannot. */
  mayInherit: boolean;
}

/** The key as it would be afterward. */
export interface GrantTarget extends KeyLimits {
  /** The role it acts in. */
  ownerRole: Role;
  inheritsPermissions: boolean;
  /** Everything it inherits from its owner's role, or its list. */
  permissions: Iterable<string>;
  environment: string;
}

export type LimitProblem = "resources" | "expiry" | "allowedIps" | "rateLimit";

export type GrantProblem =
  | { kind: "permission"; permission: string }
  | { kind: "role" | "inherit" | "environment" | LimitProblem };

/** The first thing the target would have that its grantor lacks. Null: nothing, so it can be granted. */
export function findGrantProblem(grantor: Grantor, target: GrantTarget): GrantProblem | null {
  if (target.inheritsPermissions && !grantor.mayInherit) return { kind: "inherit" };
  for (const permission of target.permissions) {
    if (!grantor.permissions.has(permission)) return { kind: "permission", permission };
  }
  if (!isAtLeast(grantor.role, target.ownerRole)) return { kind: "role" };
  if (grantor.environment !== null && grantor.environment !== target.environment) {
    return { kind: "environment" };
  }
  const problem = findLimitProblem(grantor, target);
  return problem === null ? null : { kind: problem };
}

/** The first limit that `target` exceeds. Null: it is within all limits. */
export function findLimitProblem(limits: KeyLimits, target: KeyLimits): LimitProblem | null {
  if (!isWithinResources(limits.resources, target.resources)) return "resources";
  if (outlives(target.expiresAt, limits.expiresAt)) return "expiry";
  if (exceedsAddresses(limits.allowedIps, target.allowedIps)) return "allowedIps";
  return exceedsRate(limits.rateLimit, target.rateLimit) ? "rateLimit" : null;
}

/** Whether the target resources are within the held ones. An empty list means all resources. */
export function isWithinResources(held: readonly string[], target: readonly string[]): boolean {
  if (held.length === 0) return true;
  return target.length > 0 && target.every((resource) => held.includes(resource));
}

function outlives(target: Date | null, limit: Date | null): boolean {
  return limit !== null && (target === null || target > limit);
}

function exceedsAddresses(limit: readonly string[], target: readonly string[]): boolean {
  if (limit.length === 0) return false;
  return target.length === 0 || target.some((block) => !isBlockWithin(block, limit));
}

/** Whether the target allows more requests than the limit in any window. Null: not limited. */
export function exceedsRate(limit: RateLimit | null, target: RateLimit | null): boolean {
  if (limit === null) return false;
  if (target === null) return true;
  return target.perMinute > limit.perMinute || target.per10Seconds > limit.per10Seconds;
}

/** What a key can do before or after a change. Its environment and owner never change. */
export interface KeyPower extends KeyLimits {
  inheritsPermissions: boolean;
  /** Everything it inherits from its owner's role, or its list. */
  permissions: Iterable<string>;
}

/** Whether the change lets the key do anything that it could not do before. */
export function doesChangeWiden(before: KeyPower, after: KeyPower): boolean {
  if (after.inheritsPermissions && !before.inheritsPermissions) return true;
  const held = new Set(before.permissions);
  if ([...after.permissions].some((permission) => !held.has(permission))) return true;
  return findLimitProblem(before, after) !== null;
}
