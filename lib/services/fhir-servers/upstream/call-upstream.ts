import type { BackendServer } from "#lib/platform/fhir/backend-tokens.ts";
import { createBadGateway, explainOutage } from "#lib/platform/fhir/bad-gateway.ts";
import type { OutboundResponse } from "#lib/platform/outbound/exchange.ts";
import { toBackendServer } from "#lib/services/fhir-servers/gateway/backend-server.ts";
import type { KnownServer } from "./server-cache.ts";
import type { Upstream } from "./upstream.ts";

export interface UpstreamRequest {
  method: string;
  /** Path and query below the base URL. */
  below: string;
  headers: Readonly<Record<string, string>>;
  body: Uint8Array | null;
  /** Aborts when the client has gone. */
  gone: AbortSignal | null;
  /** Counts what arrives of a response, and throws if there is no room for it. */
  hold: (bytes: number) => void;
}

/** Sends a request to the server with the console's credential, and with a new one if the server refuses it once. */
export async function callUpstream(
  upstream: Upstream,
  server: KnownServer,
  request: UpstreamRequest,
  nowMs: number,
): Promise<OutboundResponse> {
  const startedAtMs = performance.now();
  const send = (authorization: string | null) =>
    upstream.outbound.send({
      method: request.method,
      url: new URL(server.baseUrl + request.below),
      headers: {
        Accept: "application/fhir+json",
        ...request.headers,
        ...(authorization === null ? {} : { Authorization: authorization }),
      },
      body: request.body,
      maxBytes: upstream.limits.maxBytes,
      hold: request.hold,
      signal: request.gone,
      timeoutMs: Math.max(1, startedAtMs + upstream.limits.timeoutMs - performance.now()),
    });
  try {
    const backend = findBackend(server);
    if (backend === null) return await send(describeCredential(server));
    const token = await upstream.tokens.find(backend, nowMs);
    const response = await send(`Bearer ${token}`);
    if (response.status !== 401) return response;
    upstream.tokens.drop(backend, token);
    return await send(`Bearer ${await upstream.tokens.find(backend, nowMs)}`);
  } catch (error) {
    throw explainOutage(error);
  }
}

function findBackend(server: KnownServer): BackendServer | null {
  const { credential, secret } = server;
  if (secret?.kind !== "backend-services" || credential === null) return null;
  return toBackendServer(server, credential, secret);
}

/** The Authorization header. Null: the server needs no credential. */
function describeCredential({ secret }: KnownServer): string | null {
  if (secret === undefined) return null;
  if (secret === null) {
    throw createBadGateway(
      "The FHIR server's credential can't be used any more. An admin has to set it again",
    );
  }
  if (secret.kind === "bearer") return `Bearer ${secret.token}`;
  if (secret.kind === "basic") {
    return `Basic ${Buffer.from(`${secret.username}:${secret.password}`).toString("base64")}`;
  }
  throw new Error("backend services have no fixed credential");
}
