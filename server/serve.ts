import type { Runtime } from "#lib/runtime.ts";
import { createHttpServer, listen } from "./http-server.ts";
import { createListener } from "./listener.ts";
import { openPages, type Pages } from "./pages.ts";
import { prepareClosing } from "./prepare-closing.ts";

export interface Serving {
  pages: Pages | null;
  /** Stops listening and lets running requests finish, for so many milliseconds at most. */
  closeServer: (graceMs: number) => Promise<void>;
}

/** Takes the port and serves. Throws StartError when the port is taken or not ours to take. */
export async function serve(runtime: Runtime): Promise<Serving> {
  let pages: Pages | null = null;
  const server = createHttpServer(
    runtime.config,
    createListener(runtime, () => pages),
  );
  const closeServer = prepareClosing(server);
  // Pages first: whoever reaches the port finds everything there.
  if (runtime.config.serve !== "api") pages = await openPages(runtime.config, server);
  await listen(server, runtime.config);
  return { pages, closeServer };
}
