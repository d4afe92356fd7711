import type { VerifyAnswer, VerifyKeyInput } from "#lib/contract/keys/verify.ts";
import type { LimitDecision } from "#lib/domain/limits/window.ts";
import { canonicalizeAddress } from "#lib/domain/network/address.ts";
import type { RejectionCause, RequestQuestion } from "#lib/domain/requests/request-facts.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import type { Eventual } from "#lib/verification/cache/when-known.ts";
import { getCountedEnvironment } from "#lib/verification/question/counted-environment.ts";
import type { KnownKey } from "#lib/verification/record/known-key.ts";
import { describeKeyRequest, describeUnknownRequest } from "#lib/verification/requests/describe-request.ts";
import { getUnknownSubject } from "#lib/verification/requests/request-entry.ts";
import { judge } from "./judge.ts";

/** The caller of the endpoint. */
export interface VerifyCaller {
  /** The team whose keys the caller can verify. Null: every team. */
  teamId: string | null;
  /** The environment to require if the request has none. Null: none is required. */
  environmentSlug: string | null;
  /** The id of the calling key or person, for the usage counts and the request log. */
  service: string;
  /** The id of the request in which it asks. */
  requestId: string;
}

/**
 * POST /keys/verify: whether a key or an access token is valid, whose it is, and what it can do. A key of another team gets the
 * same response as a nonexistent key.
 */
export async function verifyKey(
  runtime: Runtime,
  caller: VerifyCaller,
  input: VerifyKeyInput,
): Promise<VerifyAnswer> {
  const key = await findCounted(runtime, "verify", () => runtime.keys.find(input.key));
  if (key === null || (caller.teamId !== null && caller.teamId !== key.teamId)) {
    runtime.metrics.countVerification("verify", "NOT_FOUND");
    noteUnknown(runtime, caller, "verify", {
      question: toQuestion(caller, input),
      cause: key === null ? null : "other_team",
    });
    return { valid: false, code: "NOT_FOUND" };
  }
  const question = toQuestion(caller, input);
  const { code, permissions, isKeyGood, atMs, limit } = await judge(runtime, key, question, {
    spend: input.spend,
  });
  runtime.metrics.countVerification("verify", code);
  if (input.spend) {
    runtime.usage.record({
      keyId: key.keyId,
      secretId: key.secretId,
      outcome: code,
      environment: getCountedEnvironment(key, question.environment),
      service: caller.service,
      address: input.ip === undefined ? null : canonicalizeAddress(input.ip),
      now: atMs,
    });
    if (runtime.requests.wants(key.keyId, code, key.teamId, atMs)) {
      const { requestId, service } = caller;
      const trace = { requestId, atMs, endpoint: "verify", outcome: code, service } as const;
      runtime.requests.add(describeKeyRequest(key, trace, question, limit));
    }
  }
  return {
    valid: code === "VALID",
    code,
    ...describeKey(key),
    permissions: permissions.size === 0 ? [] : [...key.sortedPermissions],
    smartScopes: isKeyGood ? [...key.smartScopes] : [],
    rateLimit: describeLimit(limit),
  };
}

/** Without an environment of its own, a request is for the caller's. */
function toQuestion(
  { environmentSlug }: VerifyCaller,
  { permissions, environment, resource, ip }: VerifyKeyInput,
): RequestQuestion {
  return { permissions, environment: environment ?? environmentSlug ?? undefined, resource, ip };
}

/** Finds the key, and counts the failure if it cannot be looked up. */
export async function findCounted(
  runtime: Pick<Runtime, "metrics">,
  kind: "verify" | "introspect",
  find: () => Eventual<KnownKey | null>,
): Promise<KnownKey | null> {
  try {
    return await find();
  } catch (error) {
    runtime.metrics.countVerification(kind, "UNAVAILABLE");
    throw error;
  }
}

/** Logs a request with a secret that belongs to none of the team's keys. */
export function noteUnknown(
  runtime: Pick<Runtime, "keys" | "requests">,
  { requestId, service }: VerifyCaller,
  endpoint: "verify" | "introspect",
  { question, cause }: { question: RequestQuestion; cause: RejectionCause | null },
): void {
  const atMs = runtime.keys.clock.now();
  const subject = getUnknownSubject(typeof question.ip === "string" ? question.ip : null);
  if (!runtime.requests.wants(subject, "NOT_FOUND", null, atMs)) return;
  const trace = { requestId, atMs, endpoint, outcome: "NOT_FOUND", service } as const;
  runtime.requests.add(describeUnknownRequest(trace, question, cause));
}

function describeKey(key: KnownKey) {
  return {
    credential: key.credential,
    keyId: key.keyId,
    teamId: key.teamId,
    name: key.name,
    environment: key.environment.slug,
    owner: { type: key.owner.type, id: key.owner.id },
    externalId: key.externalId,
    metadata: { ...key.metadata },
    expiresAt: key.expiresAtMs === null ? null : new Date(key.expiresAtMs).toISOString(),
  };
}

/** The minute window, or the window that rejected the request. `reset` is in Unix seconds. */
function describeLimit({ rejectedBy, burst, minute }: LimitDecision) {
  const shown = rejectedBy === "burst" ? burst : minute;
  return { limit: shown.limit, remaining: shown.remaining, reset: Math.ceil(shown.resetAt / 1000) };
}
