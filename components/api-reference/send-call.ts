import { referenceTexts } from "./texts.ts";
import type { OperationView } from "./view-data.ts";

const texts = referenceTexts.try;

/** What the reader has filled in: parameters by name, and the body's text. */
export interface CallInput {
  values: Readonly<Record<string, string>>;
  body: string;
}

export interface CallOutcome {
  status: number;
  durationMs: number;
  requestId: string | null;
  remaining: string | null;
  text: string;
}

export type CallResult = { isSent: true; outcome: CallOutcome } | { isSent: false; message: string };

const takesBody = ({ body }: OperationView, input: CallInput) => body !== null && input.body.trim() !== "";

/** Path and query with the reader's values; what was not filled in stays as the parameter's name in braces. */
function writeAddress(operation: OperationView, { values }: CallInput): string {
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

function writeBody(operation: OperationView, input: CallInput): string {
  if (operation.body?.isForm !== true) return input.body;
  const fields: unknown = JSON.parse(input.body);
  return new URLSearchParams(Object.entries(Object(fields))).toString();
}

function getMediaType({ body }: OperationView): string {
  return body?.isForm === true ? "application/x-www-form-urlencoded" : "application/json";
}

/** The same call for a shell; the key stays in a variable. */
export function writeCurl(origin: string, operation: OperationView, input: CallInput): string {
  const lines = [`curl -X ${operation.method} "${origin}${writeAddress(operation, input)}"`];
  lines.push(`-H "Authorization: Bearer $BYTEENGINE_API_KEY"`);
  if (takesBody(operation, input)) {
    lines.push(`-H "Content-Type: ${getMediaType(operation)}"`);
    lines.push(`-d '${describeBody(operation, input).replaceAll("'", "'\\''")}'`);
  }
  return lines.join(" \\\n  ");
}

function describeBody(operation: OperationView, input: CallInput): string {
  try {
    return writeBody(operation, input);
  } catch {
    return input.body;
  }
}

function findMissing({ parameters }: OperationView, { values }: CallInput): string | undefined {
  return parameters.find(({ name, isRequired }) => isRequired && (values[name] ?? "").trim() === "")?.name;
}

function formatText(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** Sends a call with the key alone: never with the session of whoever reads. */
export async function sendCall(
  operation: OperationView,
  input: CallInput,
  apiKey: string,
): Promise<CallResult> {
  const missing = findMissing(operation, input);
  if (missing !== undefined) return { isSent: false, message: texts.missing(missing) };
  const key = apiKey.trim();
  if (!/^[\x21-\x7e]*$/.test(key)) return { isSent: false, message: texts.unfitKey };
  const headers = {
    ...(key === "" ? {} : { Authorization: `Bearer ${key}` }),
    ...(takesBody(operation, input) ? { "Content-Type": getMediaType(operation) } : {}),
  };
  const startedAtMs = performance.now();
  try {
    const response = await fetch(writeAddress(operation, input), {
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
