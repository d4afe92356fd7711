import type { Server } from "node:http";
import { findFreePort } from "#e2e/support/servers/free-port.ts";
import { getRuntime, hasRuntime, type Runtime, setRuntime } from "#lib/platform/runtime/runtime.ts";
import type { Config } from "#lib/platform/settings/env.ts";
import { createHttpServer, listen } from "#server/http/http-server.ts";
import { createListener } from "#server/listener.ts";

export interface TestAuthorizationServer {
  /** Without a trailing slash, as PUBLIC_URL. */
  origin: string;
  issuer: string;
  runtime: Runtime;
  /** Posts a form to a path below /oauth. */
  post(
    path: string,
    form: Record<string, string> | string,
    headers?: Record<string, string>,
  ): Promise<Response>;
  get(path: string, init?: RequestInit): Promise<Response>;
  close(): void;
}

export function basic({ id, secret }: { id: string; secret: string }): { authorization: string } {
  return { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString("base64")}` };
}

/** A console in this process, over HTTP, whose issuer is its real address. Of several, the newest answers. */
export async function startAuthorizationServer(
  runtime: Runtime,
  settings: Partial<Config> = {},
): Promise<TestAuthorizationServer> {
  const port = await findFreePort();
  const origin = `http://127.0.0.1:${port}`;
  const own = { ...runtime, config: { ...runtime.config, port, publicOrigin: origin, ...settings } };
  const previous = hasRuntime() ? getRuntime() : undefined;
  setRuntime(own);
  const server: Server = createHttpServer(
    own.config,
    createListener(own, () => null),
  );
  await listen(server, { host: "127.0.0.1", port });
  return {
    origin,
    issuer: `${origin}/oauth`,
    runtime: own,
    post: (path, form, headers = {}) =>
      fetch(`${origin}/oauth${path}`, {
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
        body: typeof form === "string" ? form : new URLSearchParams(form).toString(),
      }),
    get: (path, init) => fetch(`${origin}${path}`, init),
    close: () => {
      server.closeAllConnections();
      server.close();
      setRuntime(previous);
    },
  };
}
