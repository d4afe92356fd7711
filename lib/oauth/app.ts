import type { ApiClient } from "#lib/api/request/client.ts";
import { methodNotAllowed, ServiceError } from "#lib/domain/common/errors.ts";
import { addressRateLimit } from "#lib/domain/limits/built-in-limits.ts";
import { formatLimitHeaders } from "#lib/domain/limits/headers.ts";
import { describeUntouched } from "#lib/domain/limits/window.ts";
import { type OAuthErrorBody, toOAuthErrorBody } from "#lib/domain/oauth/oauth-errors.ts";
import { explainFailure } from "#lib/platform/runtime/explain-failure.ts";
import { getRuntime } from "#lib/platform/runtime/runtime.ts";
import { getIssuer } from "#lib/platform/settings/oauth-issuer.ts";
import { listPublishedKeys } from "#lib/services/oauth/signing-keys/find-signing-key.ts";
import { getAddressQuota, getLimitRefusal } from "#lib/verification/answer/quota.ts";
import {
  authorizePath,
  describeServer,
  jwksPath,
  metadataPaths,
  revokePath,
  tokenPath,
} from "./answer/endpoints.ts";
import { OAuthProblem } from "./answer/oauth-problem.ts";
import { createExchange, type Exchange } from "./authorization-server/exchange.ts";
import { findNextAddress } from "./authorize/find-next-address.ts";
import { requestToken, revoke } from "./forms.ts";

/** For responses that contain secrets, or errors. */
const privateHeaders = { "Cache-Control": "no-store", Pragma: "no-cache" };

const anyOrigin = { "Access-Control-Allow-Origin": "*" };

/** Services and browsers of any origin can read what this server can do, and its public keys. */
const publicHeaders = { "Cache-Control": "public, max-age=300", ...anyOrigin };

/** Any origin may call these. Cookies never count here, so where a page comes from proves nothing (ADR 0045). */
function listPreflightHeaders(methods: string): Record<string, string> {
  return {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": methods,
    "Access-Control-Allow-Headers": "authorization, content-type",
    "Access-Control-Max-Age": "600",
  };
}

/** Counts a request of nobody that is known toward the limits of its IP address, as one with an invalid key. */
async function countForAddress(exchange: Exchange): Promise<void> {
  const quota = getAddressQuota(exchange.address);
  const decision = await exchange.runtime.limiter.consume(quota.counter, quota.limits);
  exchange.decision = decision;
  if (!decision.admitted) throw getLimitRefusal(decision);
}

function respond(
  exchange: Exchange,
  body: string | null,
  { status = 200, headers }: { status?: number; headers: Record<string, string> },
): Response {
  return new Response(body, {
    status,
    headers: {
      "Content-Type": "application/json; charset=utf-8",
      "X-Request-Id": exchange.requestId,
      ...formatLimitHeaders(exchange.decision ?? describeUntouched(addressRateLimit)),
      ...headers,
    },
  });
}

async function answerDocument(
  exchange: Exchange,
  { method }: Request,
  load: () => unknown,
): Promise<Response> {
  await countForAddress(exchange);
  if (method === "OPTIONS")
    return respond(exchange, null, { status: 204, headers: listPreflightHeaders("GET, HEAD") });
  if (method !== "GET" && method !== "HEAD") throw methodNotAllowed(["GET", "OPTIONS"]);
  const body = JSON.stringify(await load());
  return respond(exchange, method === "HEAD" ? null : body, { headers: publicHeaders });
}

async function answerForm(
  exchange: Exchange,
  request: Request,
  run: () => Promise<string>,
): Promise<Response> {
  if (request.method === "OPTIONS") {
    await countForAddress(exchange);
    return respond(exchange, null, { status: 204, headers: listPreflightHeaders("POST") });
  }
  if (request.method !== "POST") throw methodNotAllowed(["POST", "OPTIONS"]);
  const body = await run();
  return respond(exchange, body, { headers: { ...privateHeaders, ...anyOrigin } });
}

/** A browser that an app sent here. It is sent on. */
async function answerBrowser(exchange: Exchange, request: Request): Promise<Response> {
  await countForAddress(exchange);
  const location = await findNextAddress(request);
  const headers = { ...privateHeaders, Location: location };
  return respond(exchange, null, { status: 303, headers });
}

async function dispatch(exchange: Exchange, request: Request, client: ApiClient): Promise<Response> {
  const { runtime, now } = exchange;
  const { pathname } = new URL(request.url);
  const { authorization } = client;
  if (pathname === authorizePath) return answerBrowser(exchange, request);
  if (pathname === tokenPath) {
    return answerForm(exchange, request, () => requestToken(exchange, request, authorization));
  }
  if (pathname === revokePath) {
    return answerForm(exchange, request, () => revoke(exchange, request, authorization));
  }
  if (pathname === jwksPath) {
    return answerDocument(exchange, request, () => listPublishedKeys(runtime, now));
  }
  if (metadataPaths.has(pathname)) {
    return answerDocument(exchange, request, () => describeServer(runtime.config));
  }
  throw new ServiceError("not_found");
}

interface Failure {
  status: number;
  body: OAuthErrorBody;
  headers: Record<string, string>;
}

function describeFailure(exchange: Exchange, thrown: unknown): Failure {
  if (!(thrown instanceof OAuthProblem)) {
    const logger = exchange.runtime.logger.child({ requestId: exchange.requestId });
    const error = explainFailure(thrown, logger);
    return { status: error.status, body: toOAuthErrorBody(error), headers: error.headers };
  }
  const { status, error, message } = thrown;
  const challenge = { "WWW-Authenticate": `Basic realm="${getIssuer(exchange.runtime.config)}"` };
  const headers = { ...(status === 401 ? challenge : {}), ...thrown.headers };
  return { status, body: { error, error_description: message }, headers };
}

/** A refused request counts toward the IP address, unless it counted toward its app. */
async function refuse(exchange: Exchange, thrown: unknown, request: Request): Promise<Response> {
  const refusal: unknown =
    exchange.decision === null
      ? await countForAddress(exchange).then(
          () => thrown,
          (error: unknown) => error,
        )
      : thrown;
  const { status, body, headers } = describeFailure(exchange, refusal);
  const { runtime, requestId, app, detail } = exchange;
  const { pathname } = new URL(request.url);
  if (pathname === tokenPath) runtime.metrics.countRefusedTokenRequest(body.error);
  const logged = { requestId, appId: app?.id, error: body.error, reason: detail };
  runtime.logger.debug(logged, "a request to the authorization server was refused");
  return respond(exchange, request.method === "HEAD" ? null : JSON.stringify(body), {
    status,
    headers: { ...privateHeaders, ...(pathname === authorizePath ? {} : anyOrigin), ...headers },
  });
}

/** Answers a request below /oauth, and for the metadata in /.well-known (ADR 0042). Never rejects. */
export async function handleOAuthRequest(request: Request, client: ApiClient): Promise<Response> {
  const exchange = createExchange(getRuntime(), client);
  try {
    return await dispatch(exchange, request, client);
  } catch (thrown) {
    return refuse(exchange, thrown, request);
  }
}
