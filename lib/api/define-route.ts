import type { z } from "zod";
import type { Actor } from "#lib/actor.ts";
import { hasBrand } from "#lib/brand.ts";
import type { Config } from "#lib/env.ts";
import { type ErrorDetail, notFound, ServiceError } from "#lib/errors.ts";
import type { RateLimit } from "#lib/limits/window.ts";
import type { Runtime } from "#lib/runtime.ts";
import { describeIssue } from "#lib/schemas/describe-issue.ts";
import type { AskedBounds, FilterBound } from "#lib/services/bounds.ts";
import type { HeavyContext, ServiceContext } from "#lib/services/context.ts";
import type { BoundedKey } from "./bounded-key.ts";
import type { HeavyCall } from "./heavy-call.ts";

/** What a route's handler gets: a service's context over the whole runtime. */
export interface ApiContext extends ServiceContext {
  runtime: Runtime;
  actor: Actor;
  askedBounds: AskedBounds;
  /** Where people reach our pages, for links that are handed out; null for a request by a name that is not ours. */
  origin: string | null;
  /** The `Accept` header. */
  accept: string | null;
}

/** What the handler of a heavy route gets besides. */
export type HeavyApiContext = ApiContext & HeavyContext;

const textStreamBrand = Symbol.for("byteengine.TextStream");

/** An answer that is written while it is read, in place of JSON. */
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

type Method = "GET" | "POST" | "PATCH" | "DELETE";

/**
 * Who may call: `public` anyone, `actor` any person or key, otherwise whoever holds one of the permissions. The service
 * behind the route authorises by itself; this only refuses before the body is read.
 */
type Access = "public" | "actor" | { anyOf: readonly string[] };

/** What a request brings, before any of it has been checked. */
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
  success: { status: 200 | 201; description: string; schema: z.ZodType };
  /** What takes the place of `success` under some settings. */
  otherSuccess?: {
    status: 202;
    description: string;
    schema: z.ZodType;
    when: (config: Config) => boolean;
  };
  /** The path's `{id}` names the team to act in, whatever X-Team-Id says. */
  isUnderTeam?: boolean;
  /** The body is a form, which may also hold the caller's credential; everywhere else it is JSON. */
  isForm?: boolean;
  /** The body is compared and never stored, so its text may hold what no column can. */
  takesAnyText?: boolean;
  /** Other forms of the successful answer, by media type, with what each is. */
  otherForms?: Readonly<Record<string, string>>;
}

interface RouteShape<Params, Query, Body, Context> extends RouteText {
  params?: z.ZodType<Params>;
  query?: z.ZodType<Query>;
  body?: z.ZodType<Body>;
  /** An empty body stands for `{}`. */
  isBodyOptional?: boolean;
  handle(ctx: Context, input: { params: Params; query: Query; body: Body }): Promise<unknown>;
  /** Answers a POST that an Idempotency-Key shows to be a repetition, from what the first one made. */
  replay?: ((ctx: ApiContext, resourceId: string) => Promise<unknown>) | undefined;
  /** The caller's own limit on this route, in place of the ordinary ones; null: none. */
  limitCaller?: ((runtime: Runtime) => { name: string; limit: RateLimit } | null) | undefined;
}

/** A route as data: the application, the documentation and the tests are all made from it. */
export interface Route extends RouteText {
  params: z.ZodType | undefined;
  query: z.ZodType | undefined;
  body: z.ZodType | undefined;
  isBodyOptional: boolean;
  /** Checks the input, then handles it. Throws ServiceError `invalid_request` naming the fields. */
  run: (ctx: ApiContext, raw: RawInput) => Promise<unknown>;
  replay: RouteShape<unknown, unknown, unknown, unknown>["replay"];
  limitCaller: RouteShape<unknown, unknown, unknown, unknown>["limitCaller"];
}

/** What only a heavy route has: files, searches, and (by its context) the costly services. */
type NothingHeavy<Query> = { heavy?: never; otherForms?: never } & ("q" extends keyof Query
  ? { query: "a route with a search is defined with defineHeavyRoute" }
  : unknown);

export function defineRoute<Params = undefined, Query = undefined, Body = undefined>(
  shape: RouteShape<Params, Query, Body, ApiContext> & NothingHeavy<Query>,
): Route {
  return createRoute(shape, (ctx) => ctx);
}

/** A route that costs more than others, and declares how that is bounded. */
export function defineHeavyRoute<Params = undefined, Query = undefined, Body = undefined>(
  shape: RouteShape<Params, Query, Body, HeavyApiContext> & { heavy: HeavyCall },
): Route {
  return createRoute(shape, (ctx) => ({ ...ctx, isHeavy: true }));
}

function createRoute<Params, Query, Body, Context>(
  shape: RouteShape<Params, Query, Body, Context>,
  toContext: (ctx: ApiContext) => Context,
): Route {
  const { params, query, body, isBodyOptional = false, handle, replay, limitCaller, ...text } = shape;
  /** Repeats what was granted the first time, as far as the caller can still see it. */
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
    run: async (ctx, raw) => {
      const input = {
        // A path that cannot name anything names nothing.
        params: parseWith(params, raw.params, notFound),
        query: parseWith(query, raw.query, createInvalidRequest),
        body: parseWith(body, raw.body, createInvalidRequest),
      };
      const answer = await handle(toContext(ctx), input);
      assertBoundsAsked(text, ctx, ["environment", "resources", "grant"]);
      return answer;
    },
  };
}

/** A service that did not ask for a bound its route declares may have answered more than the key may see. */
function assertBoundsAsked(
  { boundedKey, operationId }: Pick<RouteText, "boundedKey" | "operationId">,
  { actor, askedBounds }: ApiContext,
  checked: readonly FilterBound[],
): void {
  if (actor.type !== "apiKey" || boundedKey.effect !== "filtered") return;
  const forgotten = boundedKey.by.filter((bound) => checked.includes(bound) && !askedBounds.has(bound));
  if (forgotten.length > 0)
    throw new Error(`${operationId} did not ask for the key's ${forgotten.join(", ")}`);
}

function parseWith<T>(
  schema: z.ZodType<T> | undefined,
  value: unknown,
  createError: (error: z.ZodError) => ServiceError,
): T {
  if (schema === undefined) return asNothing<T>();
  const parsed = schema.safeParse(value, { error: describeIssue });
  if (!parsed.success) throw createError(parsed.error);
  return parsed.data;
}

/** Without a schema the type parameter is `undefined`, by defineRoute's defaults. */
function asNothing<T>(): T {
  return undefined as T;
}

const mostDetails = 20;

/** A 400 that names every field that is wrong. */
function createInvalidRequest(error: z.ZodError): ServiceError {
  const details = error.issues.slice(0, mostDetails).flatMap(toDetails);
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
    message: "Is not a field of this request",
  }));
}
