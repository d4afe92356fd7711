import type { Introspection } from "#lib/contract/keys/introspection.ts";
import type { GrantRecord } from "#lib/domain/keys/key-record.ts";
import { decideVerdict } from "#lib/domain/keys/verdict.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { getFhirBaseUrl } from "#lib/platform/settings/fhir-base-url.ts";
import { getIssuer } from "#lib/platform/settings/oauth-issuer.ts";
import { getCountedEnvironment } from "#lib/verification/question/counted-environment.ts";
import { describeKeyRequest } from "#lib/verification/requests/describe-request.ts";
import { findCounted, noteUnknown, type VerifyCaller } from "./answer-verify.ts";

const noPermissions = { permissions: undefined, resource: undefined, ip: undefined };

/**
 * POST /oauth/introspect (RFC 7662): whether the token is a key or an access token that is valid in the caller's environment,
 * and whose it is. It does not count toward the key's limits. Everything else, including another team's key,
 * gets `{"active":false}`.
 */
export async function introspectKey(
  runtime: Pick<Runtime, "config" | "keys" | "usage" | "metrics" | "requests">,
  caller: VerifyCaller,
  token: string,
): Promise<Introspection> {
  const key = await findCounted(runtime, "introspect", () => runtime.keys.findWithGrants(token));
  if (key === null || (caller.teamId !== null && caller.teamId !== key.teamId)) {
    runtime.metrics.countVerification("introspect", "NOT_FOUND");
    const question = { ...noPermissions, environment: caller.environmentSlug ?? undefined };
    noteUnknown(runtime, caller, "introspect", { question, cause: key === null ? null : "other_team" });
    return { active: false };
  }
  const environment = caller.environmentSlug ?? undefined;
  const nowMs = runtime.keys.clock.now();
  const { code } = decideVerdict(key, { environment }, nowMs, key.permissions);
  runtime.metrics.countVerification("introspect", code);
  runtime.usage.record({
    keyId: key.keyId,
    secretId: key.secretId,
    outcome: code,
    environment: getCountedEnvironment(key, environment),
    service: caller.service,
    address: null,
    now: nowMs,
  });
  if (runtime.requests.wants(key.keyId, code, key.teamId, nowMs)) {
    const { requestId, service } = caller;
    const trace = { requestId, atMs: nowMs, endpoint: "introspect", outcome: code, service } as const;
    runtime.requests.add(describeKeyRequest(key, trace, { ...noPermissions, environment }, null));
  }
  if (code !== "VALID") return { active: false };
  const endsAtMs = Math.min(
    key.expiresAtMs ?? Number.POSITIVE_INFINITY,
    key.secretEndsAtMs ?? Number.POSITIVE_INFINITY,
  );
  return {
    active: true,
    scope: (key.grant?.context.scopes ?? [...key.sortedPermissions, ...key.smartScopes]).join(" "),
    client_id: key.keyId,
    // An app that acts by itself is the subject. One that a person gave access acts for them.
    sub: key.credential === "app" && key.grant === null ? key.keyId : key.owner.id,
    ...describeGrant(runtime.config, key.grant),
    token_type: "Bearer",
    iat: Math.floor(key.secretCreatedAtMs / 1000),
    ...(endsAtMs === Number.POSITIVE_INFINITY ? {} : { exp: Math.floor(endsAtMs / 1000) }),
    iss: getIssuer(runtime.config),
    team_id: key.teamId,
    environment: key.environment.slug,
    external_id: key.externalId,
    metadata: { ...key.metadata },
  };
}

/** The context that the app got with the token (SMART App Launch 2.2, "Token Introspection"). */
function describeGrant(
  config: Parameters<typeof getFhirBaseUrl>[0],
  grant: GrantRecord | null,
): Pick<Introspection, "patient" | "encounter" | "intent" | "fhirUser"> {
  if (grant === null) return {};
  const { encounterId, intent, fhirUser } = grant.context;
  return {
    ...(grant.patientId === null ? {} : { patient: grant.patientId }),
    ...(encounterId === null ? {} : { encounter: encounterId }),
    ...(intent === null ? {} : { intent }),
    ...(fhirUser === null ? {} : { fhirUser: `${getFhirBaseUrl(config, grant.serverId)}/${fhirUser}` }),
  };
}
