import { once } from "node:events";
import { createServer } from "node:http";

export interface SeenRequest {
  method: string;
  url: string;
  /** Lowercase names. A repeated header appears each time. */
  headers: [name: string, value: string][];
  body: string;
}

/** The guide reader's own service behind the proxy. Records the requests that reach it. */
export async function startOrders() {
  const seen: SeenRequest[] = [];
  // Cookies pass through the proxy, so the service must accept large headers.
  const server = createServer({ maxHeaderSize: 64 * 1024 }, async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { rawHeaders, method = "", url = "" } = request;
    const headers = rawHeaders.flatMap((name, index): [string, string][] =>
      index % 2 === 0 ? [[name.toLowerCase(), rawHeaders[index + 1] ?? ""]] : [],
    );
    seen.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
    if (method === "OPTIONS") response.writeHead(204, { "Access-Control-Allow-Origin": "*" }).end();
    else response.end("orders");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port was taken");
  return { server, seen, port: address.port };
}
