import { answer } from "#lib/api/answer.ts";
import type { Route } from "#lib/api/pipeline/define-route.ts";
import { maxBodyBytes } from "#lib/api/request/read-body.ts";
import { introspectRoute } from "#lib/api/routes/verification/introspect.ts";
import { verifyKeyRoute } from "#lib/api/routes/verification/verify.ts";
import type { ServiceError } from "#lib/domain/common/errors.ts";
import { appendHeaders, toHeaderList, toHeaderText } from "#lib/domain/network/header-list.ts";
import { answerAuth } from "#lib/verification/answer/answer-auth.ts";
import type { PlainAnswer } from "#lib/verification/answer/plain-answer.ts";
import { type Eventual, whenKnown } from "#lib/verification/cache/when-known.ts";
import { readPresentedCredential } from "#lib/verification/question/presented-credential.ts";
import { deferToTurnEnd } from "#server/http/connection/turn-end.ts";
import { writeWhole } from "#server/http/connection/write-whole.ts";
import { readNodeRequest } from "#server/http/request/node-request.ts";
import { authPath, introspectPath, isAuth, verifyPath } from "#server/http/request/paths.ts";
import { logAccess } from "../http/access-log.ts";
import { answerError, answerFailure } from "../http/answer-error.ts";
import { shareAcrossOrigins } from "../http/cross-origin.ts";
import { machineHeaders } from "../http/security-headers.ts";
import { describeContext, type FrontExchange } from "./exchange.ts";
import { findTransportProblem } from "./transport-problem.ts";

/** Verification endpoints answered here, without Hono. Both require a key. */
const plainRoutes: ReadonlyMap<string, { route: Route; kind: "verify" | "introspect" }> = new Map([
  [verifyPath, { route: verifyKeyRoute, kind: "verify" as const }],
  [introspectPath, { route: introspectRoute, kind: "introspect" as const }],
]);

/** Whether this process answers the request itself, without Hono and without pages. */
export function isVerification(exchange: FrontExchange): boolean {
  return isAuth(exchange.path) || isPlainVerification(exchange);
}

/**
 * A verification request in its usual form. The application answers any other form the same way (ADR 0004).
 */
function isPlainVerification({ runtime, request, client, path, search }: FrontExchange): boolean {
  if (request.method !== "POST" || search !== "" || !plainRoutes.has(path)) return false;
  // Only the application can check a session.
  const mayHaveSession = client.cookie !== null && runtime.config.serve !== "api";
  if (mayHaveSession && readPresentedCredential(client).kind === "none") return false;
  const length = Number(request.headers["content-length"]);
  return length <= maxBodyBytes && request.headers["transfer-encoding"] === undefined;
}

/** Answers the request directly. */
export function verify(exchange: FrontExchange): Eventual<void> {
  // Thousands of lines per second would help nobody; internal errors are logged where they happen.
  if (exchange.runtime.logger.isLevelEnabled("debug")) logAccess(exchange.runtime.logger, exchange);
  const problem = findTransportProblem(exchange);
  if (isAuth(exchange.path)) return answerAuthOverHttp(exchange, problem);
  if (problem !== null) return answerError(exchange.response, problem, describeContext(exchange));
  return answerPlainOverHttp(exchange);
}

function answerAuthOverHttp(exchange: FrontExchange, transportProblem: ServiceError | null): Eventual<void> {
  const { runtime, client, path, search } = exchange;
  const answering = answerAuth(runtime, {
    path: path.slice(authPath.length),
    search,
    authorization: client.authorization,
    apiKey: client.apiKey,
    address: client.address,
    requestId: client.requestId,
    transportProblem,
  });
  // The original request's body is not needed: Node discards it after the response.
  return whenKnown(answering, (answer) => writeAtTurnEnd({ exchange, answer, kind: "auth" }));
}

async function answerPlainOverHttp(exchange: FrontExchange): Promise<void> {
  const { runtime, request, response, client, path } = exchange;
  const plain = plainRoutes.get(path);
  if (plain === undefined) throw new Error("unknown verification path");
  if (runtime.config.serve === "api") client.cookie = null;
  shareAcrossOrigins(runtime.config, client, request, response);
  const destination = { kind: "route", route: plain.route, params: {} } as const;
  const { status, headers, body } = await answer(
    runtime,
    readNodeRequest(request, path),
    client,
    destination,
  );
  if (typeof body !== "string") throw new Error("a verification result cannot be a stream");
  const answered = { status, headers: toHeaderList(headers), headerText: null, body };
  writeAtTurnEnd({ exchange, answer: answered, kind: plain.kind });
}

interface Verdict {
  exchange: FrontExchange;
  answer: PlainAnswer;
  kind: "auth" | "verify" | "introspect";
}

/** The most responses written together, so that no connection waits for more than these. */
const maxBatchSize = 64;

const writeAtTurnEnd = deferToTurnEnd<Verdict>((verdict) => {
  try {
    writeVerdict(verdict);
  } catch (error) {
    const { exchange } = verdict;
    answerFailure(exchange.runtime.logger, exchange.response, error, describeContext(exchange));
  }
}, maxBatchSize);

const commonHeaders = toHeaderList(machineHeaders);
const commonHeaderText = toHeaderText(commonHeaders);

function writeVerdict({ exchange, answer, kind }: Verdict): void {
  const { runtime, response, startedAtMs } = exchange;
  const { status, headerText, body } = answer;
  runtime.metrics.observeRequest(kind, status, performance.now() - startedAtMs);
  const isWritten = headerText !== null && writeWhole(response, commonHeaderText + headerText, body);
  if (!isWritten) writeListed(exchange, answer);
}

/** Names and values in one flat list, which Node writes as they are, without building a table. */
function writeListed({ request, response }: FrontExchange, { status, headers, body }: PlainAnswer): void {
  const length = Buffer.byteLength(body);
  const list = ["Content-Length", String(length)];
  appendHeaders(list, commonHeaders);
  appendHeaders(list, headers);
  response.writeHead(status, list);
  if (request.method === "HEAD") response.end();
  // Headers and body are sent as one string. Encoding it as UTF-8 would take most of a response's time.
  else response.end(body, length === body.length ? "latin1" : "utf8");
}
