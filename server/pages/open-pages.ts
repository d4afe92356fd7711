import type { Server } from "node:http";
import type { Config } from "#lib/platform/settings/env.ts";
import type { Pages } from "#server/application/pages/pages.ts";

/** Loads Next. Only a process that serves pages may call this. */
export async function openPages(config: Config, server: Server): Promise<Pages> {
  const { default: createNext } = await import("next");
  const app = createNext({
    dev: config.isDevelopment,
    dir: process.cwd(),
    hostname: config.host,
    port: config.port,
    httpServer: server,
  });
  await app.prepare();
  const handle = app.getRequestHandler();
  if (config.isDevelopment) server.on("upgrade", app.getUpgradeHandler());
  return { handle: (request, response) => handle(request, response), close: () => app.close() };
}
