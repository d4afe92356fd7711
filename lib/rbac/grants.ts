import type { RateLimit } from "#lib/limits/window.ts";
import { isBlockWithin } from "#lib/network/address.ts";
import { isAtLeast, type Role } from "./roles.ts";

/** What limits a key besides its permissions and environment. */
export interface KeyLimits {
  /** Empty: not limited to single resources. */
  resources: readonly string[];
  /** Null: no end. */
  expiresAt: Date | null;
  /** Canonical CIDR blocks; empty: any address. */
  allowedIps: readonly string[];
  /** In force: where the key has none of its own, the instance's default. Null: not limited. */
  rateLimit: RateLimit | null;
}

/** What whoever creates, changes or revives a key may hand on. */
export interface Grantor extends KeyLimits {
  role: Role;
  permissions: ReadonlySet<string>;
  /** Null: every environment. */
  environment: string | null;
  /** Whether a key that follows its owner's role may be created; a key with a list may not create one. */
  mayInherit: boolean;
}

/** What the key would be afterwards. */
export interface GrantTarget extends KeyLimits {
  /** The role it acts in. */
  ownerRole: Role;
  inheritsPermissions: boolean;
  /** All that its owner's role lets it inherit, otherwise its list. */
  permissions: Iterable<string>;
  environment: string;
}

export type LimitProblem = "resources" | "expiry" | "allowedIps" | "rateLimit";

export type GrantProblem =
  | { kind: "permission"; permission: string }
  | { kind: "role" | "inherit" | "environment" | LimitProblem };

/** Nobody grants what they lack: the first thing the target would have beyond its grantor. Null: nothing. */
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

/** The first limit in which `target` reaches further than `limits`; null: it lies within all of them. */
export function findLimitProblem(limits: KeyLimits, target: KeyLimits): LimitProblem | null {
  if (!isWithinResources(limits.resources, target.resources)) return "resources";
  if (outlives(target.expiresAt, limits.expiresAt)) return "expiry";
  if (exceedsAddresses(limits.allowedIps, target.allowedIps)) return "allowedIps";
  return exceedsRate(limits.rateLimit, target.rateLimit) ? "rateLimit" : null;
}

/** Whether a key with the wanted resources reaches nothing outside the held ones. An empty list reaches everything. */
export function isWithinResources(held: readonly string[], wanted: readonly string[]): boolean {
  if (held.length === 0) return true;
  return wanted.length > 0 && wanted.every((resource) => held.includes(resource));
}

function outlives(target: Date | null, limit: Date | null): boolean {
  return limit !== null && (target === null || target > limit);
}

function exceedsAddresses(limit: readonly string[], target: readonly string[]): boolean {
  if (limit.length === 0) return false;
  return target.length === 0 || target.some((block) => !isBlockWithin(block, limit));
}

/** Whether the target allows more requests in any window. Null: not limited. */
export function exceedsRate(limit: RateLimit | null, target: RateLimit | null): boolean {
  if (limit === null) return false;
  if (target === null) return true;
  return target.perMinute > limit.perMinute || target.per10Seconds > limit.per10Seconds;
}

/** A key before or after a change, as far as the change can hand on power. Its environment and owner never change. */
export interface KeyPower extends KeyLimits {
  inheritsPermissions: boolean;
  /** All that its owner's role lets it inherit, otherwise its list. */
  permissions: Iterable<string>;
}

/** Whether the change lets the key do anything that it could not do before. */
export function doesChangeWiden(before: KeyPower, after: KeyPower): boolean {
  if (after.inheritsPermissions && !before.inheritsPermissions) return true;
  const held = new Set(before.permissions);
  if ([...after.permissions].some((permission) => !held.has(permission))) return true;
  return findLimitProblem(before, after) !== null;
}
