import { createServer, get } from "node:http";
import { afterEach, beforeEach, expect, onTestFinished, test } from "vitest";
import { createTestRuntime, insertKey, insertTeam } from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { startTraceCollector, type TraceCollector } from "#e2e/support/tracing/trace-collector.ts";
import { createLogger } from "#lib/platform/log/log.ts";
import { setRuntime } from "#lib/platform/runtime/runtime.ts";
import { readConfig } from "#lib/platform/settings/env.ts";
import { openTracing } from "#lib/platform/tracing/otlp/open-tracing.ts";
import { getTracing, tracePart } from "#lib/platform/tracing/tracing.ts";
import { createListener } from "../listener.ts";
import { traceRequests } from "./trace-requests.ts";
import { traceRuntime } from "./trace-runtime.ts";

const parent = { traceId: "4bf92f3577b34da6a3ce929d0e0e4736", spanId: "00f067aa0ba902b7" };
const source = { instance: "machine:3000", version: "1.2.3", process: "verifier" };

let collector: TraceCollector;
let close: () => Promise<void>;
const lines: string[] = [];
const logger = createLogger({ level: "warn", destination: { write: (line) => lines.push(line) } });

beforeEach(async () => {
  lines.length = 0;
  collector = await startTraceCollector();
  close = async () => {};
});

afterEach(async () => {
  await close();
  collector.stop();
});

async function open(environment: Record<string, string> = {}): Promise<void> {
  const config = readConfig({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, ...environment });
  close = await openTracing(config, { logger, source });
}

/** Serves verifications over a database, and returns a function that sends one. */
async function serve() {
  const database = await openTestDatabase();
  const team = await insertTeam(database);
  const { secret } = await insertKey(database, team);
  const runtime = traceRuntime(createTestRuntime(database, { authAnyTeam: true }));
  setRuntime(runtime);
  const server = createServer(traceRequests(createListener(runtime, () => null)));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    server.close();
    setRuntime(undefined);
    await runtime.usage.stop();
    await database.close();
  });
  const address = server.address();
  const port = typeof address === "object" ? address?.port : 0;
  return {
    secret,
    verify: (flags: string) =>
      fetch(`http://127.0.0.1:${port}/v1/api/auth`, {
        headers: {
          authorization: `Bearer ${secret}`,
          traceparent: `00-${parent.traceId}-${parent.spanId}-${flags}`,
        },
      }),
  };
}

test("a verification continues its client's trace, with its outcome and whether the key was in memory", async () => {
  await open();
  const { secret, verify } = await serve();
  await verify("01");
  await verify("01");
  await close();
  const requests = collector.spans.filter(({ kind }) => kind === 2);
  expect(requests).toHaveLength(2);
  for (const span of requests) {
    expect(span).toMatchObject({ traceId: parent.traceId, parentSpanId: parent.spanId });
    expect(span.name).toBe("GET /v1/api/auth");
    expect(span.attributes).toMatchObject({
      "http.request.method": "GET",
      "http.route": "/v1/api/auth",
      "byteengine.verification.kind": "auth",
      "byteengine.verification.outcome": "VALID",
    });
  }
  expect(requests.map(({ attributes }) => attributes["byteengine.key.in_memory"])).toContain(false);
  const reading = collector.spans.find(({ name }) => name === "find key");
  expect(reading?.parentSpanId).toBe(requests[0]?.spanId);
  expect(collector.readText()).not.toContain(secret);
  expect(collector.readText()).not.toContain("127.0.0.1");
});

test("metrics that are set after the start are read through the traced runtime", async () => {
  await open();
  const database = await openTestDatabase();
  onTestFinished(database.close);
  const own = createTestRuntime(database);
  const traced = traceRuntime(own);
  own.metrics.setBackups({ everyHours: 24, lastSuccessAt: null, lastSizeBytes: 1, failures: 2 });
  expect(traced.metrics.getBackups()).toMatchObject({ failures: 2 });
  expect(traced.metrics.jobs).toBe(own.metrics.jobs);
});

test("follows the client's decision not to record, and the sampler without a client's trace", async () => {
  await open({ OTEL_TRACES_SAMPLER: "parentbased_always_off" });
  const { verify } = await serve();
  await verify("00");
  await verify("01");
  await close();
  expect(collector.spans.filter(({ kind }) => kind === 2)).toHaveLength(1);
});

test("records an outgoing request with its host, but without its path", async () => {
  await open();
  const tracing = getTracing();
  await tracePart("check", { kind: "internal", isRoot: true }, async () => {
    expect(tracing?.getActive()).not.toBeNull();
    logger.warn("in a trace");
    await new Promise<void>((resolve) => {
      get(`${collector.url}/secret-path?code=1`, (response) => {
        response.resume().once("end", resolve);
      }).once("error", () => resolve());
    });
  });
  await close();
  const [check, request] = ["check", "GET"].map((name) => collector.spans.find((span) => span.name === name));
  expect(request).toMatchObject({ kind: 3, traceId: check?.traceId, parentSpanId: check?.spanId });
  expect(request?.attributes).toMatchObject({ "server.address": "127.0.0.1", "http.request.method": "GET" });
  expect(JSON.stringify(request)).not.toContain("secret-path");
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({ traceId: check?.traceId, spanId: check?.spanId });
});

test("a collector that is away costs a log line, and closing takes at most a second", async () => {
  await open({ OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:1" });
  for (let count = 0; count < 10_000; count++) {
    await tracePart("work", { kind: "internal", isRoot: true }, async () => {});
  }
  const startedAtMs = performance.now();
  await close();
  expect(performance.now() - startedAtMs).toBeLessThan(2_000);
  expect(lines.length).toBeLessThanOrEqual(1);
});

test("nothing is loaded or wrapped without a collector", async () => {
  close = await openTracing(readConfig({}), { logger, source });
  const listener = () => {};
  expect(getTracing()).toBeNull();
  expect(traceRequests(listener)).toBe(listener);
  const runtime = { keys: null } as never;
  expect(traceRuntime(runtime)).toBe(runtime);
});
