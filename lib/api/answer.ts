import { type Actor, type ApiKeyActor, getActorId } from "#lib/domain/actor.ts";
import {
  beyondBound,
  createUnauthorized,
  missingPermission,
  ServiceError,
  toErrorBody,
} from "#lib/domain/common/errors.ts";
import { getOwnOrigin } from "#lib/domain/network/own-origin.ts";
import { explainFailure } from "#lib/platform/runtime/explain-failure.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { getTracing } from "#lib/platform/tracing/tracing.ts";
import { authorizeInstanceOwner } from "#lib/services/authorize.ts";
import { assertTeamManagement } from "#lib/services/bounds.ts";
import type { Quota } from "#lib/verification/answer/quota.ts";
import { assertNoSecretInQuery } from "#lib/verification/question/secret-in-query.ts";
import {
  type ApiExchange,
  createExchange,
  identifyCaller,
  listAnswerHeaders,
  noteKey,
  promptBodyMs,
  recordUsage,
  spendQuota,
} from "./caller/exchange.ts";
import type { Identity } from "./caller/identify.ts";
import { assertAskedAgain } from "./pipeline/assert-asked-again.ts";
import type { BoundedKey } from "./pipeline/bounded-key.ts";
import {
  AnswerWithCookie,
  type ApiContext,
  type RawInput,
  type Route,
  TextStream,
} from "./pipeline/define-route.ts";
import { checkClientId, type FormRequest, readFormRequest } from "./pipeline/form-request.ts";
import { findHeavyCall, nameTurn } from "./pipeline/heavy-request.ts";
import { runIdempotently } from "./pipeline/idempotency.ts";
import { endTurnWith, takeTurn } from "./pipeline/take-turn.ts";
import type { ApiAnswer, ApiRequest } from "./request/api-request.ts";
import type { ApiClient } from "./request/client.ts";
import { assertOwnOrigin } from "./request/origin.ts";
import { readJsonBody } from "./request/read-body.ts";
import { readQuery } from "./request/read-query.ts";

/** The result of routing: a route, or the reason why there is none. */
export type Destination =
  | { kind: "route"; route: Route; params: Record<string, string> }
  | { kind: "error"; error: ServiceError };

/** The path with its parameters' names, which contains no ids. */
function nameTrace({ method, path }: Route): void {
  const active = getTracing()?.getActive();
  active?.set("http.route", `/v1/api${path}`);
  active?.rename(`${method} /v1/api${path}`);
}

/**
 * Handles one request to the API from any transport: identity, rate limits, access, origin and input, in this order. If
 * the input was slow to arrive, identity and access are checked again. Never rejects.
 */
export async function answer(
  runtime: Runtime,
  request: ApiRequest,
  client: ApiClient,
  destination: Destination,
): Promise<ApiAnswer> {
  const exchange = createExchange(runtime, request, client);
  if (destination.kind === "route") nameTrace(destination.route);
  try {
    const { status, body } = await handle(exchange, destination);
    recordUsage(exchange, null);
    if (!(body instanceof AnswerWithCookie)) return createAnswer(exchange, status, body, {});
    return createAnswer(exchange, status, body.body, { "Set-Cookie": body.setCookie });
  } catch (thrown) {
    const error = explainFailure(thrown, runtime.logger.child({ requestId: client.requestId }));
    recordUsage(exchange, error);
    return createAnswer(exchange, error.status, toErrorBody(error), error.headers);
  }
}

async function handle(
  exchange: ApiExchange,
  destination: Destination,
): Promise<{ status: number; body: unknown }> {
  const { runtime, request, client } = exchange;
  assertNoSecretInQuery(request.search);
  const hasForm = destination.kind === "route" && destination.route.isForm === true;
  const form = hasForm ? await readFormRequest(request, client, destination.route) : null;
  const found = await identifyCaller(exchange, form?.client ?? client, getPathTeamId(destination));
  const identity = form === null ? found : checkClientId(found, form);
  noteKey(exchange, identity);
  await spendQuota(
    exchange,
    chooseQuota(runtime, destination, identity),
    chooseWeight(request, destination, identity),
  );
  if (identity.outcome === "refused") throw identity.refusal;
  if (destination.kind === "error") throw destination.error;
  const { route, params } = destination;
  const actor = admit(route, identity);
  // A page of another site must not use a session or sign up in its visitor's name. Programs do not send an Origin.
  const comesFromPage =
    actor.type === "user" || (actor.type === "system" && request.readHeader("origin") !== null);
  if (comesFromPage) assertOwnOrigin(request, client, runtime.config.publicOrigin);
  const admittedAtMs = performance.now();
  const raw: RawInput = {
    params,
    query: readQuery(new URLSearchParams(request.search)),
    body: form === null ? await readBody(route, request) : assertForm(form.fields),
  };
  const isHeavy = findHeavyCall(route, request) !== null;
  const leave = isHeavy ? await takeTurn(nameTurn(route, request), actor, request.getSignal()) : () => {};
  try {
    const answered = await run(exchange, destination, { actor, admittedAtMs, raw });
    const { status } = route.otherSuccess?.when(runtime.config) === true ? route.otherSuccess : route.success;
    return { status, body: endTurnWith(answered, leave) };
  } catch (error) {
    leave();
    throw error;
  }
}

/** Runs the route, after checking again that the caller still has access if the input or the turn took time. */
async function run(
  exchange: ApiExchange,
  destination: Extract<Destination, { kind: "route" }>,
  admitted: { actor: Actor; admittedAtMs: number; raw: RawInput },
): Promise<unknown> {
  const { runtime, request, client } = exchange;
  const { route } = destination;
  let { actor } = admitted;
  // A caller who delayed the body, or waited for a turn, can have lost access in the meantime.
  if (performance.now() - admitted.admittedAtMs > promptBodyMs) {
    actor = admit(route, await identifyCaller(exchange, client, getPathTeamId(destination)));
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
    // Read last, because identifying the caller and reading the body take time.
    now: new Date(runtime.keys.clock.now()),
    origin: getOwnOrigin(runtime.config.publicOrigin, client),
    cookie: client.cookie,
    accept: request.readHeader("accept"),
  };
  assertAskedAgain(ctx, route, admitted.raw);
  return runIdempotently(ctx, route, request, admitted.raw);
}

function getPathTeamId(destination: Destination): string | undefined {
  if (destination.kind === "error" || destination.route.isUnderTeam !== true) return undefined;
  return destination.params.id;
}

/** Throws the caller's refusal, or `unauthorized` or `forbidden` for a caller without access to this route. */
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
  if (access === "instanceOwner") {
    authorizeInstanceOwner({ actor });
    return actor;
  }
  if (typeof access === "string") return actor;
  const isHeld = access.anyOf.some((permission) => actor.permissions.has(permission));
  if (!isHeld) throw missingPermission(access.anyOf[0] ?? "");
  return actor;
}

/** Throws `forbidden` for a key that cannot use this route, whatever its permissions are. */
function admitKey(boundedKey: BoundedKey, key: ApiKeyActor): void {
  if (boundedKey.effect === "refused") throw beyondBound("people");
  if (boundedKey.effect === "managesTeam") assertTeamManagement(key, boundedKey.permission);
}

function chooseQuota(runtime: Runtime, destination: Destination, identity: Identity): Quota | null {
  const limitCaller = destination.kind === "route" ? destination.route.limitCaller : undefined;
  if (limitCaller === undefined || identity.outcome !== "actor") return identity.quota;
  const { actor } = identity;
  const own = limitCaller(runtime);
  // Only services that use a key can be without a limit. A person always has their own.
  if (own === null) return actor.type === "apiKey" ? null : identity.quota;
  return { counter: `${own.name}:${getActorId(actor)}`, limits: own.limit };
}

/** A rejected caller causes no work, so their request counts as one. */
function chooseWeight(request: ApiRequest, destination: Destination, identity: Identity): number {
  if (destination.kind === "error" || identity.outcome !== "actor") return 1;
  return findHeavyCall(destination.route, request)?.weight ?? 1;
}

function assertForm(fields: FormRequest["fields"]): Record<string, string> {
  if (fields !== null) return fields;
  throw new ServiceError("unsupported_media_type", {
    message: "The request body must be application/x-www-form-urlencoded",
  });
}

async function readBody(route: Route, request: ApiRequest): Promise<unknown> {
  if (route.method === "GET") return undefined;
  if (route.ignoresBody === true) {
    await request.readBody();
    return undefined;
  }
  const body = await readJsonBody(request, { takesAnyText: route.takesAnyText === true });
  if (route.body === undefined && body !== undefined && !isEmptyObject(body)) {
    throw new ServiceError("invalid_request", { message: "This request does not accept a body" });
  }
  return body === undefined && route.isBodyOptional ? {} : body;
}

function isEmptyObject(value: unknown): boolean {
  return JSON.stringify(value) === "{}";
}

function createAnswer(
  exchange: ApiExchange,
  status: number,
  body: unknown,
  headers: Record<string, string>,
): ApiAnswer {
  const { payload, describedBy } = serialize(body, exchange.request.method === "HEAD");
  return {
    status,
    body: payload,
    headers: {
      ...describedBy,
      ...listAnswerHeaders(exchange),
      ...headers,
    },
  };
}

/** JSON, or a file that is read only as fast as the client receives it. */
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
    // The response to a HEAD request has no body, so the file is not read.
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
