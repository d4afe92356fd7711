import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { answer } from "#lib/api/answer.ts";
import { handleApiRequest } from "#lib/api/app.ts";
import type { ApiClient } from "#lib/api/client.ts";
import { largestBodyBytes } from "#lib/api/read-body.ts";
import { verifyKeyRoute } from "#lib/api/routes/verify.ts";
import { methodNotAllowed, ServiceError, toErrorBody } from "#lib/errors.ts";
import { createId } from "#lib/ids.ts";
import type { RouteClass } from "#lib/metrics/metrics.ts";
import { appendHeaders, toHeaderList, toHeaderPairs } from "#lib/network/header-list.ts";
import { isLocalRequest, localHeader } from "#lib/network/local-request.ts";
import { getOwnOrigin } from "#lib/network/own-origin.ts";
import type { Runtime } from "#lib/runtime.ts";
import { answerAuth } from "#lib/verification/answer-auth.ts";
import type { PlainAnswer } from "#lib/verification/plain-answer.ts";
import { readPresentedCredential } from "#lib/verification/presented-credential.ts";
import { type Eventual, whenKnown } from "#lib/verification/when-known.ts";
import { logAccess } from "./access-log.ts";
import { classifyRequest, countRequest } from "./address-limits.ts";
import { answerError, answerErrorPage } from "./answer-error.ts";
import { answerMetrics, findMetricsProblem } from "./answer-metrics.ts";
import { authPath, isAuth } from "./auth-path.ts";
import { shareAcrossOrigins } from "./cross-origin.ts";
import { describeClient, type NodeClient } from "./describe-client.ts";
import { createDocsCache, type DocsCache } from "./docs-cache.ts";
import { answerLiveness, createHealth, type Health } from "./health.ts";
import { createUnknownHost, isOwnHost, normalizePath, splitTarget } from "./host-and-target.ts";
import { readNodeRequest } from "./node-request.ts";
import { findPageProblem } from "./page-problem.ts";
import type { Pages } from "./pages.ts";
import { createProxyWarnings, type ProxyWarnings } from "./proxy-warnings.ts";
import { createRenderer } from "./render-page.ts";
import {
  apiContentPolicy,
  createNonce,
  createPageContentPolicy,
  createSecurityHeaders,
} from "./security-headers.ts";
import { deferToTurnEnd } from "./turn-end.ts";

/** One request on its way through the listener. */
interface Exchange {
  runtime: Runtime;
  request: IncomingMessage;
  response: ServerResponse;
  client: NodeClient;
  path: string;
  search: string;
  warnings: ProxyWarnings;
  /** Of performance.now(). */
  startedAtMs: number;
  health: Health;
}

const verifyPath = "/v1/api/keys/verify";
const introspectPath = "/v1/api/oauth/introspect";

/** What a process with SERVE=api answers besides /auth and its health (ADR 0004). */
const apiOnlyPaths = new Set([verifyPath, introspectPath, "/v1/api/me"]);

function isApi(path: string): boolean {
  return path === "/v1" || path.startsWith("/v1/");
}

const operationsPaths = new Set(["/livez", "/healthz", "/readyz", "/metrics"]);

function isOperations(path: string): boolean {
  return operationsPaths.has(path);
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

/** What the adapter still refuses to make a request of, once target and host have been read. */
function createAdapterError(): Response {
  return Response.json(toErrorBody(new ServiceError("invalid_request")), { status: 400 });
}

/** The one function behind the HTTP server: verification first, then the API, then pages. Never rejects. */
export function createListener(runtime: Runtime, getPages: () => Pages | null): RequestListener {
  const docs = createDocsCache(createRenderer(runtime.config, getPages));
  const health = createHealth(runtime);
  const warnings = createProxyWarnings(runtime.config, runtime.logger);
  return (request, response) => {
    const requestId = createId("request");
    const client = describeClient(request, runtime.config, requestId);
    warnings.onRequest(client);
    const target = splitTarget(request.url ?? "", client.host);
    const { path, search } = target ?? { path: "", search: "" };
    const exchange: Exchange = {
      runtime,
      request,
      response,
      client,
      path,
      search,
      warnings,
      startedAtMs: performance.now(),
      health,
    };
    try {
      const isForVerification = isAuth(path) || isPlainVerify(exchange);
      const answering = isForVerification ? verify(exchange) : dispatch(exchange, getPages(), docs);
      if (answering instanceof Promise) answering.catch((error) => answerFailure(exchange, error));
    } catch (error) {
      answerFailure(exchange, error);
    }
  };
}

function answerFailure(exchange: Exchange, error: unknown): void {
  const { runtime, response, client } = exchange;
  runtime.logger.error({ err: error, requestId: client.requestId }, "a request failed");
  if (response.headersSent) response.destroy();
  else answerError(response, new ServiceError("internal_error"), describeContext(exchange));
}

function describeContext({ runtime, client }: Exchange) {
  const isSecure = runtime.config.publicOrigin?.startsWith("https:") ?? client.isSecure;
  return { requestId: client.requestId, isSecure };
}

const plainHeaderLists = [false, true].map((isSecure) =>
  toHeaderList({ ...createSecurityHeaders(isSecure), "Content-Security-Policy": apiContentPolicy }),
);

/** What every answer carries, for those that are written by others. */
function setSecurityHeaders(exchange: Exchange): void {
  const { requestId, isSecure } = describeContext(exchange);
  const standing = plainHeaderLists[Number(isSecure)] ?? [];
  for (const [name, value] of toHeaderPairs(standing)) exchange.response.setHeader(name, value);
  exchange.response.setHeader("X-Request-Id", requestId);
}

async function dispatch(exchange: Exchange, pages: Pages | null, docs: DocsCache): Promise<void> {
  const { runtime, request, response, client, path } = exchange;
  logAccess(runtime.logger, exchange);
  measure(exchange);
  setSecurityHeaders(exchange);
  if (isOperations(path) && request.method !== "GET" && request.method !== "HEAD") {
    return answerError(response, methodNotAllowed(["GET"]), describeContext(exchange));
  }
  const metricsProblem = path === "/metrics" ? findMetricsProblem(runtime, client.authorization) : null;
  if (path === "/metrics" && metricsProblem === null) return answerMetrics(runtime, response);
  const requestClass = isApi(path) ? null : classifyRequest(path);
  const refusal = requestClass === null ? null : await countRequest(runtime, client, requestClass);
  if (refusal !== null) return refuseRequest(exchange, refusal);
  if (metricsProblem !== null) return answerError(response, metricsProblem, describeContext(exchange));
  if (path === "/livez" || path === "/healthz") return answerLiveness(response);
  if (path === "/readyz") return answerReadiness(exchange);
  return dispatchToApplication(exchange, pages, docs);
}

function refuseRequest(exchange: Exchange, refusal: ServiceError): void {
  const { request, response } = exchange;
  const isForPerson = request.headers.accept?.includes("text/html") === true;
  const answer = isForPerson ? answerErrorPage : answerError;
  answer(response, refusal, describeContext(exchange));
}

async function dispatchToApplication(
  exchange: Exchange,
  pages: Pages | null,
  docs: DocsCache,
): Promise<void> {
  const { runtime, request, response, path, search } = exchange;
  const problem = findTransportProblem(exchange);
  if (problem !== null) return answerError(response, problem, describeContext(exchange));
  request.url = path + search;
  exchange.client.isLocal = isLocalRequest(runtime.config, {
    headers: request.headers,
    httpVersion: request.httpVersion,
    remoteAddress: request.socket.remoteAddress ?? "",
  });
  if (isApi(path)) return answerApi(exchange);
  if (pages === null) return answerError(response, new ServiceError("not_found"), describeContext(exchange));
  if (await answerDocs(exchange, docs)) return;
  return answerPage(exchange, pages);
}

/** Whether it was answered as a page of the documentation that is the same for everyone. */
async function answerDocs({ runtime, request, response, client, path, search }: Exchange, docs: DocsCache) {
  const origin = getOwnOrigin(runtime.config.publicOrigin, client);
  if (classifyRequest(path) !== "docs" || origin === null || runtime.config.isDevelopment) return false;
  return docs.answer({ request, path, search, cookie: client.cookie, origin }, response);
}

async function answerReadiness(exchange: Exchange): Promise<void> {
  try {
    await exchange.health.answerReadiness(exchange.search, exchange.response);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    answerError(exchange.response, error, describeContext(exchange));
  }
}

function classifyRoute(path: string): RouteClass {
  if (path === introspectPath) return "introspect";
  if (isApi(path)) return "api";
  return isOperations(path) ? "health" : "page";
}

function measure({ runtime, response, path, startedAtMs }: Exchange): void {
  response.once("close", () => {
    const ms = performance.now() - startedAtMs;
    runtime.metrics.observeRequest(classifyRoute(path), response.statusCode, ms);
  });
}

/** The two questions of other services, answered without anything in between. */
function verify(exchange: Exchange): Eventual<void> {
  // Nobody reads thousands of lines a second; failures of ours are logged where they happen.
  if (exchange.runtime.logger.isLevelEnabled("debug")) logAccess(exchange.runtime.logger, exchange);
  const problem = findTransportProblem(exchange);
  if (isAuth(exchange.path)) return answerAuthOverHttp(exchange, problem);
  if (problem !== null) return answerError(exchange.response, problem, describeContext(exchange));
  return answerVerifyOverHttp(exchange);
}

/** What is refused whatever it asks for. */
function findTransportProblem({ runtime, request, client, path, warnings }: Exchange): ServiceError | null {
  const { publicOrigin } = runtime.config;
  if (path === "" || client.host === null) {
    return new ServiceError("invalid_request", { message: "The request's address or Host is not valid" });
  }
  // There are no server actions and nothing to resume (ADR 0005): whoever sends these is probing.
  // A proxy's question carries the headers of the request it is about, which may well be an action of another's.
  const isForAction = !isAuth(path) && ("next-action" in request.headers || "next-resume" in request.headers);
  // Next would find its own mount of the API behind a path that only looks different.
  const isApiInDisguise = !isApi(path) && isApi(normalizePath(path));
  if (isForAction || isApiInDisguise) return new ServiceError("not_found");
  // A service may call us by a name of its own network: it brings a key, and nobody's browser does.
  const mayUseAnyName = isAuth(path) || (isApi(path) && bringsKey(path, client));
  if (!mayUseAnyName && !isOwnHost(client.host, publicOrigin)) return createUnknownHost();
  const isInTheClear = publicOrigin?.startsWith("https:") === true && !client.isSecure;
  if (isInTheClear && isApi(path) && bringsKey(path, client)) {
    warnings.onPlainKey();
    return new ServiceError("invalid_request", {
      message: "API keys are accepted over HTTPS only. This key was sent unencrypted: rotate it",
    });
  }
  return null;
}

/** Of an introspection only the body may say who asks. */
function bringsKey(path: string, client: ApiClient): boolean {
  return path === introspectPath || readPresentedCredential(client).kind !== "none";
}

async function answerApi(exchange: Exchange): Promise<void> {
  const { runtime, request, response, client, path } = exchange;
  if (runtime.config.serve === "api") {
    if (!apiOnlyPaths.has(path)) {
      return answerError(response, new ServiceError("not_found"), describeContext(exchange));
    }
    client.cookie = null;
  }
  if (shareAcrossOrigins(runtime.config, client, request, response)) return;
  clients.set(request, client);
  await answerThroughHono(request, response);
}

function answerAuthOverHttp(exchange: Exchange, transportProblem: ServiceError | null): Eventual<void> {
  const { runtime, client, path, search } = exchange;
  const answering = answerAuth(runtime, {
    path: path.slice(authPath.length),
    search,
    authorization: client.authorization,
    apiKey: client.apiKey,
    address: client.address,
    agent: client.agent,
    requestId: client.requestId,
    transportProblem,
  });
  // The original request's body is none of our business: Node reads past it once the answer is out.
  return whenKnown(answering, (answer) => writeAtTurnEnd({ exchange, answer }));
}

/** A question of the usual kind, which need not pass through Hono; any other gets the same answer there (ADR 0004). */
function isPlainVerify({ request, path, search }: Exchange): boolean {
  if (path !== verifyPath || search !== "" || request.method !== "POST") return false;
  const length = Number(request.headers["content-length"]);
  return length <= largestBodyBytes && request.headers["transfer-encoding"] === undefined;
}

async function answerVerifyOverHttp(exchange: Exchange): Promise<void> {
  const { runtime, request, response, client } = exchange;
  if (runtime.config.serve === "api") client.cookie = null;
  shareAcrossOrigins(runtime.config, client, request, response);
  const destination = { kind: "route", route: verifyKeyRoute, params: {} } as const;
  const { status, headers, body } = await answer(
    runtime,
    readNodeRequest(request, verifyPath),
    client,
    destination,
  );
  if (typeof body !== "string") throw new Error("a verdict is not streamed");
  writeAtTurnEnd({ exchange, answer: { status, headers: toHeaderList(headers), body } });
}

/** No connection waits for more than so many others. */
const mostTogether = 64;

const writeAtTurnEnd = deferToTurnEnd<{ exchange: Exchange; answer: PlainAnswer }>(({ exchange, answer }) => {
  try {
    writePlain(exchange, answer);
  } catch (error) {
    answerFailure(exchange, error);
  }
}, mostTogether);

/** Names and values in one flat list: Node then writes them as they are, without a table in between. */
function writePlain(exchange: Exchange, { status, headers, body }: PlainAnswer): void {
  const { runtime, request, response, path, startedAtMs } = exchange;
  const route = isAuth(path) ? "auth" : "verify";
  runtime.metrics.observeRequest(route, status, performance.now() - startedAtMs);
  const length = Buffer.byteLength(body);
  const standing = plainHeaderLists[Number(describeContext(exchange).isSecure)] ?? [];
  const list = ["Content-Length", String(length)];
  appendHeaders(list, standing);
  appendHeaders(list, headers);
  response.writeHead(status, list);
  if (request.method === "HEAD") response.end();
  // Head and body leave as one string: encoded as UTF-8, most of an answer's time would go into that.
  else response.end(body, length === body.length ? "latin1" : "utf8");
}

async function answerPage(exchange: Exchange, pages: Pages): Promise<void> {
  const { runtime, request, response } = exchange;
  const problem = findPageProblem(request);
  if (problem !== null) return answerError(response, problem, describeContext(exchange));
  const { config } = runtime;
  const isSecure = config.publicOrigin?.startsWith("https:") ?? false;
  const nonce = createNonce();
  const policy = createPageContentPolicy(nonce, { isDevelopment: config.isDevelopment, isSecure });
  overwriteHeaders(exchange, policy, nonce);
  response.setHeader("Content-Security-Policy", policy);
  await pages.handle(request, response);
}

/** Next takes the nonce from the policy, and would believe a client's forwarding headers (ADR 0004). */
function overwriteHeaders({ runtime, request, client }: Exchange, policy: string, nonce: string): void {
  const { publicOrigin } = runtime.config;
  const own = publicOrigin === undefined ? null : new URL(publicOrigin);
  for (const name of Object.keys(request.headers)) {
    if (name === "forwarded" || name.startsWith("x-forwarded-")) delete request.headers[name];
  }
  Object.assign(request.headers, {
    "content-security-policy": policy,
    "x-nonce": nonce,
    "x-forwarded-for": client.address,
    "x-forwarded-proto": own?.protocol === "https:" || client.isSecure ? "https" : "http",
    "x-forwarded-host": own?.host ?? client.host ?? "",
    "x-request-id": client.requestId,
    [localHeader]: client.isLocal === true ? "1" : "0",
  });
}
