import type { LimitDecision } from "#lib/limits/window.ts";
import { canonicalizeAddress } from "#lib/network/address.ts";
import type { Runtime } from "#lib/runtime.ts";
import type { VerifyAnswer, VerifyKeyInput } from "#lib/schemas/verify.ts";
import { getCountedEnvironment } from "./counted-environment.ts";
import { judge } from "./judge.ts";
import type { KnownKey } from "./known-key.ts";

/** Who asks. */
export interface VerifyCaller {
  /** The team whose keys may be asked about; null: every team's. */
  teamId: string | null;
  /** Taken where the question names no environment; null: then none is asked for. */
  environmentSlug: string | null;
  /** Id of the asking key or person, for the counts. */
  service: string;
}

/** POST /keys/verify: whether a key is good, whose, for what. Another team's key is as unknown as an invented one. */
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
      agent: null,
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

/** Counts a key that could not be looked for. */
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

/** The minute window, or the one that refused; `reset` in unix seconds. */
function describeLimit({ refusedBy, burst, minute }: LimitDecision) {
  const shown = refusedBy === "burst" ? burst : minute;
  return { limit: shown.limit, remaining: shown.remaining, reset: Math.ceil(shown.resetAt / 1000) };
}
