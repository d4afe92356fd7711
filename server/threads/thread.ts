// A verification thread: answers requests from the port that all threads share, and hands on what is not for it.
import { once } from "node:events";
import type { Server } from "node:http";
import { Server as NetServer } from "node:net";
import { parentPort, workerData } from "node:worker_threads";
import { setRuntime } from "#lib/runtime.ts";
import { createFront } from "../front/create-front.ts";
import { createHttpServer } from "../http/http-server.ts";
import { prepareClosing } from "../http/prepare-closing.ts";
import { createAskedOperations } from "./ask-operations.ts";
import { balance } from "./balance.ts";
import type { FromThread, ThreadData, ToThread } from "./messages.ts";
import { createReports } from "./reports.ts";
import { listenOnDuplicate } from "./share-port.ts";
import { openThreadApplication } from "./thread-application.ts";
import { createThreadRuntime } from "./thread-runtime.ts";

const reportIntervalMs = 1_000;

/** An idle connection ends by itself before that. */
const maxDrainMs = 75_000;

const data: ThreadData = workerData;
if (parentPort === null) throw new Error("this is not a thread");
const main = parentPort;
const send = (message: FromThread) => main.postMessage(message);

const { runtime, usageMemory } = await createThreadRuntime(data);
setRuntime(runtime);
const application = openThreadApplication(runtime);
const asked = createAskedOperations((id, question) => send({ kind: "operations", id, question }));
const server = createHttpServer(runtime.config, createFront(runtime, application, asked.operations));
const closeServer = prepareClosing(server);
const takeReport = createReports({ ...runtime, usageMemory });
const report = (id: number | null) => send({ kind: "report", report: takeReport(), asked: id });

main.on("message", (message: ToThread) => {
  switch (message.kind) {
    case "gather":
      return report(message.id);
    case "operations":
      return asked.receive(message.id, message.answer);
    case "stop":
      return void stop(message.graceMs);
    case "drain":
      return void drain(server).then(() => stop(0));
  }
});

await listenOnDuplicate(server, data.descriptor);
const stopBalancing = balance(server, data.loads, data.slot);
setInterval(report, reportIntervalMs, null);
send({ kind: "serving" });

async function stop(graceMs: number): Promise<void> {
  stopBalancing();
  await closeServer(graceMs);
  await application?.close();
  await runtime.close();
  report(null);
  process.exit(0);
}

/** Waits until clients have closed their connections, which each is asked to with its next answer. */
async function drain(draining: Server): Promise<void> {
  stopBalancing();
  const closed = once(draining, "close", { signal: AbortSignal.timeout(maxDrainMs) });
  // Node's HTTP server would also close connections that are idle, on which a request may be on its way.
  NetServer.prototype.close.call(draining);
  draining.prependListener("request", (_request, response) => {
    response.shouldKeepAlive = false;
  });
  await closed.catch(() => {});
}
