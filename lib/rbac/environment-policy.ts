import { isAtLeast, type Role } from "./roles.ts";

/** An environment's rules for its keys. Null or false: no such rule. */
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
  /** The field that would mend it. */
  path: string;
  message: string;
}

/** The rules a key in this environment would break, acted on by someone of this role at this moment. */
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
      message: `Keys of this environment are made by an ${keyCreatorRole} or above`,
    });
  }
  if (policy.requiresExpiry && key.expiresAt === null) {
    violations.push({
      rule: "requiresExpiry",
      path: "expiresAt",
      message: "Keys of this environment must expire",
    });
  }
  if (maxKeyLifetimeSeconds !== null && outlives(key.expiresAt, maxKeyLifetimeSeconds, now)) {
    violations.push({
      rule: "maxKeyLifetimeSeconds",
      path: "expiresAt",
      message: `Keys of this environment last at most ${Math.floor(maxKeyLifetimeSeconds / 86_400)} days`,
    });
  }
  if (policy.requiresAllowedIps && key.allowedIps.length === 0) {
    violations.push({
      rule: "requiresAllowedIps",
      path: "allowedIps",
      message: "Keys of this environment must name the addresses they are used from",
    });
  }
  return violations;
}

function outlives(expiresAt: Date | null, lifetimeSeconds: number, now: Date): boolean {
  return expiresAt === null || expiresAt.getTime() > now.getTime() + lifetimeSeconds * 1000;
}
