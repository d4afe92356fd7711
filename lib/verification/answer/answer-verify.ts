import type { VerifyAnswer, VerifyKeyInput } from "#lib/contract/keys/verify.ts";
import type { LimitDecision } from "#lib/domain/limits/window.ts";
import { canonicalizeAddress } from "#lib/domain/network/address.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { getCountedEnvironment } from "#lib/verification/question/counted-environment.ts";
import type { KnownKey } from "#lib/verification/record/known-key.ts";
import { judge } from "./judge.ts";

/** The caller of the endpoint. */
export interface VerifyCaller {
  /** The team whose keys the caller can verify. Null: every team. */
  teamId: string | null;
  /** The environment to require if the request has none. Null: none is required. */
  environmentSlug: string | null;
  /** The id of the calling key or person, for the usage counts. */
  service: string;
}

/**
 * POST /keys/verify: whether a key is valid, whose it is, and what it can do. A key of another team gets the
 * same response as a nonexistent key.
 */
export async function verifyKey(
  runtime: Runtime,
  caller: VerifyCaller,
  input: VerifyKeyInput,
): Promise<VerifyAnswer> {
  const key = await findCounted(runtime, "verify", input.key);
  if (key === null || (caller.teamId !== null && caller.teamId !== key.teamId)) {
    runtime.metrics.countVerification("verify", "NOT_FOUND");
    return { valid: false, code: "NOT_FOUND" };
  }
  const environment = input.environment ?? caller.environmentSlug ?? undefined;
  const question = { permissions: input.permissions, environment, resource: input.resource, ip: input.ip };
  const { code, permissions, atMs, limit } = await judge(runtime, key, question, { spend: input.spend });
  runtime.metrics.countVerification("verify", code);
  if (input.spend) {
    runtime.usage.record({
      keyId: key.keyId,
      secretId: key.secretId,
      outcome: code,
      environment: getCountedEnvironment(key, environment),
      service: caller.service,
      address: input.ip === undefined ? null : canonicalizeAddress(input.ip),
      now: atMs,
    });
  }
  return {
    valid: code === "VALID",
    code,
    ...describeKey(key),
    permissions: permissions.size === 0 ? [] : [...key.sortedPermissions],
    rateLimit: describeLimit(limit),
  };
}

/** Finds the key, and counts the failure if it cannot be looked up. */
export async function findCounted(
  runtime: Pick<Runtime, "keys" | "metrics">,
  kind: "verify" | "introspect",
  secret: string,
): Promise<KnownKey | null> {
  try {
    return await runtime.keys.find(secret);
  } catch (error) {
    runtime.metrics.countVerification(kind, "UNAVAILABLE");
    throw error;
  }
}

function describeKey(key: KnownKey) {
  return {
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
