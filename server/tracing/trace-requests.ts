import type { IncomingMessage, RequestListener } from "node:http";
import { getTracing, type TraceSpan, type Tracing } from "#lib/platform/tracing/tracing.ts";
import {
  authPath,
  introspectPath,
  isAuth,
  isOperations,
  revokePath,
  tokenPath,
  verifyPath,
} from "#server/http/request/paths.ts";

/**
 * Records each request of this listener, and continues the trace of its client. Without tracing, the listener itself is
 * returned, so that a request costs nothing more.
 */
export function traceRequests(listener: RequestListener): RequestListener {
  const tracing = getTracing();
  return tracing === null ? listener : createTracedListener(tracing, listener);
}

function createTracedListener(tracing: Tracing, listener: RequestListener): RequestListener {
  return (request, response) => {
    const method = request.method ?? "GET";
    const span = tracing.startTrace(method, {
      kind: "server",
      traceparent: readTraceparent(request),
      attributes: { "http.request.method": method },
    });
    nameRoute(span, method, request.url ?? "");
    response.once("close", () => {
      const { statusCode } = response;
      span.set("http.response.status_code", statusCode);
      if (!response.writableFinished) span.fail("client_gone");
      else if (statusCode >= 500) span.fail(String(statusCode));
      span.end();
    });
    tracing.run(span, () => listener(request, response));
  };
}

function readTraceparent(request: IncomingMessage): string | undefined {
  const value = request.headers.traceparent;
  return typeof value === "string" ? value : undefined;
}

const namedRoutes: ReadonlySet<string> = new Set([
  authPath,
  verifyPath,
  introspectPath,
  tokenPath,
  revokePath,
]);

/** Only paths that are routes themselves. Others can contain ids, names and codes of invitations. */
function nameRoute(span: TraceSpan, method: string, url: string): void {
  const [path = ""] = url.split("?", 1);
  const route = isAuth(path) ? authPath : path;
  if (!namedRoutes.has(route) && !isOperations(route)) return;
  span.set("http.route", route);
  span.rename(`${method} ${route}`);
}
