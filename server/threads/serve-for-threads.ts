import { once } from "node:events";
import { createServer } from "node:http";
import type { Closing } from "#lib/platform/process/closing.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { prepareClosing } from "#server/http/connection/prepare-closing.ts";
import type { Application } from "../http/application.ts";
import { createInnerListener, innerServerOptions } from "../pages/inner-listener.ts";
import { createPagesSocket } from "../pages/socket-directory.ts";

/** After the threads have let their requests finish, hardly any are left. */
const graceMs = 1_000;

/**
 * Serves this process's own application on a private socket, for threads that cannot answer these requests.
 */
export async function serveForThreads(
  runtime: Runtime,
  application: Application,
  closing: Closing,
): Promise<string> {
  const socket = await createPagesSocket(runtime.config);
  closing.add("the threads' socket", socket.remove);
  const server = createServer(innerServerOptions, createInnerListener(runtime, application));
  server.maxHeadersCount = 0;
  const closeServer = prepareClosing(server);
  server.listen(socket.path);
  await once(server, "listening");
  closing.add("requests from threads", () => closeServer(graceMs));
  return socket.path;
}
