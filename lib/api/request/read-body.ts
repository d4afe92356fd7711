import { invalidField, ServiceError } from "#lib/domain/common/errors.ts";
import type { ApiRequest } from "./api-request.ts";
import { InexactNumber, parseExactJson } from "./exact-numbers.ts";

/** The maximum size of a request body, in bytes. */
export const maxBodyBytes = 16 * 1024;

/** No valid body is nested more deeply, so there is no need to check further. */
const maxNesting = 10;

/** The body's bytes. Throws `payload_too_large`, and `invalid_request` if the body did not arrive completely. */
export async function collectBody(request: Request, maxBytes = maxBodyBytes): Promise<Uint8Array> {
  const declaredLength = Number(request.headers.get("content-length") ?? 0);
  if (declaredLength > maxBytes) throw createTooLarge(maxBytes);
  if (request.body === null) return new Uint8Array(0);
  try {
    return await collect(request.body, maxBytes);
  } catch (error) {
    if (error instanceof ServiceError) throw error;
    throw new ServiceError("invalid_request", {
      message: "The request body did not arrive completely",
      cause: error,
    });
  }
}

function createTooLarge(maxBytes: number): ServiceError {
  const message = `The request body is larger than ${maxBytes / 1024} KiB`;
  return new ServiceError("payload_too_large", { message });
}

async function collect(body: ReadableStream<Uint8Array>, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > maxBytes) throw createTooLarge(maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Many programs write `utf8`, although the registered name is `utf-8`. */
const utf8Charset = /^charset="?utf-?8"?$/;

function isJsonType(contentType: string | null, mediaTypes: readonly string[]): boolean {
  if (contentType === null) return false;
  const [type, ...parameters] = contentType.split(";").map((part) => part.trim().toLowerCase());
  if (type === undefined || !mediaTypes.includes(type)) return false;
  return parameters.every((parameter) => parameter === "" || utf8Charset.test(parameter));
}

interface BodyOptions {
  /** The text is only compared, never stored. */
  takesAnyText: boolean;
  /** Only `application/json` unless others are named. */
  mediaTypes?: readonly string[];
}

/**
 * The body as JSON; undefined for an empty body, which needs no Content-Type. Throws `payload_too_large`,
 * `unsupported_media_type`, and `invalid_request` for anything but JSON that can be stored exactly as it was sent.
 */
export async function readJsonBody(
  request: Pick<ApiRequest, "readBody" | "readHeader">,
  options: BodyOptions,
): Promise<unknown> {
  const bytes = await request.readBody();
  if (bytes.byteLength === 0) return undefined;
  const { mediaTypes = ["application/json"] } = options;
  if (!isJsonType(request.readHeader("content-type"), mediaTypes)) {
    throw new ServiceError("unsupported_media_type");
  }
  const value = parseJson(decodeUtf8(bytes));
  assertStorable(value, [], options);
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
    return parseExactJson(text);
  } catch {
    throw new ServiceError("invalid_request", { message: "The request body is not valid JSON" });
  }
}

/** Rejects text that the database cannot store: U+0000 and unpaired surrogates. */
export function assertStorableText(text: string): void {
  if (text.includes("\u0000") || !text.isWellFormed()) {
    throw new ServiceError("invalid_request", {
      message: "The request contains characters that cannot be stored",
    });
  }
}

function assertStorable(value: unknown, path: readonly string[], options: BodyOptions): void {
  if (typeof value === "string" && !options.takesAnyText) assertStorableText(value);
  if (value instanceof InexactNumber) {
    const shown = path.map((name) => name.slice(0, 100)).join(".");
    throw invalidField(
      shown,
      "This number has more digits than a JSON number can represent exactly. Send it as text",
    );
  }
  if (typeof value !== "object" || value === null) return;
  if (path.length > maxNesting) {
    throw new ServiceError("invalid_request", { message: "The request body is nested too deeply" });
  }
  for (const [name, part] of Object.entries(value)) {
    if (name === "__proto__") {
      throw new ServiceError("invalid_request", {
        message: "The request body must not contain a field named __proto__",
      });
    }
    assertStorableText(name);
    assertStorable(part, [...path, name], options);
  }
}
