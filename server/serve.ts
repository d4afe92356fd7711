import type { Closing } from "#lib/closing.ts";
import type { Logger } from "#lib/log.ts";
import { createApplication } from "./application/create-application.ts";
import { openPages, type Pages } from "./application/pages.ts";
import type { MainRuntime } from "./create-runtime.ts";
import { createFront } from "./front/create-front.ts";
import { createOperations } from "./front/operations.ts";
import { createHttpServer, listen } from "./http/http-server.ts";
import { prepareClosing } from "./http/prepare-closing.ts";
import { requestGraceMs } from "./shut-down.ts";
import { createThreadGroup, type ThreadGroup } from "./threads/thread-group.ts";

/** Takes the port and serves until `closing` closes. Throws StartError when the port is taken or not ours to take. */
export async function serve(runtime: MainRuntime, closing: Closing): Promise<void> {
  let pages: Pages | null = null;
  const { limiterMemory } = runtime;
  const threads = limiterMemory === null ? null : createThreadGroup(runtime, limiterMemory);
  const operations = createOperations(runtime, threads);
  const application = createApplication(runtime, () => pages);
  const server = createHttpServer(runtime.config, createFront(runtime, application, operations));
  const closeServer = prepareClosing(server);
  // Pages first: whoever reaches the port finds everything there.
  if (runtime.config.serve !== "api") {
    const opened = await openPages(runtime.config, server);
    pages = opened;
    closing.add("pages", opened.close);
  }
  await listen(server, runtime.config);
  closing.add("requests", () => Promise.all([closeServer(requestGraceMs), threads?.stop(requestGraceMs)]));
  threads?.start(server, operations);
  if (threads !== null) restartOnSignal(threads, runtime.logger);
}

function restartOnSignal(threads: ThreadGroup, logger: Pick<Logger, "info">): void {
  let restarting = Promise.resolve();
  process.on("SIGUSR2", () => {
    restarting = restarting.then(() => threads.restart()).then(() => logger.info("all threads were replaced"));
  });
}
