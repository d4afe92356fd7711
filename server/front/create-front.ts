import type { RequestListener } from "node:http";
import { methodNotAllowed, ServiceError } from "#lib/domain/common/errors.ts";
import { createId } from "#lib/domain/common/ids.ts";
import { isLocalRequest } from "#lib/domain/network/local-request.ts";
import type { RouteClass } from "#lib/platform/metrics/metrics.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { hasClientLeft, whileClientWaits } from "#server/http/connection/client-departure.ts";
import { describeClient } from "#server/http/request/describe-client.ts";
import { chooseTurn } from "#server/http/request/find-browser.ts";
import { splitTarget } from "#server/http/request/host-and-target.ts";
import {
  introspectPath,
  isApi,
  isOAuth,
  isOperations,
  isScim,
  splitGatewayPath,
} from "#server/http/request/paths.ts";
import { classifyRequest } from "#server/http/request/request-class.ts";
import { logAccess } from "../http/access-log.ts";
import { answerError, answerErrorPage, answerFailure } from "../http/answer-error.ts";
import type { Application } from "../http/application.ts";
import { machineHeaders } from "../http/security-headers.ts";
import { countRequest } from "./address-limits.ts";
import { describeContext, type FrontExchange } from "./exchange.ts";
import { answerMetrics, findMetricsProblem } from "./operations/answer-metrics.ts";
import { describeOwnRequest, isOwnRequest } from "./operations/answer-own-request.ts";
import { answerLiveness, answerReadiness } from "./operations/health.ts";
import { createOperations, type Operations } from "./operations/operations.ts";
import { createPagePace, type PagePace } from "./page-pace.ts";
import { createProxyWarnings } from "./proxy-warnings.ts";
import { findTransportProblem } from "./transport-problem.ts";
import { isVerification, verify } from "./verify-over-http.ts";

/**
 * The single request listener of the port. It answers verification, health and metrics, applies the limits
 * per IP address, and passes everything else to the application. Never rejects.
 */
export function createFront(
  runtime: Runtime,
  application: Application | null,
  operations: Operations = createOperations(runtime, application),
  pace: PagePace = createPagePace(),
): RequestListener {
  const warnings = createProxyWarnings(runtime.config, runtime.logger);
  return (request, response) => {
    const client = describeClient(request, runtime.config, createId("request"));
    warnings.onRequest(client, () => isOwnRequest(runtime, request));
    const { path, search } = splitTarget(request.url ?? "", client.host) ?? { path: "", search: "" };
    const startedAtMs = performance.now();
    const exchange = { runtime, request, response, client, path, search, warnings, startedAtMs, operations };
    try {
      const answering = isVerification(exchange) ? verify(exchange) : dispatch(exchange, application, pace);
      if (answering instanceof Promise) answering.catch((error) => fail(exchange, error));
    } catch (error) {
      fail(exchange, error);
    }
  };
}

function fail(exchange: FrontExchange, error: unknown): void {
  answerFailure(exchange.runtime.logger, exchange.response, error, describeContext(exchange));
}

async function dispatch(
  exchange: FrontExchange,
  application: Application | null,
  pace: PagePace,
): Promise<void> {
  const { runtime, request, response, client, path } = exchange;
  logAccess(runtime.logger, exchange);
  measure(exchange);
  if (isOperations(path) && request.method !== "GET" && request.method !== "HEAD") {
    return answerError(response, methodNotAllowed(["GET"]), describeContext(exchange));
  }
  const metricsProblem = path === "/metrics" ? findMetricsProblem(runtime, client.authorization) : null;
  if (path === "/metrics" && metricsProblem === null) {
    setMachineHeaders(exchange);
    return answerMetrics(await exchange.operations.readMetrics(), response);
  }
  // They count requests by their credential.
  const countsItself = isApi(path) || isScim(path) || isOAuth(path);
  const requestClass = countsItself ? null : classifyRequest(path);
  const limitError = requestClass === null ? null : await countRequest(runtime, client, requestClass);
  if (limitError !== null) return rejectRequest(exchange, limitError);
  if (metricsProblem !== null) return answerError(response, metricsProblem, describeContext(exchange));
  if (isOperations(path)) return answerHealth(exchange);
  const isPaced = requestClass === "page" || requestClass === "docs";
  return passToApplication(exchange, application, isPaced ? pace : null);
}

function setMachineHeaders({ response, client }: FrontExchange): void {
  for (const [name, value] of Object.entries(machineHeaders)) response.setHeader(name, value);
  response.setHeader("X-Request-Id", client.requestId);
}

function rejectRequest(exchange: FrontExchange, limitError: ServiceError): void {
  const { request, response } = exchange;
  const acceptsHtml = request.headers.accept?.includes("text/html") === true;
  const answer = acceptsHtml ? answerErrorPage : answerError;
  answer(response, limitError, describeContext(exchange));
}

/** Whether the client still waits when it is its page's turn. A page that gets no turn is answered here. */
async function takeTurn(exchange: FrontExchange, pace: PagePace): Promise<boolean> {
  const { runtime, client } = exchange;
  try {
    await whileClientWaits(exchange, (gone) => pace.wait(() => chooseTurn(runtime, client), gone));
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    if (!hasClientLeft(exchange)) rejectRequest(exchange, error);
    return false;
  }
  return !hasClientLeft(exchange);
}

async function passToApplication(
  exchange: FrontExchange,
  application: Application | null,
  pace: PagePace | null,
): Promise<void> {
  const { runtime, request, response, client, path, search } = exchange;
  const problem = findTransportProblem(exchange);
  if (problem !== null) return answerError(response, problem, describeContext(exchange));
  if (application === null) {
    return answerError(response, new ServiceError("not_found"), describeContext(exchange));
  }
  if (pace !== null && !(await takeTurn(exchange, pace))) return;
  request.url = path + search;
  // Only for people: the gateway knows programs alone, and asks often.
  client.isLocal =
    splitGatewayPath(path) === null &&
    isLocalRequest(runtime.config, {
      headers: request.headers,
      httpVersion: request.httpVersion,
      remoteAddress: request.socket.remoteAddress ?? "",
    });
  return application.handle(request, response, client, { path, search });
}

async function answerHealth(exchange: FrontExchange): Promise<void> {
  const { runtime, operations, request, response, path, search } = exchange;
  setMachineHeaders(exchange);
  if (path !== "/readyz") {
    const isOwn = isOwnRequest(runtime, request);
    return answerLiveness(response, isOwn ? await describeOwnRequest(request, operations) : undefined);
  }
  try {
    answerReadiness(response, await operations.readReadiness(search));
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    answerError(response, error, describeContext(exchange));
  }
}

function classifyRoute(path: string): RouteClass {
  if (path === introspectPath) return "introspect";
  if (isApi(path) || isScim(path) || isOAuth(path)) return "api";
  return isOperations(path) ? "health" : "page";
}

function measure({ runtime, response, path, startedAtMs }: FrontExchange): void {
  response.once("close", () => {
    const ms = performance.now() - startedAtMs;
    runtime.metrics.observeRequest(classifyRoute(path), response.statusCode, ms);
  });
}
