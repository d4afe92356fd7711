import type { ApiRequest } from "./api-request.ts";
import { collectBody } from "./read-body.ts";

/** Converts a Fetch request to an ApiRequest. */
export function toApiRequest(request: Request): ApiRequest {
  const { pathname, search } = new URL(request.url);
  return {
    method: request.method,
    path: pathname,
    search,
    readHeader: (name) => request.headers.get(name),
    readBody: () => collectBody(request),
    getSignal: () => request.signal,
  };
}
