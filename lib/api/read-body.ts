import { ServiceError } from "#lib/errors.ts";
import type { ApiRequest } from "./api-request.ts";

/** The largest body we read, in bytes. */
export const largestBodyBytes = 16 * 1024;

/** Nothing we take nests deeper; parsing more would only cost. */
const deepestNesting = 10;

/** The body's bytes. Throws `payload_too_large`, and `invalid_request` for a body that did not arrive. */
export async function collectBody(request: Request): Promise<Uint8Array> {
  const announced = Number(request.headers.get("content-length") ?? 0);
  if (announced > largestBodyBytes) throw new ServiceError("payload_too_large");
  if (request.body === null) return new Uint8Array(0);
  try {
    return await collect(request.body);
  } catch (error) {
    if (error instanceof ServiceError) throw error;
    throw new ServiceError("invalid_request", { message: "The request body did not arrive", cause: error });
  }
}

async function collect(body: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > largestBodyBytes) throw new ServiceError("payload_too_large");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function isJsonType(contentType: string | null): boolean {
  if (contentType === null) return false;
  const [type, ...parameters] = contentType.split(";").map((part) => part.trim().toLowerCase());
  if (type !== "application/json") return false;
  return parameters.every((parameter) => parameter === "" || /^charset="?utf-8"?$/.test(parameter));
}

/**
 * The body as JSON; undefined for an empty one, which needs no Content-Type. Throws `payload_too_large`,
 * `unsupported_media_type` and, for what is no JSON we could store, `invalid_request`.
 */
export async function readJsonBody(request: Pick<ApiRequest, "readBody" | "readHeader">): Promise<unknown> {
  const bytes = await request.readBody();
  if (bytes.byteLength === 0) return undefined;
  if (!isJsonType(request.readHeader("content-type"))) throw new ServiceError("unsupported_media_type");
  const value = parseJson(decodeUtf8(bytes));
  assertStorable(value, 0);
  return value;
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new ServiceError("invalid_request", { message: "The request body is not valid UTF-8" });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ServiceError("invalid_request", { message: "The request body is not valid JSON" });
  }
}

/** Text that no column can hold, wherever it stands: U+0000 and half a surrogate pair. */
export function assertStorableText(text: string): void {
  if (text.includes("\u0000") || !text.isWellFormed()) {
    throw new ServiceError("invalid_request", {
      message: "The request contains characters that cannot be stored",
    });
  }
}

function assertStorable(value: unknown, depth: number): void {
  if (typeof value === "string") assertStorableText(value);
  if (typeof value !== "object" || value === null) return;
  if (depth > deepestNesting) {
    throw new ServiceError("invalid_request", { message: "The request body is nested too deeply" });
  }
  for (const [name, part] of Object.entries(value)) {
    if (name === "__proto__") {
      throw new ServiceError("invalid_request", {
        message: "The request body may not have a field __proto__",
      });
    }
    assertStorableText(name);
    assertStorable(part, depth + 1);
  }
}
