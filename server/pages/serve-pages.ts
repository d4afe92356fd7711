import { once } from "node:events";
import { createServer } from "node:http";
import type { Closing } from "#lib/platform/process/closing.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import type { Pages } from "#server/application/pages/pages.ts";
import { prepareClosing } from "#server/http/connection/prepare-closing.ts";
import { createApplication } from "../application/create-application.ts";
import { traceRequests } from "../tracing/trace-requests.ts";
import { createInnerListener, innerServerOptions } from "./inner-listener.ts";
import { openPages } from "./open-pages.ts";

/** After the front has let its requests finish, hardly any are left. */
const graceMs = 1_000;

interface ServeOptions {
  socketPath: string;
  closing: Closing;
}

/** Serves pages and the API on the socket until `closing` closes. */
export async function servePages(runtime: Runtime, { socketPath, closing }: ServeOptions): Promise<void> {
  let pages: Pages | null = null;
  const application = createApplication(runtime, () => pages);
  const shouldUpgradeCallback = () => runtime.config.isDevelopment;
  const server = createServer(
    { ...innerServerOptions, shouldUpgradeCallback },
    traceRequests(createInnerListener(runtime, application)),
  );
  server.maxHeadersCount = 0;
  const closeServer = prepareClosing(server);
  pages = await openPages(runtime.config, server);
  closing.add("pages", application.close);
  server.listen(socketPath);
  await once(server, "listening");
  closing.add("requests", () => closeServer(graceMs));
}
