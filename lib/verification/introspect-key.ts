import { decideVerdict } from "#lib/keys/verdict.ts";
import type { Runtime } from "#lib/runtime.ts";
import type { Introspection } from "#lib/schemas/introspection.ts";
import { findCounted, type VerifyCaller } from "./answer-verify.ts";
import { getCountedEnvironment } from "./counted-environment.ts";

/**
 * POST /oauth/introspect (RFC 7662): whether the token is a key that is good in the caller's environment, and whose. It
 * spends none of the key's quota. Whatever is not good is `{"active":false}`, as is another team's.
 */
export async function introspectKey(
  runtime: Pick<Runtime, "config" | "keys" | "usage" | "metrics">,
  caller: VerifyCaller,
  token: string,
): Promise<Introspection> {
  const key = await findCounted(runtime, "introspect", token);
  if (key === null || (caller.teamId !== null && caller.teamId !== key.record.teamId)) {
    runtime.metrics.countVerification("introspect", "NOT_FOUND");
    return { active: false };
  }
  const { record } = key;
  const environment = caller.environmentSlug ?? undefined;
  const nowMs = runtime.keys.clock.now();
  const { code } = decideVerdict(record, { environment }, nowMs, key.permissions);
  runtime.metrics.countVerification("introspect", code);
  runtime.usage.record({
    keyId: record.keyId,
    secretId: record.secretId,
    outcome: code,
    environment: getCountedEnvironment(record, environment),
    service: caller.service,
    address: null,
    agent: null,
    now: nowMs,
  });
  if (code !== "VALID") return { active: false };
  const { publicOrigin } = runtime.config;
  const endsAtMs = Math.min(
    record.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY,
    record.secretEndsAt?.getTime() ?? Number.POSITIVE_INFINITY,
  );
  return {
    active: true,
    scope: key.sortedPermissions.join(" "),
    client_id: record.keyId,
    sub: record.owner.id,
    token_type: "Bearer",
    iat: Math.floor(record.secretCreatedAt.getTime() / 1000),
    ...(endsAtMs === Number.POSITIVE_INFINITY ? {} : { exp: Math.floor(endsAtMs / 1000) }),
    ...(publicOrigin === undefined ? {} : { iss: `${publicOrigin}/oauth` }),
    team_id: record.teamId,
    environment: record.environment.slug,
    external_id: record.externalId,
    metadata: { ...record.metadata },
  };
}
