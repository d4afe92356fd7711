import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { handleApiRequest } from "#lib/api/app.ts";
import type { ApiClient } from "#lib/api/client.ts";
import { largestBodyBytes } from "#lib/api/read-body.ts";
import { ServiceError } from "#lib/errors.ts";
import { createId } from "#lib/ids.ts";
import type { Runtime } from "#lib/runtime.ts";
import { answerAuth } from "#lib/verification/answer-auth.ts";
import { readPresentedCredential } from "#lib/verification/presented-credential.ts";
import { logAccess } from "./access-log.ts";
import { answerError } from "./answer-error.ts";
import { describeClient } from "./describe-client.ts";
import { answerHealth, answerReadiness } from "./health.ts";
import type { Pages } from "./pages.ts";
import {
  apiContentPolicy,
  createNonce,
  createPageContentPolicy,
  createSecurityHeaders,
} from "./security-headers.ts";

/** One request on its way through the listener. */
interface Exchange {
  runtime: Runtime;
  request: IncomingMessage;
  response: ServerResponse;
  client: ApiClient;
  path: string;
  search: string;
}

const authPath = "/v1/api/auth";

/** What a process with SERVE=api answers besides /auth and its health (ADR 0004). */
const apiOnlyPaths = new Set(["/v1/api/keys/verify", "/v1/api/me"]);

function splitTarget(target: string): { path: string; search: string } {
  const question = target.indexOf("?");
  if (question === -1) return { path: target, search: "" };
  return { path: target.slice(0, question), search: target.slice(question) };
}

function isAuth(path: string): boolean {
  return path === authPath || path.startsWith(`${authPath}/`);
}

/** The clients of requests that Hono is answering; its own environment holds only Node's objects. */
const clients = new WeakMap<IncomingMessage, ApiClient>();

/** Node's request as a Fetch request and back, by Hono's own adapter. */
const answerThroughHono = getRequestListener(
  (request, { incoming }) => {
    const client = findClient(incoming);
    return handleApiRequest(request, client);
  },
  { overrideGlobalObjects: false, errorHandler: createAdapterError },
);

function findClient(incoming: object): ApiClient {
  const client = clients.get(asIncomingMessage(incoming));
  if (client === undefined) throw new Error("a request came past the listener");
  return client;
}

/** The adapter also serves HTTP/2, which we do not. */
function asIncomingMessage(incoming: object): IncomingMessage {
  return incoming as IncomingMessage;
}

/** What the adapter refuses to make a request of: a malformed address or Host header. */
function createAdapterError(): Response {
  return Response.json(
    { error: { code: "invalid_request", message: "The request's address or Host header is not valid" } },
    { status: 400, headers: { "Cache-Control": "no-store" } },
  );
}

/** The one function behind the HTTP server: verification first, then the API, then pages. Never rejects. */
export function createListener(runtime: Runtime, getPages: () => Pages | null): RequestListener {
  return (request, response) => {
    const requestId = createId("request");
    const client = describeClient(request, runtime.config, requestId);
    const { path, search } = splitTarget(request.url ?? "/");
    const exchange: Exchange = { runtime, request, response, client, path, search };
    logAccess(runtime.logger, exchange);
    setSecurityHeaders(exchange);
    dispatch(exchange, getPages()).catch((error: unknown) => {
      runtime.logger.error({ err: error, requestId }, "a request failed");
      if (response.headersSent) response.destroy();
      else answerError(response, new ServiceError("internal_error"), requestId);
    });
  };
}

function setSecurityHeaders({ runtime, response, client }: Exchange): void {
  const isSecure = runtime.config.publicOrigin?.startsWith("https:") ?? client.isSecure;
  for (const [name, value] of Object.entries(createSecurityHeaders(isSecure)))
    response.setHeader(name, value);
  response.setHeader("Content-Security-Policy", apiContentPolicy);
  response.setHeader("X-Request-Id", client.requestId);
}

async function dispatch(exchange: Exchange, pages: Pages | null): Promise<void> {
  const { runtime, request, response, client, path } = exchange;
  if (path === "/healthz") return answerHealth(response);
  if (path === "/readyz") return answerReadiness(runtime, response);
  const problem = findTransportProblem(exchange);
  if (problem !== null) return answerError(response, problem, client.requestId);
  if (isAuth(path)) return answerAuthOverHttp(exchange);
  if (path === "/v1" || path.startsWith("/v1/")) {
    if (runtime.config.serve === "api") {
      if (!apiOnlyPaths.has(path))
        return answerError(response, new ServiceError("not_found"), client.requestId);
      client.cookie = null;
    }
    clients.set(request, client);
    await answerThroughHono(request, response);
    return;
  }
  if (pages === null) return answerError(response, new ServiceError("not_found"), client.requestId);
  return answerPage(exchange, pages);
}

/** What is refused whatever it asks for. */
function findTransportProblem({ runtime, request, client, path }: Exchange): ServiceError | null {
  // There are no server actions and nothing to resume (ADR 0005): whoever sends these is probing.
  if ("next-action" in request.headers || "next-resume" in request.headers)
    return new ServiceError("not_found");
  const mustBeSecure = runtime.config.publicOrigin?.startsWith("https:") === true && !client.isSecure;
  if (mustBeSecure && path.startsWith("/v1/") && readPresentedCredential(client).kind !== "none") {
    return new ServiceError("invalid_request", {
      message: "Keys are taken over HTTPS only. This one has travelled in the clear: rotate it",
    });
  }
  return null;
}

async function answerAuthOverHttp({
  runtime,
  request,
  response,
  client,
  path,
  search,
}: Exchange): Promise<void> {
  const answer = await answerAuth(runtime, {
    path: path.slice(authPath.length),
    search,
    authorization: client.authorization,
    apiKey: client.apiKey,
    address: client.address,
    agent: request.headers["user-agent"] ?? null,
    requestId: client.requestId,
    nowMs: Date.now(),
  });
  // The original request's body is none of our business; the connection goes on once it has passed.
  request.resume();
  response.writeHead(answer.status, { ...answer.headers, "Content-Length": Buffer.byteLength(answer.body) });
  response.end(request.method === "HEAD" ? undefined : answer.body);
}

async function answerPage(exchange: Exchange, pages: Pages): Promise<void> {
  const { runtime, request, response, client } = exchange;
  const problem = findPageBodyProblem(request);
  if (problem !== null) return answerError(response, problem, client.requestId);
  const { config } = runtime;
  const isSecure = config.publicOrigin?.startsWith("https:") ?? false;
  const nonce = createNonce();
  const policy = createPageContentPolicy(nonce, { isDevelopment: config.isDevelopment, isSecure });
  // Next reads the nonce from here, and would believe a client's forwarding headers (ADR 0004).
  request.headers["content-security-policy"] = policy;
  request.headers["x-nonce"] = nonce;
  request.headers["x-forwarded-for"] = client.address;
  request.headers["x-forwarded-proto"] = isSecure || client.isSecure ? "https" : "http";
  request.headers["x-forwarded-host"] =
    config.publicOrigin === undefined ? (client.host ?? "") : new URL(config.publicOrigin).host;
  request.headers["x-request-id"] = client.requestId;
  response.setHeader("Content-Security-Policy", policy);
  await pages.handle(request, response);
}

/** Forms are small; a body without a length could be anything. */
function findPageBodyProblem(request: IncomingMessage): ServiceError | null {
  if (request.headers["transfer-encoding"] !== undefined) {
    return new ServiceError("invalid_request", { message: "Send a Content-Length" });
  }
  const length = Number(request.headers["content-length"] ?? 0);
  return length > largestBodyBytes ? new ServiceError("payload_too_large") : null;
}
