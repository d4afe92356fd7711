import type { RequestView } from "#components/api-reference/read/view-data.ts";
import { tryTexts as texts } from "./texts.ts";

/** The values the reader entered: parameters by name, and the body as text. */
export interface RequestInput {
  values: Readonly<Record<string, string>>;
  body: string;
}

export interface RequestOutcome {
  status: number;
  durationMs: number;
  requestId: string | null;
  remaining: string | null;
  text: string;
}

export type RequestResult = { isSent: true; outcome: RequestOutcome } | { isSent: false; message: string };

const takesBody = ({ body }: RequestView, input: RequestInput) => body !== null && input.body.trim() !== "";

/** The path and query with the reader's values. Missing path parameters stay as their name in braces. */
function writeUrl(operation: RequestView, { values }: RequestInput): string {
  const query = new URLSearchParams();
  let path = operation.path;
  for (const { name, in: place } of operation.parameters) {
    const value = values[name]?.trim() ?? "";
    if (value === "") continue;
    if (place === "path") path = path.replace(`{${name}}`, encodeURIComponent(value));
    if (place === "query") query.set(name, value);
  }
  return query.size === 0 ? path : `${path}?${query}`;
}

function writeBody(operation: RequestView, input: RequestInput): string {
  if (operation.body?.isForm !== true) return input.body;
  const fields: unknown = JSON.parse(input.body);
  return new URLSearchParams(Object.entries(Object(fields))).toString();
}

function getMediaType({ body }: RequestView): string {
  return body?.isForm === true ? "application/x-www-form-urlencoded" : "application/json";
}

function describeBody(operation: RequestView, input: RequestInput): string {
  try {
    return writeBody(operation, input);
  } catch {
    return input.body;
  }
}

function findMissing({ parameters }: RequestView, { values }: RequestInput): string | undefined {
  return parameters.find(({ name, isRequired }) => isRequired && (values[name] ?? "").trim() === "")?.name;
}

function formatText(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** Sends a request with the key only, never with the reader's session. */
export async function sendRequest(
  operation: RequestView,
  input: RequestInput,
  apiKey: string,
): Promise<RequestResult> {
  const missing = findMissing(operation, input);
  if (missing !== undefined) return { isSent: false, message: texts.missing(missing) };
  const key = apiKey.trim();
  if (!/^[\x21-\x7e]*$/.test(key)) return { isSent: false, message: texts.malformedKey };
  const headers = {
    ...(key === "" ? {} : { Authorization: `Bearer ${key}` }),
    ...(takesBody(operation, input) ? { "Content-Type": getMediaType(operation) } : {}),
  };
  const startedAtMs = performance.now();
  try {
    const response = await fetch(writeUrl(operation, input), {
      method: operation.method,
      headers,
      credentials: "omit",
      cache: "no-store",
      body: takesBody(operation, input) ? describeBody(operation, input) : null,
    });
    const text = formatText(await response.text());
    const outcome = {
      status: response.status,
      durationMs: Math.round(performance.now() - startedAtMs),
      requestId: response.headers.get("x-request-id"),
      remaining: response.headers.get("x-ratelimit-remaining"),
      text,
    };
    return { isSent: true, outcome };
  } catch {
    return { isSent: false, message: texts.unreachable };
  }
}
