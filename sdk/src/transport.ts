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

/** What can be said for one call. */
export interface CallOptions {
  /** Ends the call early; it then rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
  /** In place of the client's. */
  timeoutMs?: number | undefined;
  /** In place of the client's. */
  maxRetries?: number | undefined;
  /** Of a POST: the same value does the same thing once within 24 hours. Without it one is made up for each call. */
  idempotencyKey?: string | undefined;
}

export interface Call {
  method: "GET" | "POST" | "PATCH" | "DELETE";
  /** Below the base address, as pathOf makes it. */
  path: string;
  query?: object | undefined;
  body?: unknown;
}

/** A path of fixed names and ids. An id that is none would name something else: another path, or the whole list. */
export function pathOf(parts: readonly string[]): string {
  for (const part of parts) {
    if (!/^[A-Za-z0-9_-]+$/.test(part)) throw createUseError("An id is empty or holds what no id does");
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
    // A browser says itself who it is.
    ...(settings.isBrowser ? {} : { "User-Agent": `boolbyte-engine-js/${version}` }),
  };
}

/** Sends a call, again when that may help. The answer's body is the caller's type by the API's document. */
export async function send<Answer>(
  settings: Settings,
  call: Call,
  options: CallOptions = {},
): Promise<Answer> {
  const url = settings.baseUrl + call.path + formatQuery(call.query);
  // The same for every attempt: by its Idempotency-Key the API knows a repetition.
  const headers = createHeaders(settings, call, options);
  const body = call.body === undefined ? null : JSON.stringify(call.body);
  const mostRetries = options.maxRetries ?? settings.maxRetries;
  let isAfterSilence = false;
  for (let number = 1; ; number++) {
    try {
      return await attempt<Answer>(settings, url, { method: call.method, headers, body }, options);
    } catch (error) {
      if (!(error instanceof ByteEngineError) || number > mostRetries) throw error;
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
      // The key goes where it was sent, alone, and nowhere else.
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
      throw new TimeoutError(`No answer within ${timeoutMs} ms`, { code: "timed_out" });
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
  // A proxy's page, a redirect to a sign-in: whatever it is, the API did not say it.
  throw new ServerError(`The answer with status ${status} is none of the API's: check baseUrl`, {
    ...facts,
    code: "invalid_answer",
  });
}

/** The API's document says what a good answer holds; a later version may add to it. */
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
