import { isAddressAllowed } from "#lib/domain/network/address.ts";
import type { KeyRecord } from "./key-record.ts";

/** The results of a verification, in the order they are decided. */
export const verdictCodes = [
  "NOT_FOUND",
  "REVOKED",
  "DISABLED",
  "EXPIRED",
  "IP_NOT_ALLOWED",
  "ENVIRONMENT_MISMATCH",
  "INSUFFICIENT_PERMISSIONS",
  "RATE_LIMITED",
  "VALID",
] as const;

export type VerdictCode = (typeof verdictCodes)[number];

export interface VerdictQuestion {
  permissions?: readonly string[];
  /** The slug of the environment the request is for. Undefined: not checked. */
  environment?: string | undefined;
  resource?: string | undefined;
  /** The IP address of the end client. A key with an allowlist is rejected without one. */
  ip?: string | null | undefined;
}

export interface Verdict {
  code: Exclude<VerdictCode, "NOT_FOUND" | "RATE_LIMITED">;
  /** The key's effective permissions; empty unless the key itself is valid. */
  permissions: ReadonlySet<string>;
}

const noPermissions: ReadonlySet<string> = new Set();

/** The properties of a key that a verdict depends on, besides its permissions. */
export type VerdictFacts = Pick<
  KeyRecord,
  | "environment"
  | "owner"
  | "resources"
  | "allowedIps"
  | "expiresAtMs"
  | "disabledAtMs"
  | "revokedAtMs"
  | "secretEndsAtMs"
  | "isTeamDeleted"
  | "isTeamSuspended"
>;

/**
 * Decides whether a key is allowed to do what the question contains, at this moment. `permissions` are the key's effective
 * permissions. The caller counts rate limits.
 */
export function decideVerdict(
  key: VerdictFacts,
  question: VerdictQuestion,
  nowMs: number,
  permissions: ReadonlySet<string>,
): Verdict {
  const code = decideKeyState(key, nowMs) ?? decideAddress(key, question.ip);
  if (code !== null) return { code, permissions: noPermissions };
  if (question.environment !== undefined && question.environment !== key.environment.slug) {
    return { code: "ENVIRONMENT_MISMATCH", permissions };
  }
  const mayDo = question.permissions?.every((permission) => permissions.has(permission)) ?? true;
  const mayAccess =
    question.resource === undefined ||
    key.resources.length === 0 ||
    key.resources.includes(question.resource);
  return { code: mayDo && mayAccess ? "VALID" : "INSUFFICIENT_PERMISSIONS", permissions };
}

/** Checks the key, its secret, its owner and its team, regardless of the question. Null: valid. */
function decideKeyState(key: VerdictFacts, nowMs: number): "REVOKED" | "DISABLED" | "EXPIRED" | null {
  const isSecretOver = key.secretEndsAtMs !== null && key.secretEndsAtMs <= nowMs;
  if (key.revokedAtMs !== null || isSecretOver || key.isTeamDeleted) return "REVOKED";
  if (key.owner.status === "removed") return "REVOKED";
  if (key.disabledAtMs !== null || key.owner.status === "suspended" || key.isTeamSuspended) return "DISABLED";
  if (key.expiresAtMs !== null && key.expiresAtMs <= nowMs) return "EXPIRED";
  return null;
}

function decideAddress(key: VerdictFacts, ip: string | null | undefined): "IP_NOT_ALLOWED" | null {
  if (key.allowedIps.length === 0) return null;
  return typeof ip === "string" && isAddressAllowed(ip, key.allowedIps) ? null : "IP_NOT_ALLOWED";
}
