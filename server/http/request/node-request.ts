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
