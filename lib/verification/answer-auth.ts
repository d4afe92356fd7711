import {
  beyondBound,
  createUnauthorized,
  errorTable,
  missingPermission,
  ServiceError,
  toErrorBody,
} from "#lib/errors.ts";
import { explainFailure } from "#lib/explain-failure.ts";
import { formatAdmittedLimitText, listLimitHeaders } from "#lib/limits/headers.ts";
import type { LimitDecision } from "#lib/limits/window.ts";
import { appendHeaders, type HeaderList, toHeaderList } from "#lib/network/header-list.ts";
import type { Runtime } from "#lib/runtime.ts";
import { type AuthQuestion, type ParsedAuthQuestion, parseAuthQuestion } from "./auth-question.ts";
import { getCountedEnvironment } from "./counted-environment.ts";
import { type Judgement, judge } from "./judge.ts";
import type { KnownKey } from "./known-key.ts";
import type { PlainAnswer } from "./plain-answer.ts";
import {
  credentialProblems,
  type PresentedCredential,
  readPresentedCredential,
} from "./presented-credential.ts";
import { getAddressQuota, getLimitRefusal } from "./quota.ts";
import { type Eventual, whenKnown } from "./when-known.ts";

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
  /** Why the listener would not take the request, such as a key sent over plain HTTP; null where it would. */
  transportProblem: ServiceError | null;
}

type Outcome =
  | { error: ServiceError; limit: LimitDecision }
  /** The key may pass, and the answer carries its identity. */
  | { error: null; limit: LimitDecision; key: KnownKey };

// Made once: the trace of an error costs more than the whole verification.
const wrongKey = createUnauthorized(true);
const noKey = createUnauthorized(false);
const ambiguousKey = createInvalid(credentialProblems.ambiguous);
const misplacedBearer = createInvalid(credentialProblems.misplacedBearer);
const wrongAddress = beyondBound("address");
const wrongEnvironment = beyondBound("environment");
const wrongResource = beyondBound("resources");

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

/** The answer for a key that may pass. Its headers are written out only in the form that its transport asks for. */
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
 * `/v1/api/auth` and `/v1/api/auth/with/...`: whether the presented key may pass, told by the status. Answers at once
 * for a key that is known, and when limits are counted in this process. Never throws nor rejects.
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
  if (request.transportProblem !== null) return refuseQuestion(runtime, request, request.transportProblem);
  return parsed.outcome === "asked"
    ? decide(runtime, request, parsed.question)
    : refuseQuestion(runtime, request, parsed.error);
}

function refuseQuestion(runtime: Runtime, request: AuthRequest, error: ServiceError): Eventual<Outcome> {
  runtime.metrics.countVerification("auth", "INVALID_REQUEST");
  return refuseAddress(runtime, request, error);
}

function decide(runtime: Runtime, request: AuthRequest, question: AuthQuestion): Eventual<Outcome> {
  if (question.team === null && !runtime.config.authAnyTeam) {
    return refuseQuestion(runtime, request, createInvalid("team is required"));
  }
  const credential = readPresentedCredential(request);
  if (credential.kind !== "key") {
    runtime.metrics.countVerification("auth", "NO_KEY");
    return refuseAddress(runtime, request, refuseCredential(credential.kind));
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
    return refuseAddress(runtime, request, wrongKey);
  }
  const { address: ip } = request;
  const { permissions, environment, resource } = question;
  const asked = { permissions, environment, resource, ip };
  return whenKnown(judge(runtime, key, asked, { spend: true }), (judgement) => {
    recordUse(runtime, request, question, key, judgement);
    return judgement.isKeyGood
      ? answerGoodKey(question, key, judgement)
      : refuseBadKey(runtime, request, judgement);
  });
}

function createInvalid(message: string): ServiceError {
  return new ServiceError("invalid_request", { message });
}

function refuseCredential(kind: Exclude<PresentedCredential["kind"], "key">): ServiceError {
  if (kind === "ambiguous") return ambiguousKey;
  if (kind === "misplacedBearer") return misplacedBearer;
  return kind === "malformed" ? wrongKey : noKey;
}

/** A refusal that is not a good key's counts on the address, which may have used up what it has. */
function refuseAddress(runtime: Runtime, request: AuthRequest, error: ServiceError): Eventual<Outcome> {
  const { counter, limits } = getAddressQuota(request.address);
  return whenKnown(runtime.limiter.consume(counter, limits), (limit) => ({
    error: limit.admitted ? error : getLimitRefusal(limit),
    limit,
  }));
}

function refuseBadKey(runtime: Runtime, request: AuthRequest, { code }: Judgement): Eventual<Outcome> {
  const error = code === "IP_NOT_ALLOWED" ? wrongAddress : wrongKey;
  return refuseAddress(runtime, request, error);
}

/** What its full windows refuse is a 429, whatever it would have been. */
function answerGoodKey(
  { permissions: asked }: AuthQuestion,
  key: KnownKey,
  { code, permissions, limit }: Judgement,
): Outcome {
  if (!limit.admitted) return { error: getLimitRefusal(limit), limit };
  if (code === "VALID") return { error: null, limit, key };
  const isMissingPermission = asked.some((permission) => !permissions.has(permission));
  if (code === "ENVIRONMENT_MISMATCH") return { error: wrongEnvironment, limit };
  const error = isMissingPermission ? missingPermission(asked.join(" ")) : wrongResource;
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
    agent: request.agent,
    now: atMs,
  });
}

/** nginx's auth_request hands these on and turns every other refusal into a 500. */
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
