import { isAddressAllowed } from "#lib/network/address.ts";
import { listEffectivePermissions } from "#lib/rbac/permissions.ts";
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

/**
 * Whether a key may do what is asked, at this moment. Limits are counted by the caller, who may have worked out before
 * what the key holds while it is good.
 */
export function decideVerdict(
  record: KeyRecord,
  question: VerdictQuestion,
  nowMs: number,
  held?: ReadonlySet<string>,
): Verdict {
  const code = decideStanding(record, nowMs) ?? decideAddress(record, question.ip);
  if (code !== null) return { code, permissions: noPermissions };
  const permissions = held ?? listEffectivePermissions(record, record.owner, record.teamPermissions);
  if (question.environment !== undefined && question.environment !== record.environment.slug) {
    return { code: "ENVIRONMENT_MISMATCH", permissions };
  }
  const mayDo = question.permissions?.every((permission) => permissions.has(permission)) ?? true;
  const mayTouch =
    question.resource === undefined ||
    record.resources.length === 0 ||
    record.resources.includes(question.resource);
  return { code: mayDo && mayTouch ? "VALID" : "INSUFFICIENT_PERMISSIONS", permissions };
}

/** What the key, its secret, its owner and its team are, whatever is asked. Null: nothing against it. */
function decideStanding(record: KeyRecord, nowMs: number): "REVOKED" | "DISABLED" | "EXPIRED" | null {
  const isSecretOver = record.secretEndsAt !== null && record.secretEndsAt.getTime() <= nowMs;
  if (record.revokedAt !== null || isSecretOver || record.isTeamDeleted) return "REVOKED";
  if (record.owner.status === "removed") return "REVOKED";
  if (record.disabledAt !== null || record.owner.status === "suspended") return "DISABLED";
  if (record.expiresAt !== null && record.expiresAt.getTime() <= nowMs) return "EXPIRED";
  return null;
}

function decideAddress(record: KeyRecord, ip: string | null | undefined): "IP_NOT_ALLOWED" | null {
  if (record.allowedIps.length === 0) return null;
  return typeof ip === "string" && isAddressAllowed(ip, record.allowedIps) ? null : "IP_NOT_ALLOWED";
}
