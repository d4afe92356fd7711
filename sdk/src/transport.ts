import {
  ByteEngineError,
  ConnectionError,
  createApiError,
  createUseError,
  type ErrorDetail,
  ServerError,
  TimeoutError,
} from "./errors.ts";
import { getWaitMs, isSilence, parseRetryAfter, wait } from "./retry.ts";
import type { Settings } from "./settings.ts";
import { version } from "./version.ts";

/** The options of one method call. */
export interface CallOptions {
  /** Aborts the call, which then rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
  /** Overrides the client's timeout. */
  timeoutMs?: number | undefined;
  /** Overrides the client's number of retries. */
  maxRetries?: number | undefined;
  /** For a POST: within 24 hours, the same value executes the request only once. Default: a random value for each call. */
  idempotencyKey?: string | undefined;
}

export interface Call {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Relative to the base URL, as created by pathOf. */
  path: string;
  query?: object | undefined;
  body?: unknown;
}

/** A path of fixed names and ids. An invalid id could address another path or the whole list. */
export function pathOf(parts: readonly string[]): string {
  for (const part of parts) {
    if (!/^[A-Za-z0-9_-]+$/.test(part)) throw createUseError("The id is empty or not valid");
  }
  return `/${parts.join("/")}`;
}

function formatQuery(query: object | undefined): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined) parameters.set(name, String(value));
  }
  return parameters.size === 0 ? "" : `?${parameters}`;
}

/** The headers of every request. */
export function createBaseHeaders(settings: Settings): Record<string, string> {
  return {
    Authorization: `Bearer ${settings.apiKey}`,
    // A browser sends its own User-Agent.
    ...(settings.isBrowser ? {} : { "User-Agent": `boolbyte-engine-js/${version}` }),
  };
}

function createHeaders(settings: Settings, call: Call, options: CallOptions): Record<string, string> {
  return {
    ...createBaseHeaders(settings),
    Accept: "application/json",
    ...(call.body === undefined ? {} : { "Content-Type": "application/json" }),
    ...(call.method === "POST"
      ? { "Idempotency-Key": options.idempotencyKey ?? globalThis.crypto.randomUUID() }
      : {}),
  };
}

/** Sends a request, and retries it after a temporary failure. The type of the response comes from the API description. */
export async function send<Answer>(
  settings: Settings,
  call: Call,
  options: CallOptions = {},
): Promise<Answer> {
  const url = settings.baseUrl + call.path + formatQuery(call.query);
  // The same for every attempt: the API recognizes a repeated request by its Idempotency-Key.
  const headers = createHeaders(settings, call, options);
  const body = call.body === undefined ? null : JSON.stringify(call.body);
  return withRetries(settings, options, async () => {
    const reply = await exchange(settings, url, { method: call.method, headers, body }, options);
    return readAnswer<Answer>(reply);
  });
}

/**
 * Repeats an attempt after a temporary failure. `isRepeatable` is false for requests that must not be executed twice: only those
 * that a rate limit rejected are repeated.
 */
export async function withRetries<Answer>(
  settings: Settings,
  options: CallOptions,
  attempt: () => Promise<Answer>,
  isRepeatable = true,
): Promise<Answer> {
  const maxRetries = options.maxRetries ?? settings.maxRetries;
  let isAfterSilence = false;
  for (let number = 1; ; number++) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof ByteEngineError) || number > maxRetries) throw error;
      const { status, retryAfter } = error;
      if (!isRepeatable && status !== 429) throw error;
      const waitMs = getWaitMs({ status, retryAfter, isAfterSilence }, number, Math.random());
      if (waitMs === null) throw error;
      isAfterSilence ||= isSilence(status);
      await wait(waitMs, options.signal);
    }
  }
}

/** A response that was read completely. */
export interface Reply {
  status: number;
  headers: Headers;
  /** The parsed body. Undefined if it isn't JSON. */
  body: unknown;
}

/** Sends one request. Throws ConnectionError, TimeoutError, and the reason of the caller's signal. */
export async function exchange(
  settings: Settings,
  url: string,
  init: RequestInit,
  { signal, timeoutMs = settings.timeoutMs }: CallOptions,
): Promise<Reply> {
  signal?.throwIfAborted();
  const timeout = AbortSignal.timeout(timeoutMs);
  const signals = signal === undefined ? [timeout] : [signal, timeout];
  try {
    const response = await settings.fetch(url, {
      ...init,
      signal: AbortSignal.any(signals),
      // The key must not be sent to another server.
      redirect: "manual",
      credentials: "omit",
      cache: "no-store",
    });
    return {
      status: response.status,
      headers: response.headers,
      body: parseJson(await response.text()),
    };
  } catch (error) {
    if (signal?.aborted === true) throw signal.reason;
    if (timeout.aborted) {
      throw new TimeoutError(`No response within ${timeoutMs} ms`, { code: "timed_out" });
    }
    throw new ConnectionError("The API could not be reached", { code: "connection_failed", cause: error });
  }
}

/** Whether a status means success. */
export function isOk(status: number): boolean {
  return status >= 200 && status < 300;
}

function readAnswer<Answer>(reply: Reply): Answer {
  if (isOk(reply.status) && reply.body !== undefined) return asAnswer<Answer>(reply.body);
  throw createReplyError(reply);
}

/** What identifies a failed request, and when to try again. */
export function readFacts({ status, headers }: Reply) {
  return {
    status,
    requestId: headers.get("x-request-id"),
    retryAfter: parseRetryAfter(headers.get("retry-after"), Date.now()),
  };
}

/** The error of a response that isn't a success, or isn't from the API. */
export function createReplyError(reply: Reply): ByteEngineError {
  const { status, body } = reply;
  const facts = readFacts(reply);
  const error = readError(body);
  if (!isOk(status) && error !== null) return createApiError(error.message, { ...facts, ...error });
  // For example a proxy's error page or a redirect to a sign-in page.
  return new ServerError(`The response with status ${status} is not from the API. Check baseUrl`, {
    ...facts,
    code: "invalid_answer",
  });
}

/** The API description defines the type of successful responses. A later version can add fields. */
function asAnswer<Answer>(body: unknown): Answer {
  return body as Answer;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function readError(body: unknown): { code: string; message: string; details: ErrorDetail[] } | null {
  const error = isRecord(body) ? body.error : undefined;
  if (!isRecord(error) || typeof error.code !== "string" || typeof error.message !== "string") return null;
  const details = Array.isArray(error.details) ? error.details.flatMap(readDetail) : [];
  return { code: error.code, message: error.message, details };
}

function readDetail(value: unknown): ErrorDetail[] {
  if (!isRecord(value) || typeof value.path !== "string" || typeof value.message !== "string") return [];
  return [{ path: value.path, message: value.message }];
}
