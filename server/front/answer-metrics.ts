import { hash, timingSafeEqual } from "node:crypto";
import type { ServerResponse } from "node:http";
import { createUnauthorized, notFound, type ServiceError } from "#lib/errors.ts";
import type { Runtime } from "#lib/runtime.ts";

/** Why GET /metrics is not for whoever asks: there is no METRICS_TOKEN, or they do not have it. Null: they may. */
export function findMetricsProblem(runtime: Runtime, authorization: string | null): ServiceError | null {
  const { metricsToken } = runtime.config;
  if (metricsToken === undefined) return notFound();
  const [, token] = /^\s*bearer\s+(\S+)\s*$/i.exec(authorization ?? "") ?? [];
  const isRight =
    token !== undefined &&
    timingSafeEqual(hash("sha256", token, "buffer"), hash("sha256", metricsToken, "buffer"));
  return isRight ? null : createUnauthorized(authorization !== null);
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
