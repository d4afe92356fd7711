import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";

export interface PageServer {
  /** With a slash at its end. */
  address: string;
  /** The page at the address from now on. */
  show(html: string): void;
  close(): Promise<void>;
}

/** Serves one page, and beside it `fhir-client.min.js`: the build that fhirclient publishes for script tags. */
export async function startPageServer(): Promise<PageServer> {
  const { resolve } = createRequire(import.meta.url);
  const build = await readFile(resolve("fhirclient/build/fhir-client.min.js"));
  let html = "";
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://app.example");
    if (pathname === "/") {
      response.writeHead(200, { "Content-Type": "text/html; charset=utf-8" }).end(html);
    } else if (pathname === "/fhir-client.min.js") {
      response.writeHead(200, { "Content-Type": "text/javascript" }).end(build);
    } else response.writeHead(204).end();
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    show: (page) => {
      html = page;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
