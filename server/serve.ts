import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { createId } from "#lib/ids.ts";
import type { Runtime } from "#lib/runtime.ts";
import { StartError } from "#lib/start-error.ts";
import { answerClientError } from "./answer-error.ts";
import { createListener } from "./listener.ts";
import { openPages, type Pages } from "./pages.ts";

/** Headers beyond that are no browser's and no proxy's. */
const maxHeaderSize = 16 * 1024;

export interface Serving {
  server: Server;
  pages: Pages | null;
}

/** Takes the port and serves. Throws StartError when the port is taken or not ours to take. */
export async function serve(runtime: Runtime): Promise<Serving> {
  let pages: Pages | null = null;
  const server = createServer(
    { maxHeaderSize, headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 65_000 },
    createListener(runtime, () => pages),
  );
  server.on("clientError", (error, socket) => {
    answerClientError("code" in error ? error.code : undefined, socket, createId("request"));
  });
  // Pages first: whoever reaches the port finds everything there.
  if (runtime.config.serve !== "api") pages = await openPages(runtime.config, server);
  await listen(server, runtime);
  return { server, pages };
}

async function listen(server: Server, { config }: Pick<Runtime, "config">): Promise<void> {
  server.listen(config.port, config.host);
  try {
    await once(server, "listening");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    const reasons: Record<string, string> = {
      EADDRINUSE: "is in use by another process; stop it, or set PORT to another one",
      EACCES: "may not be used by this user; set PORT to one above 1023",
      EADDRNOTAVAIL: "cannot be used: HOST is no address of this machine",
      ENOTFOUND: "cannot be used: HOST is no address of this machine",
    };
    const reason = reasons[String(code)] ?? `cannot be used: ${code}`;
    throw new StartError(`Port ${config.port} on ${config.host} ${reason}`, { cause: error });
  }
}
