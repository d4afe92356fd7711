import { spendQuota } from "#lib/api/caller/exchange.ts";
import { assertionAlgorithms } from "#lib/domain/apps/key-set.ts";
import { methodNotAllowed, notFound } from "#lib/domain/common/errors.ts";
import { personScopes } from "#lib/domain/launch/offer-scopes.ts";
import { createBadGateway } from "#lib/platform/fhir/bad-gateway.ts";
import { getConsoleAddress } from "#lib/platform/settings/console-address.ts";
import type { Config } from "#lib/platform/settings/env.ts";
import { getFhirBaseUrl } from "#lib/platform/settings/fhir-base-url.ts";
import { getIssuer } from "#lib/platform/settings/oauth-issuer.ts";
import { callUpstream } from "#lib/services/fhir-servers/upstream/call-upstream.ts";
import type { Lease } from "#lib/services/fhir-servers/upstream/in-flight.ts";
import type { KnownServer } from "#lib/services/fhir-servers/upstream/server-cache.ts";
import { getAddressQuota } from "#lib/verification/answer/quota.ts";
import type { GatewayExchange } from "./admit.ts";
import type { GatewayAnswer } from "./judging/judge-response.ts";

const metadataPath = "/metadata";
const configurationPath = "/.well-known/smart-configuration";

/** Whether anyone can read what is at this path below a server's base URL, while its gateway is on. */
export function isPublicDocument(below: string): boolean {
  return below === metadataPath || below === configurationPath;
}

/** Answers a request for one of the two documents, which counts toward the IP address and needs no credential. */
export async function answerPublicDocument(exchange: GatewayExchange): Promise<GatewayAnswer> {
  const { runtime, request, client, gateway, serverId, below } = exchange;
  await spendQuota(exchange, getAddressQuota(client.address));
  if (request.method !== "GET" && request.method !== "HEAD") throw methodNotAllowed(["GET"]);
  const server = await gateway.servers.find(runtime, serverId);
  if (server === null) throw notFound();
  if (below === metadataPath) {
    return { status: 200, headers: {}, body: await findStatement(exchange, server) };
  }
  const headers = { "Content-Type": "application/json; charset=utf-8" };
  return { status: 200, headers, body: JSON.stringify(describeSmart(runtime.config)) };
}

/** What an app needs to get tokens for the gateway (SMART App Launch 2.2, "Conformance"). It lists only what works. */
function describeSmart(config: Pick<Config, "publicOrigin" | "host" | "port">) {
  const address = getConsoleAddress(config);
  return {
    issuer: getIssuer(config),
    jwks_uri: `${address}/oauth/jwks`,
    authorization_endpoint: `${address}/oauth/authorize`,
    token_endpoint: `${address}/oauth/token`,
    token_endpoint_auth_methods_supported: [
      "client_secret_basic",
      "client_secret_post",
      "private_key_jwt",
      "none",
    ],
    token_endpoint_auth_signing_alg_values_supported: assertionAlgorithms,
    grant_types_supported: ["authorization_code", "refresh_token", "client_credentials"],
    response_types_supported: ["code"],
    scopes_supported: [...personScopes, "system/*.cruds", "system/*.rs"],
    introspection_endpoint: `${address}/v1/api/oauth/introspect`,
    revocation_endpoint: `${address}/oauth/revoke`,
    management_endpoint: `${address}/account/apps`,
    code_challenge_methods_supported: ["S256"],
    capabilities: smartCapabilities,
  };
}

const smartCapabilities = [
  "launch-ehr",
  "launch-standalone",
  "authorize-post",
  "client-public",
  "client-confidential-symmetric",
  "client-confidential-asymmetric",
  "sso-openid-connect",
  "context-banner",
  "context-ehr-patient",
  "context-ehr-encounter",
  "context-standalone-patient",
  "permission-offline",
  "permission-patient",
  "permission-user",
  "permission-v1",
  "permission-v2",
];

/** Large servers have statements of about 2 MB. */
const maxStatementBytes = 4 * 1024 * 1024;

function findStatement(exchange: GatewayExchange, server: KnownServer): Promise<string> {
  const { gateway } = exchange;
  return gateway.statements.find(`${server.id} ${server.baseUrl}`, async () => {
    const lease = gateway.inFlight.enter(server);
    try {
      return await readStatementOf(exchange, server, lease);
    } finally {
      lease.leave(null);
    }
  });
}

async function readStatementOf(
  { runtime, gateway }: GatewayExchange,
  server: KnownServer,
  { hold }: Lease,
): Promise<string> {
  const response = await callUpstream(
    gateway,
    server,
    { method: "GET", below: metadataPath, headers: {}, body: null, gone: null, hold },
    runtime.keys.clock.now(),
  );
  if (response.body.byteLength > maxStatementBytes) {
    throw createBadGateway("The FHIR server's capability statement is larger than 4 MiB");
  }
  return gateway.judges.judgeStatement(response, {
    from: server.baseUrl,
    to: getFhirBaseUrl(runtime.config, server.id),
    tokenUrl: `${getConsoleAddress(runtime.config)}/oauth/token`,
    maxBytes: maxStatementBytes,
  });
}
