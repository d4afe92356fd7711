import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

/** A connection to a server that can be blocked, to simulate network failures. */
export interface TcpRelay {
  port: number;
  /** Rejects new connections and closes existing ones, as when the server is stopped. */
  cut(): Promise<void>;
  /** Accepts everything and forwards nothing, as when packets are lost. */
  swallow(): void;
  /** Forwards everything later by this time. */
  slow(ms: number): void;
  restore(): Promise<void>;
  stop(): Promise<void>;
}

export async function startTcpRelay(target: { host: string; port: number }): Promise<TcpRelay> {
  const sockets = new Set<Socket>();
  let isSwallowing = false;
  let delayMs = 0;
  const forward = (chunk: Buffer, to: Socket) => {
    if (isSwallowing) return;
    if (delayMs === 0) to.write(chunk);
    else setTimeout(() => to.write(chunk), delayMs);
  };
  const server = createServer((near) => {
    const far = connect(target.port, target.host);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.once("close", () => {
        sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    near.on("data", (chunk) => forward(chunk, far));
    far.on("data", (chunk) => forward(chunk, near));
  });
  const open = async (port: number) => {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("no port was taken");
    return address.port;
  };
  const close = async () => {
    const closed = once(server, "close");
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  const port = await open(0);
  return {
    port,
    cut: close,
    swallow: () => {
      isSwallowing = true;
    },
    slow: (ms) => {
      delayMs = ms;
    },
    restore: async () => {
      isSwallowing = false;
      delayMs = 0;
      // Swallowed data is lost, and delayed data could arrive after newer, so its connections cannot be used again.
      for (const socket of sockets) socket.destroy();
      if (!server.listening) await open(port);
    },
    stop: async () => {
      if (server.listening) await close();
    },
  };
}
