import { hash, timingSafeEqual } from "node:crypto";
import type { ServerResponse } from "node:http";
import { createUnauthorized, notFound, type ServiceError } from "#lib/domain/common/errors.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";

/**
 * Why GET /metrics is not allowed: METRICS_TOKEN is not set, or the request does not carry it. Null if it is
 * allowed.
 */
export function findMetricsProblem(runtime: Runtime, authorization: string | null): ServiceError | null {
  const { metricsToken } = runtime.config;
  if (metricsToken === undefined) return notFound();
  const [, token] = /^\s*bearer\s+(\S+)\s*$/i.exec(authorization ?? "") ?? [];
  const isValid =
    token !== undefined &&
    timingSafeEqual(hash("sha256", token, "buffer"), hash("sha256", metricsToken, "buffer"));
  return isValid ? null : createUnauthorized(authorization !== null);
}

/** GET /metrics in Prometheus's text format. */
export function answerMetrics(text: string, response: ServerResponse): void {
  response.writeHead(200, {
    "Content-Type": "text/plain; version=0.0.4; charset=utf-8",
    "Content-Length": Buffer.byteLength(text),
    "Cache-Control": "no-store",
  });
  response.end(text);
}
