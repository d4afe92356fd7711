import { type Actor, type ApiKeyActor, getActorId } from "#lib/actor.ts";
import {
  beyondBound,
  createUnauthorized,
  type ErrorCode,
  missingPermission,
  ServiceError,
  toErrorBody,
} from "#lib/errors.ts";
import { explainFailure } from "#lib/explain-failure.ts";
import { formatLimitHeaders } from "#lib/limits/headers.ts";
import { describeUntouched, type LimitDecision } from "#lib/limits/window.ts";
import { getOwnOrigin } from "#lib/network/own-origin.ts";
import type { Runtime } from "#lib/runtime.ts";
import { assertTeamManagement } from "#lib/services/bounds.ts";
import { getLimitRefusal, type Quota } from "#lib/verification/quota.ts";
import { assertNoSecretInQuery } from "#lib/verification/secret-in-query.ts";
import type { UsageOutcome } from "#lib/verification/usage-memory.ts";
import type { ApiAnswer, ApiRequest } from "./api-request.ts";
import type { BoundedKey } from "./bounded-key.ts";
import type { ApiClient } from "./client.ts";
import { type ApiContext, type RawInput, type Route, TextStream } from "./define-route.ts";
import { checkClientId, type FormRequest, readFormRequest } from "./form-request.ts";
import { findHeavyCall } from "./heavy-call.ts";
import { runIdempotently } from "./idempotency.ts";
import { type Identity, identify } from "./identify.ts";
import { assertOwnOrigin } from "./origin.ts";
import { readJsonBody } from "./read-body.ts";
import { readQuery } from "./read-query.ts";
import { endTurnWith, takeTurn } from "./take-turn.ts";

/** What a request led to: a route, or the reason why there is none. */
export type Destination =
  | { kind: "route"; route: Route; params: Record<string, string> }
  | { kind: "error"; error: ServiceError };

/** What one answer is made of, gathered on the way. */
interface Exchange {
  runtime: Runtime;
  request: ApiRequest;
  client: ApiClient;
  limit: LimitDecision | null;
  /** The key that calls, once it has proved good. */
  key: ApiKeyActor | null;
}

/**
 * Answers one request to the API, whichever transport brought it: identity, limits, origin, access, input, in this order; after an input that
 * was long in coming, identity and access once more. Never rejects.
 */
export async function answer(
  runtime: Runtime,
  request: ApiRequest,
  client: ApiClient,
  destination: Destination,
): Promise<ApiAnswer> {
  const exchange: Exchange = {
    runtime,
    request,
    client,
    limit: null,
    key: null,
  };
  try {
    const { status, body } = await handle(exchange, destination);
    recordUse(exchange, "VALID");
    return createAnswer(exchange, status, body, {});
  } catch (thrown) {
    const error = explainFailure(thrown, runtime.logger.child({ requestId: client.requestId }));
    recordUse(exchange, outcomes[error.code] ?? "VALID");
    return createAnswer(exchange, error.status, toErrorBody(error), error.headers);
  }
}

/** A body that comes with its headers, or right after them, is there by then. */
const promptBodyMs = 20;

/** What a refusal says about the key; any other, such as a 404, is the request's fault and no less a use of the key. */
const outcomes: Partial<Record<ErrorCode, UsageOutcome>> = {
  rate_limit_exceeded: "RATE_LIMITED",
  forbidden: "INSUFFICIENT_PERMISSIONS",
};

function recordUse({ runtime, client, key }: Exchange, outcome: UsageOutcome): void {
  if (key === null) return;
  runtime.usage.record({
    keyId: key.keyId,
    secretId: key.secretId,
    outcome,
    environment: key.environment.slug,
    service: "",
    address: client.address,
    agent: client.agent,
    now: runtime.keys.clock.now(),
  });
}

async function handle(
  exchange: Exchange,
  destination: Destination,
): Promise<{ status: number; body: unknown }> {
  const { runtime, request, client } = exchange;
  assertNoSecretInQuery(request.search);
  const hasForm = destination.kind === "route" && destination.route.isForm === true;
  const form = hasForm ? await readFormRequest(request, client, destination.route) : null;
  const found = await identifyNow(exchange, form?.client ?? client, destination);
  const identity = form === null ? found : checkClientId(found, form);
  exchange.key = findKeyActor(identity);
  await spendQuota(
    exchange,
    chooseQuota(runtime, destination, identity),
    chooseWeight(request, destination, identity),
  );
  if (identity.outcome === "refused") throw identity.refusal;
  if (destination.kind === "error") throw destination.error;
  const { route, params } = destination;
  const actor = admit(route, identity);
  // A page of another site may neither use a session nor sign up in its visitor's name; a program sends no Origin.
  const comesFromPage =
    actor.type === "user" || (actor.type === "system" && request.readHeader("origin") !== null);
  if (comesFromPage) assertOwnOrigin(request, client, runtime.config.publicOrigin);
  const askedAtMs = performance.now();
  const raw: RawInput = {
    params,
    query: readQuery(new URLSearchParams(request.search)),
    body: form === null ? await readBody(route, request) : assertForm(form.fields),
  };
  const isHeavy = findHeavyCall(route, request) !== null;
  const leave = isHeavy ? await takeTurn(route.operationId, actor, request.getSignal()) : () => {};
  try {
    const answered = await run(exchange, destination, { actor, askedAtMs, raw });
    const { status } = route.otherSuccess?.when(runtime.config) === true ? route.otherSuccess : route.success;
    return { status, body: endTurnWith(answered, leave) };
  } catch (error) {
    leave();
    throw error;
  }
}

/** Runs the route for whoever may still call it once the request's input and its turn have come. */
async function run(
  exchange: Exchange,
  destination: Extract<Destination, { kind: "route" }>,
  asked: { actor: Actor; askedAtMs: number; raw: RawInput },
): Promise<unknown> {
  const { runtime, request, client } = exchange;
  const { route } = destination;
  let { actor } = asked;
  // Whoever held their body back, or waited, may have been shut out in the meantime.
  if (performance.now() - asked.askedAtMs > promptBodyMs) {
    const stillThere = await identifyNow(exchange, client, destination);
    exchange.key = findKeyActor(stillThere);
    actor = admit(route, stillThere);
  }
  const ctx: ApiContext = {
    runtime,
    actor,
    askedBounds: new Set(),
    request: {
      id: client.requestId,
      address: client.address,
      agent: client.agent,
      isLocal: client.isLocal,
    },
    // Read last: whoever had to be asked, and a slow body, have taken their time.
    now: new Date(runtime.keys.clock.now()),
    origin: getOwnOrigin(runtime.config.publicOrigin, client),
    accept: request.readHeader("accept"),
  };
  return runIdempotently(ctx, route, request, asked.raw);
}

/** Who calls at this moment. */
function identifyNow(
  { runtime, request }: Exchange,
  client: ApiClient,
  destination: Destination,
): Promise<Identity> {
  return identify(runtime, request, client, getPathTeamId(destination));
}

function findKeyActor(identity: Identity): ApiKeyActor | null {
  return identity.outcome === "actor" && identity.actor.type === "apiKey" ? identity.actor : null;
}

function getPathTeamId(destination: Destination): string | undefined {
  if (destination.kind === "error" || destination.route.isUnderTeam !== true) return undefined;
  return destination.params.id;
}

/** Throws the refusal, or `unauthorized` or `forbidden` for those who may not call this route at all. */
function admit(route: Route, identity: Identity): ApiContext["actor"] {
  const { access } = route;
  if (identity.outcome === "refused") throw identity.refusal;
  if (identity.outcome === "anonymous") {
    if (access !== "public") throw createUnauthorized(false);
    return { type: "system", name: "anonymous" };
  }
  const { actor } = identity;
  if (actor.type === "system") return actor;
  if (actor.type === "apiKey") admitKey(route.boundedKey, actor);
  if (typeof access === "string") return actor;
  const isHeld = access.anyOf.some((permission) => actor.permissions.has(permission));
  if (!isHeld) throw missingPermission(access.anyOf[0] ?? "");
  return actor;
}

/** Throws `forbidden` for a key that gets nothing here, whatever its permissions are. */
function admitKey(boundedKey: BoundedKey, key: ApiKeyActor): void {
  if (boundedKey.effect === "refused") throw beyondBound("people");
  if (boundedKey.effect === "managesTeam") assertTeamManagement(key, boundedKey.permission);
}

function chooseQuota(runtime: Runtime, destination: Destination, identity: Identity): Quota | null {
  const special = destination.kind === "route" ? destination.route.limitCaller : undefined;
  if (special === undefined || identity.outcome !== "actor") return identity.quota;
  const { actor } = identity;
  const own = special(runtime);
  // No limit is for services that ask by key; a person has their own at all times.
  if (own === null) return actor.type === "apiKey" ? null : identity.quota;
  return { counter: `${own.name}:${getActorId(actor)}`, limits: own.limit };
}

/** Whoever is refused for who they are makes nobody work. */
function chooseWeight(request: ApiRequest, destination: Destination, identity: Identity): number {
  if (destination.kind === "error" || identity.outcome !== "actor") return 1;
  return findHeavyCall(destination.route, request)?.weight ?? 1;
}

/** Counts the request; throws `rate_limit_exceeded` when its windows are full. */
async function spendQuota(exchange: Exchange, quota: Quota | null, weight: number): Promise<void> {
  if (quota === null) return;
  const charge = weight === 1 ? quota.limits : { ...quota.limits, weight };
  const decision = await exchange.runtime.limiter.consume(quota.counter, charge);
  exchange.limit = decision;
  if (decision.admitted) return;
  throw getLimitRefusal(decision);
}

function assertForm(fields: FormRequest["fields"]): Record<string, string> {
  if (fields !== null) return fields;
  throw new ServiceError("unsupported_media_type", {
    message: "The request body must be application/x-www-form-urlencoded",
  });
}

async function readBody(route: Route, request: ApiRequest): Promise<unknown> {
  if (route.method === "GET") return undefined;
  const body = await readJsonBody(request, { takesAnyText: route.takesAnyText === true });
  if (route.body === undefined && body !== undefined && !isEmptyObject(body)) {
    throw new ServiceError("invalid_request", { message: "This request takes no body" });
  }
  return body === undefined && route.isBodyOptional ? {} : body;
}

function isEmptyObject(value: unknown): boolean {
  return JSON.stringify(value) === "{}";
}

function createAnswer(
  exchange: Exchange,
  status: number,
  body: unknown,
  headers: Record<string, string>,
): ApiAnswer {
  // A request that failed before anyone could be asked spent nothing.
  const limit = exchange.limit ?? describeUntouched(exchange.runtime.config.rateLimit);
  const { payload, describedBy } = serialize(body, exchange.request.method === "HEAD");
  return {
    status,
    body: payload,
    headers: {
      ...describedBy,
      "Cache-Control": "no-store",
      "X-Request-Id": exchange.client.requestId,
      ...formatLimitHeaders(limit),
      ...headers,
    },
  };
}

/** JSON, or a file that is read as it is sent: what its reader does not ask for is not read either. */
function serialize(
  body: unknown,
  isHead: boolean,
): { payload: ApiAnswer["body"]; describedBy: Record<string, string> } {
  if (!(body instanceof TextStream)) {
    const describedBy = { "Content-Type": "application/json; charset=utf-8" };
    return { payload: JSON.stringify(body), describedBy };
  }
  const { contentType, fileName, chunks } = body;
  const describedBy = {
    "Content-Type": contentType,
    "Content-Disposition": `attachment; filename="${fileName}"`,
  };
  if (isHead) {
    // Nobody reads what a HEAD request is not sent.
    void chunks.return?.();
    return { payload: "", describedBy };
  }
  const payload = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await chunks.next();
      if (done === true) controller.close();
      else controller.enqueue(new TextEncoder().encode(value));
    },
    async cancel() {
      await chunks.return?.();
    },
  });
  return { payload, describedBy };
}
