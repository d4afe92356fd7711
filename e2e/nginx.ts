import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, type Page } from "@playwright/test";
import { findFreePort } from "#lib/testing/free-port.ts";
import { createKey } from "./people.ts";

interface Asking {
  secret: string;
  teamId: string;
}

/** A service of the reader's, behind nginx; tells which headers reached it. */
async function startOrders() {
  const seen: IncomingHttpHeaders[] = [];
  const server = createServer((request, response) => {
    seen.push(request.headers);
    response.end("orders");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { server, seen, port: (server.address() as AddressInfo).port };
}

/** A whole configuration around a sample: `server` blocks as they are, `location` blocks in a server of their own. */
function configure(sample: string, port: number, ordersPort: number, directory: string): string {
  const isServer = sample.trimStart().startsWith("server");
  // A certificate is the reader's to bring.
  const blocks = isServer
    ? sample.replace(/listen 443 ssl;/, `listen 127.0.0.1:${port};`)
    : `server { listen 127.0.0.1:${port}; ${sample} }`;
  return `daemon off; pid ${directory}/pid; error_log ${directory}/error.log;
    events {}
    http {
      access_log off;
      client_body_temp_path ${directory}/body; proxy_temp_path ${directory}/proxy;
      fastcgi_temp_path ${directory}/fastcgi; uwsgi_temp_path ${directory}/uwsgi; scgi_temp_path ${directory}/scgi;
      upstream orders { server 127.0.0.1:${ordersPort}; }
      ${blocks}
    }`;
}

async function waitFor(url: string): Promise<void> {
  await expect.poll(async () => (await fetch(url).catch(() => null))?.status ?? 0).toBeGreaterThan(0);
}

/** Starts a real nginx with a guide's sample, and sends through it what the guide says it is for. */
export async function runNginx(sample: string, reader: Asking, page: Page): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), "byteengine-nginx-"));
  const orders = await startOrders();
  const port = await findFreePort();
  const file = join(directory, "nginx.conf");
  await writeFile(file, configure(sample, port, orders.port, directory));
  const nginx = spawn(process.env.TEST_NGINX ?? "nginx", ["-p", directory, "-c", file], { stdio: "inherit" });
  const origin = `http://127.0.0.1:${port}`;
  try {
    await waitFor(origin);
    if (sample.includes("auth_request")) await expectGuarded(origin, orders.seen, reader, page);
    else await expectConsole(origin);
  } finally {
    const exit = once(nginx, "exit");
    nginx.kill("SIGTERM");
    await exit;
    orders.server.close();
    await rm(directory, { recursive: true, force: true });
  }
}

async function expectGuarded(origin: string, seen: IncomingHttpHeaders[], reader: Asking, page: Page) {
  const ask = async (secret: string | null) => {
    const headers: Record<string, string> = secret === null ? {} : { authorization: `Bearer ${secret}` };
    return (await fetch(`${origin}/orders/7`, { headers })).status;
  };
  const weak = await createKey(page, { name: "Weak", permissions: ["keys:read"] });
  expect(await ask(null)).toBe(401);
  expect(await ask("be_nonsense")).toBe(401);
  expect(await ask(weak.secret)).toBe(403);
  expect(seen).toEqual([]);
  expect(await ask(reader.secret)).toBe(200);
  expect(seen).toMatchObject([{ "x-team-id": reader.teamId }]);
}

async function expectConsole(origin: string): Promise<void> {
  const response = await fetch(`${origin}/sign-in`);
  expect(response.status).toBe(200);
  expect(await response.text()).toContain("Sign in");
}
