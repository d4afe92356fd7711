import { formatDuration } from "#lib/domain/common/count-of.ts";
import { isAtLeast, type Role } from "./roles.ts";

/** An environment's rules for its keys. Null or false: the rule is off. */
export interface EnvironmentPolicy {
  keyCreatorRole: Role | null;
  maxKeyLifetimeSeconds: number | null;
  requiresExpiry: boolean;
  requiresAllowedIps: boolean;
}

export interface PolicedKey {
  expiresAt: Date | null;
  allowedIps: readonly string[];
}

export interface PolicyViolation {
  rule: "keyCreatorRole" | "maxKeyLifetimeSeconds" | "requiresExpiry" | "requiresAllowedIps";
  /** The field to change to comply with the rule. */
  path: string;
  message: string;
}

const creators: Record<Role, string> = {
  viewer: "viewers and above",
  developer: "developers, admins and owners",
  admin: "admins and owners",
  owner: "owners",
};

/** The rules a key in this environment would break if an actor with this role created or changed it now. */
export function findPolicyViolations(
  policy: EnvironmentPolicy,
  key: PolicedKey,
  actorRole: Role,
  now: Date,
): PolicyViolation[] {
  const violations: PolicyViolation[] = [];
  const { keyCreatorRole, maxKeyLifetimeSeconds } = policy;
  if (keyCreatorRole !== null && !isAtLeast(actorRole, keyCreatorRole)) {
    violations.push({
      rule: "keyCreatorRole",
      path: "environment",
      message: `Only ${creators[keyCreatorRole]} can create, change, rotate or enable keys and apps in this environment`,
    });
  }
  if (policy.requiresExpiry && key.expiresAt === null) {
    violations.push({
      rule: "requiresExpiry",
      path: "expiresAt",
      message: "Keys in this environment must expire",
    });
  }
  if (maxKeyLifetimeSeconds !== null && outlives(key.expiresAt, maxKeyLifetimeSeconds, now)) {
    violations.push({
      rule: "maxKeyLifetimeSeconds",
      path: "expiresAt",
      message: `Keys in this environment must expire within ${formatDuration(maxKeyLifetimeSeconds)}`,
    });
  }
  if (policy.requiresAllowedIps && key.allowedIps.length === 0) {
    violations.push({
      rule: "requiresAllowedIps",
      path: "allowedIps",
      message: "Keys and apps in this environment must list their allowed IP addresses",
    });
  }
  return violations;
}

function outlives(expiresAt: Date | null, lifetimeSeconds: number, now: Date): boolean {
  return expiresAt === null || expiresAt.getTime() > now.getTime() + lifetimeSeconds * 1000;
}
