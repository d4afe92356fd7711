import type { KeyRecord } from "#lib/domain/keys/key-record.ts";
import {
  decideVerdict,
  type VerdictCode,
  type VerdictFacts,
  verdictCodes,
} from "#lib/domain/keys/verdict.ts";

/** The results of a verification in the request log: a verdict, or why no key could be looked up. */
export const requestOutcomes = [...verdictCodes, "NO_KEY", "INVALID_REQUEST"] as const;

export type RequestOutcome = (typeof requestOutcomes)[number];

export const requestEndpoints = ["auth", "verify", "introspect"] as const;

export type RequestEndpoint = (typeof requestEndpoints)[number];

/** Why a key did not work, where the verdict has several causes. */
const rejectionCauses = [
  "key_deleted",
  "secret_ended",
  "team_deleted",
  "owner_removed",
  "team_suspended",
  "key_disabled",
  "owner_suspended",
  "other_team",
  "malformed",
] as const;

export type RejectionCause = (typeof rejectionCauses)[number];

/**
 * What the checks of one verification saw. It is stored with the request, because the key can change later.
 * Lists are cut off, and a count says how many there were.
 */
export interface RequestFacts {
  cause: RejectionCause | null;
  /** Only of an access token: it belongs to an app. */
  credential?: "app";
  /** The verdict without the rate limit. Null if there is no key. */
  verdict: VerdictCode | null;
  /** The key's environment. Empty if there is no key. */
  environment: string;
  requestedEnvironment: string | null;
  expiresAt: string | null;
  /** Whether the presented secret was the current one. */
  isSecretCurrent: boolean;
  secretEndsAt: string | null;
  allowedIps: string[];
  allowedIpsCount: number;
  permissions: string[];
  permissionsCount: number;
  /** The requested permissions that the key did not have. */
  missing: string[];
  isOutsideResources: boolean;
  /** The window that rejected the request, or the smaller one that did not. Null: not counted. */
  limit: { perSeconds: number; max: number } | null;
}

/** What a verification asked for, as it was sent. */
export interface RequestQuestion {
  environment: string | undefined;
  permissions: readonly string[] | undefined;
  resource: string | undefined;
  ip: string | null | undefined;
}

const maxListed = { ips: 5, permissions: 20 };

export const unknownKeyFacts: RequestFacts = {
  cause: null,
  verdict: null,
  environment: "",
  requestedEnvironment: null,
  expiresAt: null,
  isSecretCurrent: false,
  secretEndsAt: null,
  allowedIps: [],
  allowedIpsCount: 0,
  permissions: [],
  permissionsCount: 0,
  missing: [],
  isOutsideResources: false,
  limit: null,
};

function findCause(key: VerdictFacts, nowMs: number): RejectionCause | null {
  if (key.revokedAtMs !== null) return "key_deleted";
  if (key.isTeamDeleted) return "team_deleted";
  if (key.owner.status === "removed") return "owner_removed";
  if (key.secretEndsAtMs !== null && key.secretEndsAtMs <= nowMs) return "secret_ended";
  // First, because nothing in the team can be changed before it is reinstated.
  if (key.isTeamSuspended) return "team_suspended";
  if (key.disabledAtMs !== null) return "key_disabled";
  return key.owner.status === "suspended" ? "owner_suspended" : null;
}

function toText(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}

/** The properties of a key or token that its requests are explained with. */
export type DescribedKey = VerdictFacts & Pick<KeyRecord, "credential">;

/** The facts of a verification of a known key, decided the same way as the verdict itself. */
export function describeFacts(
  key: DescribedKey,
  question: RequestQuestion,
  nowMs: number,
  held: { permissions: ReadonlySet<string>; sorted: readonly string[] },
): RequestFacts {
  const { code } = decideVerdict(key, question, nowMs, held.permissions);
  const { resource, permissions: requested = [] } = question;
  return {
    cause: code === "REVOKED" || code === "DISABLED" ? findCause(key, nowMs) : null,
    ...(key.credential === "app" ? { credential: key.credential } : {}),
    verdict: code,
    environment: key.environment.slug,
    requestedEnvironment: question.environment ?? null,
    expiresAt: toText(key.expiresAtMs),
    isSecretCurrent: key.secretEndsAtMs === null,
    secretEndsAt: toText(key.secretEndsAtMs),
    allowedIps: key.allowedIps.slice(0, maxListed.ips),
    allowedIpsCount: key.allowedIps.length,
    permissions: held.sorted.slice(0, maxListed.permissions),
    permissionsCount: held.sorted.length,
    missing: requested.filter((name) => !held.permissions.has(name)),
    isOutsideResources:
      resource !== undefined && key.resources.length > 0 && !key.resources.includes(resource),
    limit: null,
  };
}
