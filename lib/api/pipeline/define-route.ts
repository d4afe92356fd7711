import type { z } from "zod";
import { describeIssue } from "#lib/contract/common/describe-issue.ts";
import type { Actor } from "#lib/domain/actor.ts";
import { hasBrand } from "#lib/domain/common/brand.ts";
import { type ErrorDetail, notFound, ServiceError } from "#lib/domain/common/errors.ts";
import type { RateLimit } from "#lib/domain/limits/window.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import type { Config } from "#lib/platform/settings/env.ts";
import type { AskedBounds, FilterBound } from "#lib/services/bounds.ts";
import type { HeavyContext, ServiceContext } from "#lib/services/context.ts";
import type { ProofKind } from "#lib/services/sessions/recent-proof.ts";
import { type AsksAgain, type DescribedAsking, describeAsking, findProof } from "./asks-again.ts";
import type { BoundedKey } from "./bounded-key.ts";
import type { HeavyCall } from "./heavy-request.ts";

/** The context of a route's handler: a service context with the whole runtime. */
export interface ApiContext extends ServiceContext {
  runtime: Runtime;
  actor: Actor;
  askedBounds: AskedBounds;
  /** The console's origin, for links in responses and emails. Null if the request used an unknown host name. */
  origin: string | null;
  /** The `Cookie` header, for public routes that know the browser by a cookie. */
  cookie: string | null;
  /** The `Accept` header. */
  accept: string | null;
}

/** The context of a heavy route's handler. */
export type HeavyApiContext = ApiContext & HeavyContext;

const textStreamBrand = Symbol.for("byteengine.TextStream");

/** A response that is streamed as text instead of JSON. */
export class TextStream {
  readonly [textStreamBrand] = true;
  readonly contentType: string;
  readonly fileName: string;
  readonly chunks: AsyncIterator<string>;

  constructor(contentType: string, fileName: string, chunks: AsyncIterator<string>) {
    this.contentType = contentType;
    this.fileName = fileName;
    this.chunks = chunks;
  }

  static [Symbol.hasInstance](value: unknown): value is TextStream {
    return hasBrand(value, textStreamBrand);
  }
}

const answerWithCookieBrand = Symbol.for("byteengine.AnswerWithCookie");

/** A JSON response that also sets a cookie. */
export class AnswerWithCookie {
  readonly [answerWithCookieBrand] = true;
  readonly body: unknown;
  readonly setCookie: string;

  constructor(body: unknown, setCookie: string) {
    this.body = body;
    this.setCookie = setCookie;
  }

  static [Symbol.hasInstance](value: unknown): value is AnswerWithCookie {
    return hasBrand(value, answerWithCookieBrand);
  }
}

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/**
 * Who can use the route: `public` anyone, `actor` any person or key, `instanceOwner` administrators of the console,
 * otherwise those with one of the permissions. The service authorizes again; this check only rejects a request before its
 * body is read.
 */
type Access = "public" | "actor" | "instanceOwner" | { anyOf: readonly string[] };

/** The input of a request before validation. */
export interface RawInput {
  params: Record<string, string>;
  query: Record<string, string>;
  body: unknown;
}

interface RouteText {
  method: Method;
  /** Below /v1/api, parameters in braces: `/keys/{id}`. */
  path: string;
  operationId: string;
  summary: string;
  tag: string;
  access: Access;
  boundedKey: BoundedKey;
  /** Counts as several requests, and runs one at a time for each team. */
  heavy?: HeavyCall;
  success: { status: 200 | 201 | 202; description: string; schema: z.ZodType };
  /** Replaces `success` under some settings. */
  otherSuccess?: {
    status: 202;
    description: string;
    schema: z.ZodType;
    when: (config: Config) => boolean;
  };
  /** The path's `{id}` is the team to act in. X-Team-Id is ignored. */
  isUnderTeam?: boolean;
  /** The body is a form, which can also contain the caller's credential. Otherwise it is JSON. */
  isForm?: boolean;
  /** The body means nothing and can have any media type. */
  ignoresBody?: boolean;
  /** The body is compared but never stored, so it can contain text that the database cannot store. */
  takesAnyText?: boolean;
  /** Other forms of the successful response: descriptions by media type. */
  otherForms?: Readonly<Record<string, string>>;
}

interface RouteShape<Params, Query, Body, Context> extends RouteText {
  params?: z.ZodType<Params>;
  query?: z.ZodType<Query>;
  body?: z.ZodType<Body>;
  /** Whether people confirm again that it is them. Checked before the handler runs. */
  asksAgain: AsksAgain<{ params: Params; query: Query; body: Body }>;
  /** An empty body means `{}`. */
  isBodyOptional?: boolean;
  handle(ctx: Context, input: { params: Params; query: Query; body: Body }): Promise<unknown>;
  /** Responds to a POST that repeats an Idempotency-Key, with the resource that the first request created. */
  replay?: ((ctx: ApiContext, resourceId: string) => Promise<unknown>) | undefined;
  /** The caller's limit on this route, instead of the usual ones. Null: no limit. */
  limitCaller?: ((runtime: Runtime) => { name: string; limit: RateLimit } | null) | undefined;
}

/** A route as data, from which the application, the documentation and the tests are generated. */
export interface Route extends RouteText {
  params: z.ZodType | undefined;
  query: z.ZodType | undefined;
  body: z.ZodType | undefined;
  isBodyOptional: boolean;
  /** Whether the route asks people again, for the documentation. */
  asking: DescribedAsking | null;
  /** The proof that this request of a person needs. Throws like `run` for input that is not valid. */
  findProof: (ctx: ApiContext, raw: RawInput) => ProofKind | null;
  /** Validates and handles the input. Throws ServiceError `invalid_request`, which names the invalid fields. */
  run: (ctx: ApiContext, raw: RawInput) => Promise<unknown>;
  replay: RouteShape<unknown, unknown, unknown, unknown>["replay"];
  limitCaller: RouteShape<unknown, unknown, unknown, unknown>["limitCaller"];
}

/** Rejects what only a heavy route can have: files and searches. Its context gives it the costly services. */
type WithoutHeavyParts<Query> = { heavy?: never; otherForms?: never } & ("q" extends keyof Query
  ? { query: "a route with a search is defined with defineHeavyRoute" }
  : unknown);

export function defineRoute<Params = undefined, Query = undefined, Body = undefined>(
  shape: RouteShape<Params, Query, Body, ApiContext> & WithoutHeavyParts<Query>,
): Route {
  return createRoute(shape, (ctx) => ctx);
}

/** A route that costs more than others, and declares its limits. */
export function defineHeavyRoute<Params = undefined, Query = undefined, Body = undefined>(
  shape: RouteShape<Params, Query, Body, HeavyApiContext> & { heavy: HeavyCall },
): Route {
  return createRoute(shape, (ctx) => ({ ...ctx, isHeavy: true }));
}

function createRoute<Params, Query, Body, Context>(
  shape: RouteShape<Params, Query, Body, Context>,
  toContext: (ctx: ApiContext) => Context,
): Route {
  const { params, query, body, isBodyOptional = false, asksAgain, handle, ...rest } = shape;
  const { replay, limitCaller, ...text } = rest;
  const parse = (raw: RawInput) => ({
    // An object with an impossible id does not exist.
    params: parseWith(params, raw.params, notFound),
    query: parseWith(query, raw.query, createInvalidRequest),
    body: parseWith(body, raw.body, createInvalidRequest),
  });
  /** Returns the resource of the first request, if the caller can still see it. */
  const replayWithinBounds = async (ctx: ApiContext, resourceId: string) => {
    const answer = await replay?.(ctx, resourceId);
    assertBoundsAsked(text, ctx, ["environment", "resources"]);
    return answer;
  };
  return {
    ...text,
    params,
    query,
    body,
    isBodyOptional,
    replay: replay === undefined ? undefined : replayWithinBounds,
    limitCaller,
    asking: describeAsking(asksAgain),
    findProof: (ctx, raw) => findProof(asksAgain, parse(raw), ctx),
    run: async (ctx, raw) => {
      const answer = await handle(toContext(ctx), parse(raw));
      assertBoundsAsked(text, ctx, ["environment", "resources", "grant"]);
      return answer;
    },
  };
}

/** Throws if the service did not apply a bound that its route declares: the response could contain too much. */
function assertBoundsAsked(
  { boundedKey, operationId }: Pick<RouteText, "boundedKey" | "operationId">,
  { actor, askedBounds }: ApiContext,
  checked: readonly FilterBound[],
): void {
  if (actor.type !== "apiKey" || boundedKey.effect !== "filtered") return;
  const missing = boundedKey.by.filter((bound) => checked.includes(bound) && !askedBounds.has(bound));
  if (missing.length > 0) throw new Error(`${operationId} did not apply the key's ${missing.join(", ")}`);
}

function parseWith<T>(
  schema: z.ZodType<T> | undefined,
  value: unknown,
  createError: (error: z.ZodError) => ServiceError,
): T {
  if (schema === undefined) return asUndefined<T>();
  const parsed = schema.safeParse(value, { error: describeIssue });
  if (!parsed.success) throw createError(parsed.error);
  return parsed.data;
}

/** Safe, because without a schema the type parameter is `undefined`, the default in defineRoute. */
function asUndefined<T>(): T {
  return undefined as T;
}

const maxDetails = 20;

/** A 400 that names every invalid field. */
function createInvalidRequest(error: z.ZodError): ServiceError {
  const details = error.issues.slice(0, maxDetails).flatMap(toDetails);
  const [first] = details;
  const message =
    first === undefined || first.path === "" ? first?.message : `${first.path}: ${first.message}`;
  return new ServiceError("invalid_request", { ...(message === undefined ? {} : { message }), details });
}

function toDetails(issue: z.core.$ZodIssue): ErrorDetail[] {
  const path = issue.path.map(String).join(".");
  if (issue.code !== "unrecognized_keys") return [{ path, message: issue.message }];
  return issue.keys.map((key) => ({
    path: path === "" ? key.slice(0, 100) : `${path}.${key.slice(0, 100)}`,
    message: "Unknown field",
  }));
}
