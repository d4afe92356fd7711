import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { createTestRuntime, insertKey, insertTeam } from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { startTraceCollector, type TraceCollector } from "#e2e/support/tracing/trace-collector.ts";
import { createDatabase, createPool, type Database } from "#lib/platform/db/database.ts";
import { createStatementWatch } from "#lib/platform/db/statements/watch-statements.ts";
import { createLogger } from "#lib/platform/log/log.ts";
import { setRuntime } from "#lib/platform/runtime/runtime.ts";
import { readConfig } from "#lib/platform/settings/env.ts";
import { openTracing } from "#lib/platform/tracing/otlp/open-tracing.ts";
import { createListener } from "../listener.ts";
import { traceRequests } from "./trace-requests.ts";
import { traceRuntime } from "./trace-runtime.ts";

const client = fileURLToPath(new URL("../../e2e/support/tracing/traced-client.ts", import.meta.url));
const logger = createLogger({ level: "silent" });

async function startCollector(): Promise<TraceCollector> {
  const collector = await startTraceCollector();
  onTestFinished(() => collector.stop());
  return collector;
}

/** Serves verifications, and watches statements as the console does. Returns its address. */
async function serve(database: Database): Promise<string> {
  const pool = createPool(database.pool.options, logger);
  const watched = createStatementWatch({ logger, slowMs: 0 }).watch(pool, "main");
  const traced = createDatabase(watched, "embedded");
  const runtime = traceRuntime(createTestRuntime(traced, { authAnyTeam: true }));
  setRuntime(runtime);
  const server = createServer(traceRequests(createListener(runtime, () => null)));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    setRuntime(undefined);
    await runtime.usage.stop();
    await traced.close();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port was taken");
  return `http://127.0.0.1:${address.port}`;
}

/** Runs the client in a process of its own. Returns the statuses that it received. */
async function runClient(orders: Record<string, string>, collectorUrl: string): Promise<string> {
  const child = spawn(process.execPath, [client], {
    stdio: ["pipe", "pipe", "inherit"],
    env: {
      ...process.env,
      OTEL_SERVICE_NAME: "orders",
      OTEL_TRACES_EXPORTER: "otlp",
      OTEL_METRICS_EXPORTER: "none",
      OTEL_LOGS_EXPORTER: "none",
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
      OTEL_EXPORTER_OTLP_ENDPOINT: collectorUrl,
    },
  });
  child.stdin.end(JSON.stringify(orders));
  const output: string[] = [];
  child.stdout.on("data", (chunk) => output.push(String(chunk)));
  await once(child, "close");
  return output.join("").trim();
}

test("a trace of a client with @opentelemetry/sdk-node goes on through both kinds of verification to SQL", async () => {
  const collector = await startCollector();
  const source = { instance: "machine:3000", version: "1.2.3", process: "verifier" };
  const config = readConfig({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
  const close = await openTracing(config, { logger, source });
  onTestFinished(close);
  const database = await openTestDatabase();
  onTestFinished(database.close);
  const team = await insertTeam(database);
  const { secret: service } = await insertKey(database, team);
  const { secret: proxied } = await insertKey(database, team);
  const { secret: verified } = await insertKey(database, team);
  const origin = await serve(database);
  expect(await runClient({ origin, service, proxied, verified }, collector.url)).toBe("200 200");
  await close();

  const { spans } = collector;
  const order = spans.find(({ name }) => name === "handle an order");
  expect(order?.process).toBe("undefined");
  const inTrace = spans.filter(({ traceId }) => traceId === order?.traceId);
  const byId = new Map(inTrace.map((span) => [span.spanId, span]));
  const isBelow = (id: string, ancestor: string): boolean =>
    id === ancestor || (byId.has(id) && isBelow(byId.get(id)?.parentSpanId ?? "", ancestor));
  const requests = inTrace.filter(({ kind }) => kind === 2);
  expect(requests.map(({ name }) => name)).toEqual(["GET /v1/api/auth", "POST /v1/api/keys/verify"]);
  for (const request of requests) {
    expect(request.parentSpanId).toBe(order?.spanId);
    const statements = inTrace.filter(
      ({ attributes, spanId }) =>
        attributes["db.system.name"] === "postgresql" && isBelow(spanId, request.spanId),
    );
    expect(statements.map(({ name }) => name)).toContain("SELECT");
    expect(String(statements[0]?.attributes["db.query.text"])).toContain("key_secrets");
  }
  for (const secret of [service, proxied, verified]) expect(collector.readText()).not.toContain(secret);
});
