// A verification thread: answers requests from the port that all threads share, and passes on the others.
import { once } from "node:events";
import { Server as NetServer } from "node:net";
import { parentPort, workerData } from "node:worker_threads";
import { watchThread } from "#lib/platform/metrics/thread-health.ts";
import { createPeer } from "#lib/platform/processes/peer.ts";
import { setRuntime } from "#lib/platform/runtime/runtime.ts";
import type { Operations } from "#server/front/operations/operations.ts";
import { prepareClosing } from "#server/http/connection/prepare-closing.ts";
import { createFront } from "../front/create-front.ts";
import { createHttpServer } from "../http/http-server.ts";
import { createForwarding } from "../pages/create-forwarding.ts";
import { traceRequests } from "../tracing/trace-requests.ts";
import { balance } from "./balance.ts";
import { createThreadPort, type MainCalls, type ThreadCalls, type ThreadData } from "./contract.ts";
import { createReports } from "./reports.ts";
import { listenOnDuplicate } from "./share-port.ts";
import { createThreadRuntime } from "./thread-runtime.ts";

const reportIntervalMs = 1_000;

/** Idle connections end by themselves before this. */
const maxDrainMs = 75_000;

const data: ThreadData = workerData;
if (parentPort === null) throw new Error("this module must run in a worker thread");
const main = createPeer<ThreadCalls, MainCalls>(createThreadPort(parentPort), {
  takeReport: () => takeReport(),
  stop: (graceMs) => void stop(graceMs),
  drain: () => void drain().then(() => stop(0)),
});

const { runtime, usageMemory, requestMemory, closeTracing } = await createThreadRuntime(data);
setRuntime(runtime);
const watch = watchThread();
const takeReport = createReports({ ...runtime, usageMemory, requestMemory, watch });
const application = createForwarding({
  config: runtime.config,
  socketPath: data.applicationSocket,
  // If the application's process is not running, connecting to it fails.
  isReady: () => true,
});
const operations: Operations = {
  readReadiness: (search) => main.call("readReadiness", search),
  readMetrics: () => main.call("readMetrics"),
};
const server = createHttpServer(runtime.config, traceRequests(createFront(runtime, application, operations)));
const closeServer = prepareClosing(server);
await listenOnDuplicate(server, data.descriptor);
const stopBalancing = balance(server, data.loads, data.slot);
setInterval(() => main.notify("onReport", takeReport()), reportIntervalMs);
main.notify("onServing");

async function stop(graceMs: number): Promise<void> {
  stopBalancing();
  await closeServer(graceMs);
  await application.close();
  await runtime.close();
  await closeTracing();
  main.notify("onReport", takeReport());
  process.exit(0);
}

/** Waits until clients have closed their connections. Each response asks for that. */
async function drain(): Promise<void> {
  stopBalancing();
  const closed = once(server, "close", { signal: AbortSignal.timeout(maxDrainMs) });
  // Node's HTTP server would also close idle connections, on which a request may be on its way.
  NetServer.prototype.close.call(server);
  server.prependListener("request", (_request, response) => {
    response.shouldKeepAlive = false;
  });
  await closed.catch(() => {});
}
