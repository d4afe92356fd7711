import type { IncomingMessage, ServerResponse } from "node:http";
import type { ApiClient } from "#lib/api/request/client.ts";
import type { Logger } from "#lib/platform/log/log.ts";

interface Access {
  request: IncomingMessage;
  response: ServerResponse;
  client: ApiClient;
  path: string;
}

/**
 * Logs one line when a request ends: internal errors as warnings, everything else at debug level. No query,
 * no headers.
 */
export function logAccess(logger: Logger, { request, response, client, path }: Access): void {
  const startedAt = performance.now();
  response.once("close", () => {
    const { statusCode: status } = response;
    const line = {
      requestId: client.requestId,
      method: request.method,
      path,
      status,
      durationMs: Math.round(performance.now() - startedAt),
      address: client.address,
    };
    if (status >= 500) logger.warn(line, "request");
    else logger.debug(line, "request");
  });
}
