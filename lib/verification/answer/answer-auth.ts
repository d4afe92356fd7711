import {
  beyondBound,
  createUnauthorized,
  errorTable,
  missingPermission,
  ServiceError,
  toErrorBody,
} from "#lib/domain/common/errors.ts";
import { formatAdmittedLimitText, listLimitHeaders } from "#lib/domain/limits/headers.ts";
import type { LimitDecision } from "#lib/domain/limits/window.ts";
import { appendHeaders, type HeaderList, toHeaderList } from "#lib/domain/network/header-list.ts";
import type { RejectionCause } from "#lib/domain/requests/request-facts.ts";
import { explainFailure } from "#lib/platform/runtime/explain-failure.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { type Eventual, whenKnown } from "#lib/verification/cache/when-known.ts";
import {
  type AuthQuestion,
  type ParsedAuthQuestion,
  parseAuthQuestion,
} from "#lib/verification/question/auth-parameters.ts";
import { getCountedEnvironment } from "#lib/verification/question/counted-environment.ts";
import {
  credentialProblems,
  type PresentedCredential,
  readPresentedCredential,
} from "#lib/verification/question/presented-credential.ts";
import type { KnownKey } from "#lib/verification/record/known-key.ts";
import { describeKeyRequest, describeUnknownRequest } from "#lib/verification/requests/describe-request.ts";
import { getUnknownSubject } from "#lib/verification/requests/request-entry.ts";
import { type Judgement, judge } from "./judge.ts";
import type { PlainAnswer } from "./plain-answer.ts";
import { getAddressQuota, getLimitRefusal } from "./quota.ts";

/** A request from a proxy. Its method, body and content type do not matter. */
export interface AuthRequest {
  /** What follows `/v1/api/auth` in the path: empty, or `/with/...`. */
  path: string;
  /** Including its question mark, or empty. */
  search: string;
  /** As received, with repeated headers joined by ", ". */
  authorization: string | null;
  apiKey: string | null;
  /** The client's IP address, determined behind the trusted proxies. */
  address: string;
  requestId: string;
  /**
   * Why the listener rejects the request, for example because the key was sent over plain HTTP. Null if it
   * accepts the request.
   */
  transportProblem: ServiceError | null;
}

type Outcome =
  | { error: ServiceError; limit: LimitDecision }
  /** The key is accepted, and the response contains its identity. */
  | { error: null; limit: LimitDecision; key: KnownKey };

// Created once: the stack trace of an error costs more than the whole verification.
const wrongKey = createUnauthorized(true);
const noKey = createUnauthorized(false);
const ambiguousKey = createInvalid(credentialProblems.ambiguous);
const misplacedBearer = createInvalid(credentialProblems.misplacedBearer);
const wrongAddress = beyondBound("address");
const wrongEnvironment = beyondBound("environment");
const wrongResource = beyondBound("resources");

/** Of a request whose parameters could not be read. */
const noQuestion = { permissions: undefined, environment: undefined, resource: undefined };

function listUsualHeaders(requestId: string, limit: LimitDecision): string[] {
  const headers = [
    "Content-Type",
    "application/json; charset=utf-8",
    "Cache-Control",
    "no-store",
    "X-Request-Id",
    requestId,
  ];
  appendHeaders(headers, listLimitHeaders(limit));
  return headers;
}

/** The response for an accepted key. Its headers are created only in the form that the transport needs. */
class AdmittedAnswer implements PlainAnswer {
  readonly status = 200;
  readonly body = '{"valid":true}';
  readonly #requestId: string;
  readonly #limit: LimitDecision;
  readonly #key: KnownKey;

  constructor(requestId: string, limit: LimitDecision, key: KnownKey) {
    this.#requestId = requestId;
    this.#limit = limit;
    this.#key = key;
  }

  get headers(): HeaderList {
    const headers = listUsualHeaders(this.#requestId, this.#limit);
    appendHeaders(headers, this.#key.identity);
    return headers;
  }

  get headerText(): string | null {
    const identity = this.#key.identityText;
    if (identity === null) return null;
    const limits = formatAdmittedLimitText(this.#limit);
    return `Content-Type: application/json; charset=utf-8\r\nCache-Control: no-store\r\nX-Request-Id: ${this.#requestId}\r\n${limits}${identity}`;
  }
}

/**
 * `/v1/api/auth` and `/v1/api/auth/with/...`: the status says whether the presented key is accepted. Returns
 * without a promise if the key is in memory and limits are counted in this process. Never throws or rejects.
 */
export function answerAuth(runtime: Runtime, request: AuthRequest): Eventual<PlainAnswer> {
  const parsed = parseAuthQuestion(request.path, request.search);
  const deniesWith403 = parsed.outcome === "asked" ? parsed.question.deniesWith403 : parsed.deniesWith403;
  const answerFailure = async (thrown: unknown): Promise<PlainAnswer> => {
    runtime.metrics.countVerification("auth", "UNAVAILABLE");
    const { counter, limits } = getAddressQuota(request.address);
    const limit = await runtime.limiter.peek(counter, limits);
    const error = explainFailure(thrown, runtime.logger.child({ requestId: request.requestId }));
    return render(request, { error, limit }, deniesWith403);
  };
  try {
    const outcome = decideOnQuestion(runtime, request, parsed);
    if (!(outcome instanceof Promise)) return render(request, outcome, deniesWith403);
    return outcome.then((known) => render(request, known, deniesWith403)).catch(answerFailure);
  } catch (thrown) {
    return answerFailure(thrown);
  }
}

function decideOnQuestion(
  runtime: Runtime,
  request: AuthRequest,
  parsed: ParsedAuthQuestion,
): Eventual<Outcome> {
  if (request.transportProblem !== null) return rejectQuestion(runtime, request, request.transportProblem);
  return parsed.outcome === "asked"
    ? decide(runtime, request, parsed.question)
    : rejectQuestion(runtime, request, parsed.error);
}

function rejectQuestion(runtime: Runtime, request: AuthRequest, error: ServiceError): Eventual<Outcome> {
  runtime.metrics.countVerification("auth", "INVALID_REQUEST");
  noteUnknown(runtime, request, "INVALID_REQUEST");
  return rejectByAddress(runtime, request, error);
}

function decide(runtime: Runtime, request: AuthRequest, question: AuthQuestion): Eventual<Outcome> {
  if (question.team === null && !runtime.config.authAnyTeam) {
    return rejectQuestion(runtime, request, createInvalid("team is required"));
  }
  const credential = readPresentedCredential(request);
  if (credential.kind !== "key") {
    runtime.metrics.countVerification("auth", "NO_KEY");
    noteUnknown(runtime, request, "NO_KEY", {
      question,
      cause: credential.kind === "malformed" ? "malformed" : null,
    });
    return rejectByAddress(runtime, request, getCredentialError(credential.kind));
  }
  const found = runtime.keys.find(credential.secret);
  return whenKnown(found, (key) => decideAbout(runtime, request, question, key));
}

function decideAbout(
  runtime: Runtime,
  request: AuthRequest,
  question: AuthQuestion,
  key: KnownKey | null,
): Eventual<Outcome> {
  if (key === null || (question.team !== null && question.team !== key.teamId)) {
    runtime.metrics.countVerification("auth", "NOT_FOUND");
    noteUnknown(runtime, request, "NOT_FOUND", { question, cause: key === null ? null : "other_team" });
    return rejectByAddress(runtime, request, wrongKey);
  }
  const { address: ip } = request;
  const { permissions, environment, resource } = question;
  const required = { permissions, environment, resource, ip };
  return whenKnown(judge(runtime, key, required, { spend: true }), (judgement) => {
    recordUse(runtime, request, question, key, judgement);
    return judgement.isKeyGood
      ? answerValidKey(question, key, judgement)
      : rejectKey(runtime, request, judgement);
  });
}

function createInvalid(message: string): ServiceError {
  return new ServiceError("invalid_request", { message });
}

function getCredentialError(kind: Exclude<PresentedCredential["kind"], "key">): ServiceError {
  if (kind === "ambiguous") return ambiguousKey;
  if (kind === "misplacedBearer") return misplacedBearer;
  return kind === "malformed" ? wrongKey : noKey;
}

/**
 * A rejection that does not count toward a valid key counts toward the IP address, which may itself have
 * reached its limit.
 */
function rejectByAddress(runtime: Runtime, request: AuthRequest, error: ServiceError): Eventual<Outcome> {
  const { counter, limits } = getAddressQuota(request.address);
  return whenKnown(runtime.limiter.consume(counter, limits), (limit) => ({
    error: limit.admitted ? error : getLimitRefusal(limit),
    limit,
  }));
}

function rejectKey(runtime: Runtime, request: AuthRequest, { code }: Judgement): Eventual<Outcome> {
  const error = code === "IP_NOT_ALLOWED" ? wrongAddress : wrongKey;
  return rejectByAddress(runtime, request, error);
}

/** If a window is full, the response is a 429, whatever it would have been otherwise. */
function answerValidKey(
  { permissions: required }: AuthQuestion,
  key: KnownKey,
  { code, permissions, limit }: Judgement,
): Outcome {
  if (!limit.admitted) return { error: getLimitRefusal(limit), limit };
  if (code === "VALID") return { error: null, limit, key };
  const isMissingPermission = required.some((permission) => !permissions.has(permission));
  if (code === "ENVIRONMENT_MISMATCH") return { error: wrongEnvironment, limit };
  const error = isMissingPermission ? missingPermission(required.join(" ")) : wrongResource;
  return { error, limit };
}

function recordUse(
  runtime: Runtime,
  request: AuthRequest,
  question: AuthQuestion,
  key: KnownKey,
  { code, atMs, limit }: Judgement,
): void {
  const outcome = limit.admitted ? code : "RATE_LIMITED";
  runtime.metrics.countVerification("auth", outcome);
  runtime.usage.record({
    keyId: key.keyId,
    secretId: key.secretId,
    outcome,
    environment: getCountedEnvironment(key, question.environment),
    service: "",
    address: request.address,
    now: atMs,
  });
  if (!runtime.requests.wants(key.keyId, outcome, key.teamId, atMs)) return;
  const trace = { requestId: request.requestId, atMs, endpoint: "auth", outcome, service: "" } as const;
  const asked = { ...question, ip: request.address };
  runtime.requests.add(describeKeyRequest(key, trace, asked, limit));
}

/** Logs a request without a key of the team. */
function noteUnknown(
  runtime: Runtime,
  request: AuthRequest,
  outcome: "INVALID_REQUEST" | "NO_KEY" | "NOT_FOUND",
  asked?: { question: AuthQuestion; cause: RejectionCause | null },
): void {
  const { requestId, address } = request;
  const atMs = runtime.keys.clock.now();
  if (!runtime.requests.wants(getUnknownSubject(address), outcome, null, atMs)) return;
  const trace = { requestId, atMs, endpoint: "auth", outcome, service: "" } as const;
  const question = { ...(asked?.question ?? noQuestion), ip: address };
  runtime.requests.add(describeUnknownRequest(trace, question, asked?.cause ?? null));
}

/** nginx's auth_request passes these on and turns every other error into a 500. */
const relayedStatuses: ReadonlySet<number> = new Set([
  errorTable.unauthorized.status,
  errorTable.forbidden.status,
]);

function render(request: AuthRequest, outcome: Outcome, deniesWith403: boolean): PlainAnswer {
  const { error, limit } = outcome;
  if (error === null) return new AdmittedAnswer(request.requestId, limit, outcome.key);
  const headers = listUsualHeaders(request.requestId, limit);
  const isDenied = deniesWith403 && !relayedStatuses.has(error.status);
  appendHeaders(headers, toHeaderList(error.headers));
  if (isDenied) headers.push("X-Auth-Status", String(error.status));
  return {
    status: isDenied ? errorTable.forbidden.status : error.status,
    headers,
    headerText: null,
    body: JSON.stringify(toErrorBody(error)),
  };
}
