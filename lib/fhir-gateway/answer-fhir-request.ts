import { createExchange, listAnswerHeaders, promptBodyMs, recordUsage } from "#lib/api/caller/exchange.ts";
import type { ApiRequest } from "#lib/api/request/api-request.ts";
import type { ApiClient } from "#lib/api/request/client.ts";
import { ServiceError, toErrorBody } from "#lib/domain/common/errors.ts";
import { isWrite, maskFhirPath } from "#lib/domain/fhir/fhir-call.ts";
import { createBaseChange } from "#lib/domain/fhir/links.ts";
import type { FhirUseOutcome } from "#lib/domain/fhir/use-counts.ts";
import { isDatabaseUnavailable } from "#lib/platform/db/server/database-errors.ts";
import { explainFailure } from "#lib/platform/runtime/explain-failure.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { getFhirBaseUrl } from "#lib/platform/settings/fhir-base-url.ts";
import { getTracing } from "#lib/platform/tracing/tracing.ts";
import { recordFhirUse } from "#lib/services/fhir-servers/gateway/record-fhir-use.ts";
import { callUpstream } from "#lib/services/fhir-servers/upstream/call-upstream.ts";
import type { Lease } from "#lib/services/fhir-servers/upstream/in-flight.ts";
import { assertNoSecretInQuery } from "#lib/verification/question/secret-in-query.ts";
import { type Admitted, admit, admitAgain, type GatewayExchange } from "./admit.ts";
import { answerPreflight, isPreflight, shareWithAnyOrigin } from "./any-origin.ts";
import { decideReach } from "./judging/confine-call.ts";
import type { PageOwner } from "./judging/cursors.ts";
import { createGrown, hasBody, type JudgedBody } from "./judging/judge-body.ts";
import type { GatewayAnswer } from "./judging/judge-response.ts";
import { getReach, hidesWritten, type JudgedCall, readCall } from "./judging/read-call.ts";
import { assertHolds } from "./judging/refusals.ts";
import { type Matched, matchStored } from "./match-stored.ts";
import { answerPublicDocument, isPublicDocument } from "./public-documents.ts";
import { getGateway } from "./state/gateway.ts";

/** No document of a server runs on the console's origin, whatever it contains. */
const fhirHeaders = {
  "Content-Type": "application/fhir+json; charset=utf-8",
  "Content-Security-Policy": "sandbox; default-src 'none'",
  "X-Content-Type-Options": "nosniff",
};

/** After a response that took longer, the caller is checked again before it gets the data. */
const promptResponseMs = 500;

/**
 * Handles one request to the gateway in front of a FHIR server (ADR 0043): who sends it, what it does and needs, then the
 * server, and what of the response the caller may have. Never rejects.
 */
export async function answerFhirRequest(
  runtime: Runtime,
  request: ApiRequest,
  client: ApiClient,
  { serverId, below }: { serverId: string; below: string },
): Promise<GatewayAnswer> {
  const exchange: GatewayExchange = {
    // A cookie never counts here.
    ...createExchange(runtime, request, { ...client, cookie: null }),
    acceptsGrants: true,
    gateway: getGateway(runtime),
    serverId,
    below,
    counted: null,
  };
  nameTrace(request.method, below);
  try {
    const answered = await answer(exchange);
    recordUsage(exchange, null);
    countUse(exchange, "ok");
    return finish(exchange, answered);
  } catch (thrown) {
    const error = explain(exchange, thrown);
    recordUsage(exchange, error);
    countUse(exchange, error.status >= 500 ? "failed" : "refused");
    const headers = { "Content-Type": "application/json; charset=utf-8", ...error.headers };
    return finish(exchange, { status: error.status, headers, body: JSON.stringify(toErrorBody(error)) });
  }
}

function answer(exchange: GatewayExchange): Promise<GatewayAnswer> {
  if (isPreflight(exchange.request)) return answerPreflight(exchange);
  return isPublicDocument(exchange.below) ? answerPublicDocument(exchange) : handle(exchange);
}

function finish(exchange: GatewayExchange, { status, headers, body }: GatewayAnswer): GatewayAnswer {
  const shared = shareWithAnyOrigin(exchange.request);
  return { status, headers: { ...listAnswerHeaders(exchange), ...fhirHeaders, ...shared, ...headers }, body };
}

/** Without ids, queries, or anything else that a client chose. */
function nameTrace(method: string, below: string): void {
  const active = getTracing()?.getActive();
  if (active === null || active === undefined) return;
  const route = `/v1/api/fhir/servers/{id}/fhir${maskFhirPath(below)}`;
  active.set("http.route", route);
  active.rename(`${method} ${route}`);
}

/** The message of an unexpected error can contain a part of a resource, so only where it happened is logged. */
function explain({ runtime, client }: GatewayExchange, thrown: unknown): ServiceError {
  const logger = runtime.logger.child({ requestId: client.requestId });
  if (thrown instanceof ServiceError || isDatabaseUnavailable(thrown)) return explainFailure(thrown, logger);
  const { name, stack = "" } = thrown instanceof Error ? thrown : { name: typeof thrown };
  const frames = stack.split("\n").filter((line) => /^ {4}at /.test(line));
  logger.error({ error: name, frames }, "a request to the FHIR gateway failed");
  return new ServiceError("internal_error");
}

function countUse({ runtime, counted }: GatewayExchange, outcome: FhirUseOutcome): void {
  if (counted !== null) recordFhirUse(runtime, { ...counted, outcome, now: runtime.keys.clock.now() });
}

async function handle(exchange: GatewayExchange): Promise<GatewayAnswer> {
  const { runtime, request, below, serverId } = exchange;
  assertNoSecretInQuery(request.search);
  const admitted = await admit(exchange);
  const gatewayBase = getFhirBaseUrl(runtime.config, serverId);
  const growth = { max: exchange.gateway.limits.maxBytes, createError: createGrown };
  const toUpstream = createBaseChange(gatewayBase, admitted.server.baseUrl, growth);
  const owner = describeOwner(exchange, admitted);
  const read = readCall(request, { below, owner, nowMs: runtime.keys.clock.now(), toUpstream });
  const { interaction, type } = read.call;
  exchange.counted = { serverId, resourceType: type, interaction };
  const judged = decideReach(read, admitted.actor, admitted.server.baseUrl);
  const lease = exchange.gateway.inFlight.enter(admitted.server);
  try {
    const answered = await forward(exchange, { admitted, judged, gatewayBase, lease });
    lease.leave(request.getSignal());
    return answered;
  } catch (error) {
    lease.leave(null);
    throw error;
  }
}

/** Whose links to other pages these are. */
function describeOwner({ runtime }: GatewayExchange, { actor, server }: Admitted): PageOwner {
  const { id, baseUrl } = server;
  const callerId = actor.grant === null ? actor.keyId : `${actor.keyId} ${actor.grant.id}`;
  return { callerId, server: { id, baseUrl }, secrets: runtime.secrets.session };
}

interface ForwardOptions {
  admitted: Admitted;
  judged: JudgedCall;
  gatewayBase: string;
  lease: Lease;
}

async function forward(exchange: GatewayExchange, options: ForwardOptions): Promise<GatewayAnswer> {
  const { runtime, request, gateway } = exchange;
  const { judged, gatewayBase, lease } = options;
  const readAtMs = performance.now();
  const body = await readBody(exchange, options);
  // A caller who delayed the body can have lost access in the meantime.
  const ready = performance.now() - readAtMs > promptBodyMs ? await admitAgain(exchange) : options.admitted;
  const needs = [...judged.needs, ...(body?.needs ?? [])];
  const reach = getReach(judged);
  assertHolds(ready.actor, needs, reach);
  const matched: Matched =
    reach === "everyone"
      ? { outcome: "goes-on", admitted: ready, ifMatch: null }
      : await matchStored(exchange, { admitted: ready, judged, needs, lease });
  if (matched.outcome === "answered") return matched.answer;
  const { admitted, ifMatch } = matched;
  const sentAtMs = performance.now();
  const response = await callUpstream(
    gateway,
    admitted.server,
    {
      method: judged.method,
      below: judged.below,
      headers: listSentHeaders(exchange, judged, { admitted, body, ifMatch }),
      body: body?.bytes ?? null,
      gone: request.getSignal(),
      hold: lease.hold,
    },
    runtime.keys.clock.now(),
  );
  const { permissions, smartScopes, grant } = admitted.actor;
  const answer = await gateway.judges.judgeResponse(response, {
    judged,
    wideFeature: judged.wideFeature ?? body?.wideFeature ?? null,
    holder: { permissions, smartScopes, grant },
    owner: describeOwner(exchange, admitted),
    gatewayBase,
    maxBytes: gateway.limits.maxBytes,
    nowMs: runtime.keys.clock.now(),
  });
  if (performance.now() - sentAtMs > promptResponseMs && !isWrite(judged.call.interaction)) {
    assertHolds((await admitAgain(exchange)).actor, needs, reach);
  }
  return answer;
}

/** Null: the request has no body. */
async function readBody(
  { request, gateway }: GatewayExchange,
  { judged, admitted, gatewayBase, lease }: ForwardOptions,
): Promise<JudgedBody | null> {
  if (!hasBody(judged)) return null;
  const contentType = request.readHeader("content-type");
  const bytes = await request.readBody(lease.hold);
  const { maxBytes } = gateway.limits;
  const to = admitted.server.baseUrl;
  return gateway.judges.judgeBody(bytes, { judged, contentType, from: gatewayBase, to, maxBytes });
}

function listSentHeaders(
  { client }: GatewayExchange,
  judged: JudgedCall,
  { admitted, body, ifMatch }: { admitted: Admitted; body: JudgedBody | null; ifMatch: string | null },
): Record<string, string> {
  return {
    ...judged.headers,
    ...(ifMatch === null ? {} : { "If-Match": ifMatch }),
    "X-Request-Id": client.requestId,
    ...(body === null ? {} : { "Content-Type": body.contentType }),
    ...(hidesWritten(judged, admitted.actor) ? { Prefer: "return=minimal" } : {}),
  };
}
