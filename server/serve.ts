import type { Closing } from "#lib/closing.ts";
import type { Runtime } from "#lib/runtime.ts";
import { openPages, type Pages } from "./application/pages.ts";
import { createHttpServer, listen } from "./http/http-server.ts";
import { prepareClosing } from "./http/prepare-closing.ts";
import { createListener } from "./listener.ts";
import { requestGraceMs } from "./shut-down.ts";

/** Takes the port and serves until `closing` closes. Throws StartError when the port is taken or not ours to take. */
export async function serve(runtime: Runtime, closing: Closing): Promise<void> {
  let pages: Pages | null = null;
  const server = createHttpServer(
    runtime.config,
    createListener(runtime, () => pages),
  );
  const closeServer = prepareClosing(server);
  // Pages first: whoever reaches the port finds everything there.
  if (runtime.config.serve !== "api") {
    const opened = await openPages(runtime.config, server);
    pages = opened;
    closing.add("pages", opened.close);
  }
  await listen(server, runtime.config);
  closing.add("requests", () => closeServer(requestGraceMs));
}
