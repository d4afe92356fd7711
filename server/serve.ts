import type { Server } from "node:http";
import type { Closing } from "#lib/closing.ts";
import { createId } from "#lib/ids.ts";
import type { Runtime } from "#lib/runtime.ts";
import { createFront } from "./front/create-front.ts";
import type { Application } from "./http/application.ts";
import { describeClient } from "./http/describe-client.ts";
import { createHttpServer, listen } from "./http/http-server.ts";
import { prepareClosing } from "./http/prepare-closing.ts";
import { createForwarding, type Forwarding } from "./pages/create-forwarding.ts";
import { createPagesProcess } from "./pages/pages-process.ts";
import { createPagesSocket } from "./pages/socket-directory.ts";
import { requestGraceMs } from "./shut-down.ts";

/** Takes the port and serves until `closing` closes. Throws StartError when the port is taken or not ours to take. */
export async function serve(runtime: Runtime, closing: Closing): Promise<void> {
  // Pages first: whoever reaches the port finds everything there.
  const forwarding = runtime.config.serve === "api" ? null : await startPages(runtime, closing);
  const application = forwarding ?? (await createOwnApplication(runtime));
  const server = createHttpServer(runtime.config, createFront(runtime, application));
  const closeServer = prepareClosing(server);
  if (runtime.config.isDevelopment && forwarding !== null) forwardUpgrades(server, runtime, forwarding);
  await listen(server, runtime.config);
  closing.add("requests", () => closeServer(requestGraceMs));
}

async function startPages(runtime: Runtime, closing: Closing): Promise<Forwarding> {
  const socket = await createPagesSocket(runtime.config);
  closing.add("the socket of the pages", socket.remove);
  const pages = createPagesProcess(runtime, socket.path);
  // Before it is up: a start that is stopped must not leave it with the database.
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
  return forwarding;
}

/** Where there are no pages, the little of the API that is answered by key needs no process of its own. */
async function createOwnApplication(runtime: Runtime): Promise<Application> {
  const { createApplication } = await import("./application/create-application.ts");
  return createApplication(runtime, () => null);
}

function forwardUpgrades(server: Server, { config }: Runtime, forwarding: Forwarding): void {
  server.on("upgrade", (request, socket, head) => {
    forwarding.upgrade(request, socket, head, describeClient(request, config, createId("request")));
  });
}
