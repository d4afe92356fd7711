import { request } from "node:https";
import { connect } from "node:tls";

/** A proxy that runs a recipe from the guide. */
export interface RunningProxy {
  port: number;
  /** The certificate authority that signed its certificate. */
  authority: Buffer;
  stop: () => Promise<void>;
}

export interface Sent {
  method?: string;
  /** Alternating names and values, so that a name can be sent twice. */
  headers?: readonly string[];
  body?: string | Buffer;
  /** Sends the body in chunks, without a length. */
  isChunked?: boolean;
  /** The client's IP address, on the loopback network. */
  from?: string;
}

export interface Received {
  status: number;
  /** Lowercase names. Repeated headers are joined by ", ". */
  headers: Record<string, string>;
  body: string;
}

/** Whether the proxy has a certificate for the host. */
export function canConnect(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1", servername: host, rejectUnauthorized: false });
    socket.once("secureConnect", () => {
      resolve(true);
      socket.destroy();
    });
    socket.once("error", () => resolve(false));
  });
}

/** Sends one request over TLS to one of the proxy's hosts, on a new connection. */
export function send(proxy: RunningProxy, host: string, path: string, sent: Sent = {}): Promise<Received> {
  const { method = "GET", headers = [], body = "", isChunked = false, from = "127.0.0.1" } = sent;
  const length = isChunked || body.length === 0 ? [] : ["Content-Length", String(Buffer.byteLength(body))];
  const encoding = isChunked ? ["Transfer-Encoding", "chunked"] : [];
  return new Promise((resolve, reject) => {
    const outgoing = request({
      host: "127.0.0.1",
      port: proxy.port,
      servername: host,
      ca: proxy.authority,
      localAddress: from,
      agent: false,
      method,
      path,
      headers: ["Host", host, ...headers, ...length, ...encoding],
    });
    outgoing.once("error", reject);
    outgoing.once("response", (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.once("error", reject);
      response.once("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: joinHeaders(response.headersDistinct),
          body: Buffer.concat(chunks).toString(),
        }),
      );
    });
    outgoing.end(body);
  });
}

function joinHeaders(distinct: NodeJS.Dict<string[]>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(distinct).map(([name, values]) => [name, values?.join(", ") ?? ""]),
  );
}
