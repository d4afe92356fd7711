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
  method: "GET" | "POST" | "PATCH" | "DELETE";
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

function createHeaders(settings: Settings, call: Call, options: CallOptions): Record<string, string> {
  return {
    Accept: "application/json",
    Authorization: `Bearer ${settings.apiKey}`,
    ...(call.body === undefined ? {} : { "Content-Type": "application/json" }),
    ...(call.method === "POST"
      ? { "Idempotency-Key": options.idempotencyKey ?? globalThis.crypto.randomUUID() }
      : {}),
    // A browser sends its own User-Agent.
    ...(settings.isBrowser ? {} : { "User-Agent": `boolbyte-engine-js/${version}` }),
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
  const maxRetries = options.maxRetries ?? settings.maxRetries;
  let isAfterSilence = false;
  for (let number = 1; ; number++) {
    try {
      return await attempt<Answer>(settings, url, { method: call.method, headers, body }, options);
    } catch (error) {
      if (!(error instanceof ByteEngineError) || number > maxRetries) throw error;
      const { status, retryAfter } = error;
      const waitMs = getWaitMs({ status, retryAfter, isAfterSilence }, number, Math.random());
      if (waitMs === null) throw error;
      isAfterSilence ||= isSilence(status);
      await wait(waitMs, options.signal);
    }
  }
}

async function attempt<Answer>(
  settings: Settings,
  url: string,
  init: RequestInit,
  { signal, timeoutMs = settings.timeoutMs }: CallOptions,
): Promise<Answer> {
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
    const text = await response.text();
    return readAnswer<Answer>(response, text);
  } catch (error) {
    if (error instanceof ByteEngineError) throw error;
    if (signal?.aborted === true) throw signal.reason;
    if (timeout.aborted) {
      throw new TimeoutError(`No response within ${timeoutMs} ms`, { code: "timed_out" });
    }
    throw new ConnectionError("The API could not be reached", { code: "connection_failed", cause: error });
  }
}

function readAnswer<Answer>(response: Response, text: string): Answer {
  const requestId = response.headers.get("x-request-id");
  const retryAfter = parseRetryAfter(response.headers.get("retry-after"), Date.now());
  const { status } = response;
  const body = parseJson(text);
  if (response.ok && body !== undefined) return asAnswer<Answer>(body);
  const facts = { status, requestId, retryAfter };
  const error = readError(body);
  if (!response.ok && error !== null) throw createApiError(error.message, { ...facts, ...error });
  // For example a proxy's error page or a redirect to a sign-in page.
  throw new ServerError(`The response with status ${status} is not from the API. Check baseUrl`, {
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

function isRecord(value: unknown): value is Record<string, unknown> {
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
