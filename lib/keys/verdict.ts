import { isAddressAllowed } from "#lib/network/address.ts";
import type { KeyRecord } from "./key-record.ts";

/** Verification's answers, in the order they are decided. */
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
  /** Slug of the environment the request is for; undefined: not asked. */
  environment?: string | undefined;
  resource?: string | undefined;
  /** The end client's address. A key with an allowlist is refused without one. */
  ip?: string | null | undefined;
}

export interface Verdict {
  code: Exclude<VerdictCode, "NOT_FOUND" | "RATE_LIMITED">;
  /** What the key may do now; empty unless the key itself is good. */
  permissions: ReadonlySet<string>;
}

const noPermissions: ReadonlySet<string> = new Set();

/** What a verdict depends on, besides what the key may do. */
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
>;

/**
 * Whether a key may do what is asked, at this moment. `permissions` is what the key may do while it is good; limits are
 * counted by the caller.
 */
export function decideVerdict(
  key: VerdictFacts,
  question: VerdictQuestion,
  nowMs: number,
  permissions: ReadonlySet<string>,
): Verdict {
  const code = decideStanding(key, nowMs) ?? decideAddress(key, question.ip);
  if (code !== null) return { code, permissions: noPermissions };
  if (question.environment !== undefined && question.environment !== key.environment.slug) {
    return { code: "ENVIRONMENT_MISMATCH", permissions };
  }
  const mayDo = question.permissions?.every((permission) => permissions.has(permission)) ?? true;
  const mayTouch =
    question.resource === undefined ||
    key.resources.length === 0 ||
    key.resources.includes(question.resource);
  return { code: mayDo && mayTouch ? "VALID" : "INSUFFICIENT_PERMISSIONS", permissions };
}

/** What the key, its secret, its owner and its team are, whatever is asked. Null: nothing against it. */
function decideStanding(key: VerdictFacts, nowMs: number): "REVOKED" | "DISABLED" | "EXPIRED" | null {
  const isSecretOver = key.secretEndsAtMs !== null && key.secretEndsAtMs <= nowMs;
  if (key.revokedAtMs !== null || isSecretOver || key.isTeamDeleted) return "REVOKED";
  if (key.owner.status === "removed") return "REVOKED";
  if (key.disabledAtMs !== null || key.owner.status === "suspended") return "DISABLED";
  if (key.expiresAtMs !== null && key.expiresAtMs <= nowMs) return "EXPIRED";
  return null;
}

function decideAddress(key: VerdictFacts, ip: string | null | undefined): "IP_NOT_ALLOWED" | null {
  if (key.allowedIps.length === 0) return null;
  return typeof ip === "string" && isAddressAllowed(ip, key.allowedIps) ? null : "IP_NOT_ALLOWED";
}
