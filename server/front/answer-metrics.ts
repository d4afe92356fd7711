import { hash, timingSafeEqual } from "node:crypto";
import type { ServerResponse } from "node:http";
import { createUnauthorized, notFound, type ServiceError } from "#lib/errors.ts";
import { renderMetrics } from "#lib/metrics/render-metrics.ts";
import type { Runtime } from "#lib/runtime.ts";
import type { Application } from "../http/application.ts";

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
export async function answerMetrics(
  runtime: Runtime,
  application: Pick<Application, "isReady" | "report"> | null,
  response: ServerResponse,
): Promise<void> {
  const report = (await application?.report()) ?? null;
  const text = renderMetrics(
    runtime,
    report === null ? null : { report, isReady: application?.isReady() === true },
  );
  response.writeHead(200, {
    "Content-Type": "text/plain; version=0.0.4; charset=utf-8",
    "Content-Length": Buffer.byteLength(text),
    "Cache-Control": "no-store",
  });
  response.end(text);
}
