"use client";

import type { ApiFailure, ApiResult } from "./api-failure.ts";

export interface ApiRequest<Data> {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Relative to `/v1/api`. */
  path: string;
  /** The team the request is for, unless the path names it or none applies. */
  teamId?: string;
  body?: unknown;
  /** Makes retries of a POST idempotent. */
  idempotencyKey?: string;
  /** Aborts the request. Only for reads: an aborted change may have been made. */
  signal?: AbortSignal;
  /** The fragment to return to after a new sign-in, such as `#generate`. */
  returnHash?: string;
  /** The schema of the expected response. */
  schema: { parse(body: unknown): Data };
}

export const unreachable: ApiFailure = {
  status: 0,
  code: "unreachable",
  message: "Can't reach the console. Check your connection and try again.",
  details: [],
  requestId: null,
};

function writeHeaders(request: ApiRequest<unknown>): Headers {
  const headers = new Headers({ Accept: "application/json" });
  if (request.body !== undefined) headers.set("Content-Type", "application/json");
  if (request.teamId !== undefined) headers.set("X-Team-Id", request.teamId);
  if (request.idempotencyKey !== undefined) headers.set("Idempotency-Key", request.idempotencyKey);
  return headers;
}

/** Sends the user to sign in and then back to this page. */
function goToSignIn(returnHash = ""): void {
  const returnPath = `${location.pathname}${location.search}${returnHash}`;
  location.assign(`/sign-in?callbackUrl=${encodeURIComponent(returnPath)}`);
}

/** Written without zod, because this code is on every page and zod need not be. */
function readField(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

function readDetails(value: unknown): ApiFailure["details"] {
  if (!Array.isArray(value)) return [];
  return value.map((item) => ({
    path: String(readField(item, "path")),
    message: String(readField(item, "message")),
  }));
}

/** Reads the missing permission or the limit that applied from a 403's header (RFC 6750). */
function readReason({ status, headers }: Response): string {
  const challenge = status === 403 ? headers.get("www-authenticate") : null;
  const [, name, text] = /(scope|error_description)="(.+)"/.exec(challenge ?? "") ?? [];
  if (text === undefined) return "";
  return name === "scope" ? `. You need the permission ${text}.` : `. ${text}.`;
}

/** Reads the API's error from a response that isn't OK. */
async function readFailure(response: Response): Promise<ApiFailure> {
  const requestId = response.headers.get("x-request-id");
  const body: unknown = await response.json().catch(() => null);
  const error = readField(body, "error");
  const [code, message] = [readField(error, "code"), readField(error, "message")];
  if (typeof code !== "string" || typeof message !== "string") {
    const text = `The console returned status ${response.status}.`;
    return { status: response.status, code: "unknown", message: text, details: [], requestId };
  }
  return {
    status: response.status,
    code,
    message: message + readReason(response),
    details: readDetails(readField(error, "details")),
    requestId,
  };
}

/** Asks the person again who they are. False if they cancel. */
type AskAgain = () => Promise<boolean>;

let askAgain: AskAgain | null = null;

/** How often a person was asked. */
let proofs = 0;

/** Sets what asks people again. Returns how to unset it. */
export function onReauthenticationRequired(ask: AskAgain): () => void {
  askAgain = ask;
  return () => {
    askAgain = null;
  };
}

/** The code of a request that was not repeated, because the person did not confirm that it is them. */
export const canceledCode = "reauthentication_canceled";

/**
 * Sends a request. If the person has to confirm first that it is them, asks them and sends the same request again. Returns
 * the failure with a response that isn't OK.
 */
export async function fetchApi(
  path: string,
  init: RequestInit,
  isRepeated = false,
): Promise<{ response: Response; failure: ApiFailure | null }> {
  const earlier = proofs;
  const response = await fetch(`/v1/api${path}`, { ...init, cache: "no-store" });
  if (response.ok) return { response, failure: null };
  const failure = await readFailure(response);
  // The cookie may have been replaced while the request was on its way, by this tab or another one.
  if (failure.status === 401 && !isRepeated) return fetchApi(path, init, true);
  if (failure.code !== "reauthentication_required" || askAgain === null) return { response, failure };
  if (earlier !== proofs || (await askAgain())) {
    proofs += earlier === proofs ? 1 : 0;
    return fetchApi(path, init);
  }
  const message = "Canceled: you didn't confirm that it's you.";
  return { response, failure: { ...failure, code: canceledCode, message, requestId: null } };
}

/** Sends a request to the console's HTTP API as the signed-in user. Never throws. An expired session leads to /sign-in. */
export async function requestApi<Data>(request: ApiRequest<Data>): Promise<ApiResult<Data>> {
  try {
    const { response, failure } = await fetchApi(request.path, {
      method: request.method,
      headers: writeHeaders(request),
      body: request.body === undefined ? undefined : JSON.stringify(request.body),
      signal: request.signal,
    });
    if (failure === null) return { isOk: true, data: request.schema.parse(await response.json()) };
    if (failure.status === 401) goToSignIn(request.returnHash);
    return { isOk: false, failure };
  } catch {
    return { isOk: false, failure: unreachable };
  }
}
