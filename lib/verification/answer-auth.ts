import { isDatabaseUnavailable } from "#lib/db/database-errors.ts";
import { type ErrorCode, errorTable, ServiceError, toErrorBody } from "#lib/errors.ts";
import type { KeyRecord } from "#lib/keys/key-record.ts";
import { formatLimitHeaders, formatLimitMessage, getRetryAfterSeconds } from "#lib/limits/headers.ts";
import { addressRateLimit } from "#lib/limits/standing-limits.ts";
import type { LimitDecision } from "#lib/limits/window.ts";
import { getAddressCounter } from "#lib/network/address.ts";
import type { Runtime } from "#lib/runtime.ts";
import { type AuthQuestion, parseAuthQuestion } from "./auth-question.ts";
import { findKeyRecord } from "./find-key-record.ts";
import { type Judgement, judge } from "./judge.ts";
import { readPresentedCredential } from "./presented-credential.ts";

/** A request from a proxy; its method, body and content type do not matter. */
export interface AuthRequest {
  /** What follows `/v1/api/auth` in the path: empty, or `/with/...`. */
  path: string;
  /** With its question mark, or empty. */
  search: string;
  /** As received, repeated headers joined by ", ". */
  authorization: string | null;
  apiKey: string | null;
  /** The client's, past the trusted proxies. */
  address: string;
  agent: string | null;
  requestId: string;
  nowMs: number;
}

/** An answer without a transport: plain enough for node:http and for Fetch. */
export interface PlainAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

interface Outcome {
  error: ServiceError | null;
  limit: LimitDecision;
  identity: Record<string, string>;
}

const challenge = 'Bearer realm="byteengine"';
const databaseRetrySeconds = 2;
const secretLike = /be_[0-9A-Za-z]{20}/;
const admittedBody = '{"valid":true}';

/**
 * `/v1/api/auth` and `/v1/api/auth/with/...`: whether the presented key may pass, told by the status. Never rejects.
 */
export async function answerAuth(runtime: Runtime, request: AuthRequest): Promise<PlainAnswer> {
  const parsed = parseAuthQuestion(request.path, request.search);
  const deniesWith403 = parsed.outcome === "asked" ? parsed.question.deniesWith403 : parsed.deniesWith403;
  try {
    const outcome =
      parsed.outcome === "asked"
        ? await decide(runtime, request, parsed.question)
        : await refuseAddress(
            runtime,
            request,
            new ServiceError("invalid_request", { message: parsed.message }),
          );
    return render(request, outcome, deniesWith403);
  } catch (thrown) {
    const limit = await runtime.limiter.peek(
      getAddressCounter(request.address),
      addressRateLimit,
      request.nowMs,
    );
    const outcome = { error: toServiceError(runtime, request, thrown), limit, identity: {} };
    return render(request, outcome, deniesWith403);
  }
}

async function decide(runtime: Runtime, request: AuthRequest, question: AuthQuestion): Promise<Outcome> {
  const problem = findRequestProblem(runtime, request, question);
  if (problem !== null) return refuseAddress(runtime, request, problem);
  const credential = readPresentedCredential(request);
  if (credential.kind !== "key")
    return refuseAddress(runtime, request, createUnauthorized(credential.kind !== "none"));
  const record = await findKeyRecord(runtime, credential.secret);
  if (record === null || (question.team !== null && question.team !== record.teamId)) {
    return refuseAddress(runtime, request, createUnauthorized(true));
  }
  const { address: ip, nowMs } = request;
  const judgement = await judge(runtime, record, { ...question, ip }, { spend: true, nowMs });
  recordUse(runtime, request, question, record, judgement);
  return toOutcome(runtime, request, question, record, judgement);
}

/** What makes the request unanswerable, whatever the key. */
function findRequestProblem(
  runtime: Runtime,
  request: AuthRequest,
  question: AuthQuestion,
): ServiceError | null {
  const invalid = (message: string) => new ServiceError("invalid_request", { message });
  if (request.path === "" && secretLike.test(request.search)) {
    return invalid("A key may not travel in the address: send it in the Authorization header");
  }
  if (question.team === null && !runtime.config.authAnyTeam) return invalid("team is required");
  if (readPresentedCredential(request).kind === "ambiguous")
    return invalid("Send one key, in one header, once");
  return null;
}

function createUnauthorized(wasCredentialSent: boolean): ServiceError {
  return new ServiceError("unauthorized", {
    headers: { "WWW-Authenticate": wasCredentialSent ? `${challenge}, error="invalid_token"` : challenge },
  });
}

/** A refusal that is not a good key's counts on the address, which may have used up what it has. */
async function refuseAddress(runtime: Runtime, request: AuthRequest, error: ServiceError): Promise<Outcome> {
  const counter = getAddressCounter(request.address);
  const limit = await runtime.limiter.consume(counter, addressRateLimit, request.nowMs);
  return { error: limit.admitted ? error : createLimited(limit, request.nowMs), limit, identity: {} };
}

function createLimited(limit: LimitDecision, nowMs: number): ServiceError {
  return new ServiceError("rate_limit_exceeded", {
    message: formatLimitMessage(getRetryAfterSeconds(limit, nowMs)),
  });
}

function recordUse(
  runtime: Runtime,
  request: AuthRequest,
  question: AuthQuestion,
  record: KeyRecord,
  { code }: Judgement,
): void {
  runtime.usage.record({
    keyId: record.keyId,
    secretId: record.secretId,
    outcome: code,
    environment: question.environment ?? record.environment.slug,
    service: "",
    address: request.address,
    agent: request.agent,
    now: request.nowMs,
  });
}

async function toOutcome(
  runtime: Runtime,
  request: AuthRequest,
  question: AuthQuestion,
  record: KeyRecord,
  { code, permissions, limit }: Judgement,
): Promise<Outcome> {
  if (limit === null) {
    const error = code === "IP_NOT_ALLOWED" ? new ServiceError("forbidden") : createUnauthorized(true);
    return refuseAddress(runtime, request, error);
  }
  switch (code) {
    case "VALID":
      return { error: null, limit, identity: describeKey(record, permissions) };
    case "RATE_LIMITED":
      return { error: createLimited(limit, request.nowMs), limit, identity: {} };
    case "INSUFFICIENT_PERMISSIONS":
      return { error: createInsufficient(question), limit, identity: {} };
    default:
      return { error: new ServiceError("forbidden"), limit, identity: {} };
  }
}

function createInsufficient({ permissions }: AuthQuestion): ServiceError {
  const scope = permissions.join(" ");
  return new ServiceError("forbidden", {
    headers: { "WWW-Authenticate": `${challenge}, error="insufficient_scope", scope="${scope}"` },
  });
}

function describeKey(record: KeyRecord, permissions: ReadonlySet<string>): Record<string, string> {
  return {
    "X-Key-Id": record.keyId,
    "X-Team-Id": record.teamId,
    "X-Owner-Id": record.owner.id,
    "X-Environment": record.environment.slug,
    "X-Permissions": [...permissions].sort().join(" "),
  };
}

function toServiceError(runtime: Runtime, request: AuthRequest, thrown: unknown): ServiceError {
  const logger = runtime.logger.child({ requestId: request.requestId });
  if (isDatabaseUnavailable(thrown)) {
    logger.error({ err: thrown }, "the database cannot be reached");
    const headers = { "Retry-After": String(databaseRetrySeconds) };
    return new ServiceError("service_unavailable", { headers, cause: thrown });
  }
  logger.error({ err: thrown }, "a verification failed");
  return new ServiceError("internal_error", { cause: thrown });
}

/** What nginx's auth_request would turn into a 500. */
const deniedCodes: ReadonlySet<ErrorCode> = new Set(["invalid_request", "rate_limit_exceeded"]);

function render(
  request: AuthRequest,
  { error, limit, identity }: Outcome,
  deniesWith403: boolean,
): PlainAnswer {
  const isDenied = error !== null && deniesWith403 && deniedCodes.has(error.code);
  return {
    status: isDenied ? errorTable.forbidden.status : (error?.status ?? 200),
    headers: {
      "Content-Type": "application/json; charset=utf-8",
      "Cache-Control": "no-store",
      "X-Request-Id": request.requestId,
      ...formatLimitHeaders(limit, request.nowMs),
      ...identity,
      ...error?.headers,
      ...(isDenied ? { "X-Auth-Status": String(error.status) } : {}),
    },
    body: error === null ? admittedBody : JSON.stringify(toErrorBody(error)),
  };
}
