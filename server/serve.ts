import type { Server } from "node:http";
import { createId } from "#lib/domain/common/ids.ts";
import type { Logger } from "#lib/platform/log/log.ts";
import type { Closing } from "#lib/platform/process/closing.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { withGateway } from "./application/answer-gateway.ts";
import { createFront } from "./front/create-front.ts";
import { createOperations } from "./front/operations/operations.ts";
import type { Application } from "./http/application.ts";
import { prepareClosing } from "./http/connection/prepare-closing.ts";
import { createHttpServer, listen } from "./http/http-server.ts";
import { describeClient } from "./http/request/describe-client.ts";
import { createForwarding, type Forwarding } from "./pages/create-forwarding.ts";
import { createPagesProcess } from "./pages/pages-process.ts";
import { createPagesSocket } from "./pages/socket-directory.ts";
import type { MainRuntime } from "./runtime/create-runtime.ts";
import { requestGraceMs } from "./shut-down.ts";
import { createThreadGroup, type ThreadGroup } from "./threads/thread-group.ts";
import { traceRequests } from "./tracing/trace-requests.ts";

/**
 * Listens on the port and serves until `closing` closes. Throws StartError if the port is in use or not
 * allowed.
 */
export async function serve(runtime: MainRuntime, closing: Closing): Promise<void> {
  // Pages start first, so that everything is available once the port is open.
  const { application, applicationSocket, forwarding } =
    runtime.config.serve === "api"
      ? await openOwnApplication(runtime, closing)
      : await startPages(runtime, closing);
  const { limiterMemory } = runtime;
  const threads = limiterMemory === null ? null : createThreadGroup(runtime, limiterMemory);
  const operations = createOperations(runtime, application, threads);
  const server = createHttpServer(
    runtime.config,
    traceRequests(createFront(runtime, application, operations)),
  );
  const closeServer = prepareClosing(server);
  if (runtime.config.isDevelopment && forwarding !== null) forwardUpgrades(server, runtime, forwarding);
  await listen(server, runtime.config);
  closing.add("requests", () => Promise.all([closeServer(requestGraceMs), threads?.stop(requestGraceMs)]));
  threads?.start(server, { operations, applicationSocket });
  restartOnSignal(threads, runtime.logger);
}

/** What answers everything except verification. */
interface OpenApplication {
  application: Application;
  /** The socket on which other threads reach it. */
  applicationSocket: string;
  /** Null if it is in this process. */
  forwarding: Forwarding | null;
}

/** Registered even with a single thread: otherwise the signal would end the process. */
function restartOnSignal(threads: ThreadGroup | null, logger: Pick<Logger, "info">): void {
  let restarting = Promise.resolve();
  process.on("SIGUSR2", () => {
    restarting = restarting
      .then(() => threads?.restart())
      .then(() => logger.info("all threads were replaced"));
  });
}

async function startPages(runtime: MainRuntime, closing: Closing): Promise<OpenApplication> {
  const socket = await createPagesSocket(runtime.config);
  closing.add("the pages socket", socket.remove);
  const pages = createPagesProcess(runtime, socket.path);
  // Registered before it starts: a start that is stopped must not leave it running on the database.
  closing.add("the pages process", pages.stop);
  await pages.start();
  const { isReady, report } = pages;
  const forwarding = createForwarding({
    config: runtime.config,
    socketPath: socket.path,
    isReady,
    report,
  });
  closing.add("connections to the pages process", forwarding.close);
  return { application: withGateway(runtime, forwarding), applicationSocket: socket.path, forwarding };
}

/** Without pages, the few API endpoints for keys need no separate process. */
async function openOwnApplication(runtime: MainRuntime, closing: Closing): Promise<OpenApplication> {
  const { createApplication } = await import("./application/create-application.ts");
  const application = createApplication(runtime, () => null);
  if (runtime.limiterMemory === null) return { application, applicationSocket: "", forwarding: null };
  const { serveForThreads } = await import("./threads/serve-for-threads.ts");
  const applicationSocket = await serveForThreads(runtime, application, closing);
  return { application, applicationSocket, forwarding: null };
}

function forwardUpgrades(server: Server, { config }: Runtime, forwarding: Forwarding): void {
  server.on("upgrade", (request, socket, head) => {
    forwarding.upgrade(request, socket, head, describeClient(request, config, createId("request")));
  });
}
