import type { IncomingMessage, ServerResponse } from "node:http";
import type { ApiClient } from "#lib/api/request/client.ts";
import { maskFhirPath } from "#lib/domain/fhir/fhir-call.ts";
import type { Logger } from "#lib/platform/log/log.ts";
import { splitGatewayPath } from "./request/paths.ts";

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
    if (status < 500 && !logger.isLevelEnabled("debug")) return;
    const line = {
      requestId: client.requestId,
      method: request.method,
      path: maskPath(path),
      status,
      durationMs: Math.round(performance.now() - startedAt),
      address: client.address,
    };
    if (status >= 500) logger.warn(line, "request");
    else logger.debug(line, "request");
  });
}

/**
 * The start of a path that only looks like one of the gateway, such as one with two slashes. No id of a server contains "fhir",
 * because their letters don't include "i".
 */
function findNearGateway(path: string): string | undefined {
  const text = path.toLowerCase();
  const servers = text.indexOf("servers");
  const end = servers === -1 ? -1 : text.indexOf("fhir", servers + "servers".length + 1);
  return end === -1 || end + "fhir".length === path.length ? undefined : path.slice(0, end + "fhir".length);
}

/** No path of the API needs a percent sign, and behind one anything can be encoded. */
const encoded = /^\/v1\/api\/[^%]*(?=%)/i;

/** What a path of the FHIR gateway names can identify a patient. The server's id stays. */
function maskPath(path: string): string {
  const gateway = splitGatewayPath(path);
  if (gateway !== null) {
    return path.slice(0, path.length - gateway.below.length) + maskFhirPath(gateway.below);
  }
  const start = findNearGateway(path) ?? encoded.exec(path)?.[0];
  return start === undefined ? path : `${start}/{unknown}`;
}
