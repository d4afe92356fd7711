import type { IncomingMessage } from "node:http";
import type { ApiRequest } from "#lib/api/request/api-request.ts";
import { ServiceError } from "#lib/domain/common/errors.ts";

/**
 * Reads Node's request for the API: without a query, and with a body whose length was announced and checked. Without an
 * announced length, no event would ever end the body.
 */
export function readNodeRequest(request: IncomingMessage, path: string): ApiRequest {
  return {
    method: request.method ?? "",
    path,
    search: "",
    readHeader: (name) => readHeader(request.rawHeaders, name),
    readBody: () => readBody(request),
    getSignal: () => null,
  };
}

interface LargeRequest {
  target: { path: string; search: string };
  maxBytes: number;
  /** Aborts when the client's connection closes. */
  gone: AbortSignal;
}

/** Reads a request whose body can be large. It is read only when it is asked for, and no further than the limit. */
export function readLargeRequest(
  request: IncomingMessage,
  { target, maxBytes, gone }: LargeRequest,
): ApiRequest {
  return {
    ...readNodeRequest(request, target.path),
    search: target.search,
    readBody: async (hold) =>
      hasBody(request) ? collectBody(request, { maxBytes, hold }) : new Uint8Array(0),
    getSignal: () => gone,
  };
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
}

interface CollectOptions {
  maxBytes: number;
  hold: ((bytes: number) => void) | undefined;
}

async function collectBody(
  request: IncomingMessage,
  { maxBytes, hold }: CollectOptions,
): Promise<Uint8Array> {
  const tooLarge = () =>
    new ServiceError("payload_too_large", {
      message: `The request body is larger than ${maxBytes / 1024 / 1024} MiB`,
    });
  if (Number(request.headers["content-length"] ?? 0) > maxBytes) throw tooLarge();
  const chunks: Buffer[] = [];
  let size = 0;
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
  const fail = () =>
    reject(new ServiceError("invalid_request", { message: "The request body did not arrive completely" }));
  const stop = (error: unknown) => {
    request.off("data", collect);
    request.pause();
    chunks.length = 0;
    reject(error);
  };
  const collect = (chunk: Buffer) => {
    size += chunk.length;
    if (size > maxBytes) return stop(tooLarge());
    try {
      hold?.(chunk.length);
    } catch (error) {
      return stop(error);
    }
    chunks.push(chunk);
  };
  request.on("data", collect);
  request.once("end", () => resolve(Buffer.concat(chunks)));
  request.once("error", fail);
  request.once("close", fail);
  return promise;
}

/** Joins repeated headers with ", ", as Fetch does. */
function readHeader(rawHeaders: readonly string[], name: string): string | null {
  let found: string | null = null;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const raw = rawHeaders[i] ?? "";
    if (raw.length !== name.length || raw.toLowerCase() !== name) continue;
    const value = rawHeaders[i + 1] ?? "";
    found = found === null ? value : `${found}, ${value}`;
  }
  return found;
}

function readBody(request: IncomingMessage): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.once("end", () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
    const fail = (cause?: Error) =>
      reject(
        new ServiceError("invalid_request", { message: "The request body did not arrive completely", cause }),
      );
    request.once("error", fail);
    request.once("close", () => fail());
  });
}
