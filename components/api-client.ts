"use client";

/** A call that did not do what it was for. */
export interface ApiFailure {
  /** 0: the console was not reached. */
  status: number;
  code: string;
  message: string;
  /** By field, such as `allowedIps.0`. */
  details: { path: string; message: string }[];
  /** Finds the cause in the console's log. */
  requestId: string | null;
}

export type ApiResult<Data> = { isOk: true; data: Data } | { isOk: false; failure: ApiFailure };

export interface ApiCall<Data> {
  method: "GET" | "POST" | "PATCH" | "DELETE";
  /** Below `/v1/api`. */
  path: string;
  /** The team it is about; not needed where none is. */
  teamId?: string;
  body?: unknown;
  /** Makes a repeated POST the same one. */
  idempotencyKey?: string;
  /** What to open again, such as `#generate`, when it led to a new sign-in. */
  returnHash?: string;
  /** A schema of what is expected. */
  answer: { parse(body: unknown): Data };
}

const unreachable: ApiFailure = {
  status: 0,
  code: "unreachable",
  message: "The console cannot be reached. Check your connection and try again.",
  details: [],
  requestId: null,
};

function writeHeaders(call: ApiCall<unknown>): Headers {
  const headers = new Headers({ Accept: "application/json" });
  if (call.body !== undefined) headers.set("Content-Type", "application/json");
  if (call.teamId !== undefined) headers.set("X-Team-Id", call.teamId);
  if (call.idempotencyKey !== undefined) headers.set("Idempotency-Key", call.idempotencyKey);
  return headers;
}

/** The session is over: sign in, and come back here. */
function goToSignIn(returnHash = ""): void {
  const returnPath = `${location.pathname}${location.search}${returnHash}`;
  location.assign(`/sign-in?callbackUrl=${encodeURIComponent(returnPath)}`);
}

/** By hand: these few lines are on every page, and zod need not be. */
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

/** A 403 names the missing permission or the bound that refused it in a header (RFC 6750). */
function readReason({ status, headers }: Response): string {
  const challenge = status === 403 ? headers.get("www-authenticate") : null;
  const [, name, text] = /(scope|error_description)="(.+)"/.exec(challenge ?? "") ?? [];
  if (text === undefined) return "";
  return name === "scope" ? `. You need the permission ${text}.` : `. ${text}.`;
}

async function readFailure(response: Response): Promise<ApiFailure> {
  const requestId = response.headers.get("x-request-id");
  const body: unknown = await response.json().catch(() => null);
  const error = readField(body, "error");
  const [code, message] = [readField(error, "code"), readField(error, "message")];
  if (typeof code !== "string" || typeof message !== "string") {
    const text = `The console answered with status ${response.status}.`;
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

/** Calls the console's own HTTP API as the person signed in. Never throws; a lost session leads to /sign-in. */
export async function callApi<Data>(call: ApiCall<Data>): Promise<ApiResult<Data>> {
  try {
    const response = await fetch(`/v1/api${call.path}`, {
      method: call.method,
      headers: writeHeaders(call),
      body: call.body === undefined ? undefined : JSON.stringify(call.body),
      cache: "no-store",
    });
    if (response.ok) return { isOk: true, data: call.answer.parse(await response.json()) };
    const failure = await readFailure(response);
    if (failure.status === 401) goToSignIn(call.returnHash);
    return { isOk: false, failure };
  } catch {
    return { isOk: false, failure: unreachable };
  }
}

/** The message for a field, or for anything inside it. */
export function findFieldError(failure: ApiFailure | null, field: string): string | undefined {
  return failure?.details.find(({ path }) => path === field || path.startsWith(`${field}.`))?.message;
}

/** What to say under a failure's title: the reason, and the id to report it by. */
export function describeFailure(failure: ApiFailure): string {
  return failure.requestId === null ? failure.message : `${failure.message} (request ${failure.requestId})`;
}
