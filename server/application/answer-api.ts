import { type IncomingMessage, ServerResponse } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { handleApiRequest, type Respond, toResponse } from "#lib/api/app.ts";
import type { ApiClient } from "#lib/api/request/client.ts";
import { ServiceError, toErrorBody } from "#lib/domain/common/errors.ts";
import { handleScimRequest } from "#lib/scim/app.ts";
import type { ApplicationExchange } from "#server/http/request/exchange.ts";
import { introspectPath, isOAuth, isScim, verifyPath } from "#server/http/request/paths.ts";
import { describeAnswer } from "../http/answer-context.ts";
import { answerError } from "../http/answer-error.ts";
import { shareAcrossOrigins } from "../http/cross-origin.ts";

/** The paths that a process with SERVE=api answers besides /auth and its health checks (ADR 0004). */
const apiOnlyPaths = new Set([verifyPath, introspectPath, "/v1/api/me"]);

/** The clients of the requests Hono is processing; Hono's own environment holds only Node's objects. */
const clients = new WeakMap<IncomingMessage, ApiClient>();

/** Converts Node's request to a Fetch request and the response back, with Hono's own adapter. */
const answerThroughHono = getRequestListener(
  async (request, { incoming, outgoing }) => {
    const client = findClient(incoming);
    const { pathname } = new URL(request.url);
    if (isScim(pathname)) return handleScimRequest(request, client);
    if (!isOAuth(pathname)) return handleApiRequest(request, client, respondOn(outgoing));
    // On demand: processes that only verify never load the library.
    const { handleOAuthRequest } = await import("#lib/oauth/app.ts");
    return handleOAuthRequest(request, client);
  },
  { overrideGlobalObjects: false, errorHandler: createAdapterError },
);

/** Gives text to Node directly. A Response has it in a stream, which costs a tenth of a list of keys. */
function respondOn(outgoing: object): Respond {
  return (answer) => {
    const { status, headers, body } = answer;
    if (typeof body !== "string" || !(outgoing instanceof ServerResponse) || outgoing.req.method === "HEAD") {
      return toResponse(answer);
    }
    outgoing.writeHead(status, { ...headers, "Content-Length": Buffer.byteLength(body) });
    outgoing.end(body);
    return RESPONSE_ALREADY_SENT;
  };
}

function findClient(incoming: object): ApiClient {
  const client = clients.get(asIncomingMessage(incoming));
  if (client === undefined) throw new Error("a request did not pass the listener");
  return client;
}

/** The adapter's type also allows HTTP/2, which this server does not support. */
function asIncomingMessage(incoming: object): IncomingMessage {
  return incoming as IncomingMessage;
}

/** Answers a request that the adapter cannot convert, although its target and host are valid. */
function createAdapterError(): Response {
  return Response.json(toErrorBody(new ServiceError("invalid_request")), { status: 400 });
}

export async function answerApi({
  runtime,
  request,
  response,
  client,
  target,
}: ApplicationExchange): Promise<void> {
  if (runtime.config.serve === "api") {
    if (!apiOnlyPaths.has(target.path)) {
      const context = describeAnswer(runtime.config, client, target.path);
      return answerError(response, new ServiceError("not_found"), context);
    }
    client.cookie = null;
  }
  if (shareAcrossOrigins(runtime.config, client, request, response)) return;
  clients.set(request, client);
  await answerThroughHono(request, response);
}

/** A directory's request. */
export function answerScim(exchange: ApplicationExchange): Promise<void> {
  return answerForConsole(exchange);
}

/** A request to the authorization server. */
export function answerOAuth(exchange: ApplicationExchange): Promise<void> {
  return answerForConsole(exchange);
}

/** Like the management API, a process with SERVE=api doesn't have it. */
async function answerForConsole({
  runtime,
  request,
  response,
  client,
  target,
}: ApplicationExchange): Promise<void> {
  if (runtime.config.serve === "api") {
    const context = describeAnswer(runtime.config, client, target.path);
    return answerError(response, new ServiceError("not_found"), context);
  }
  clients.set(request, client);
  await answerThroughHono(request, response);
}
