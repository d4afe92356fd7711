import { once } from "node:events";
import { connect } from "node:net";

const connections = 16;
/** Requests per connection that are sent before their responses are read. */
const requestsAtOnce = 16;

/**
 * Sends many requests over a few keep-alive connections, and counts the responses by status. Written without
 * an HTTP client, which would use more CPU time than the server.
 */
export async function callMany(
  origin: string,
  count: number,
  createRequest: () => string,
): Promise<Map<number, number>> {
  const statuses = new Map<number, number>();
  let left = count;
  const work = async () => {
    const { hostname, port } = new URL(origin);
    const socket = connect({ host: hostname, port: Number(port), noDelay: true });
    await once(socket, "connect");
    const answers = readStatuses(socket);
    while (left > 0) {
      const now = Math.min(left, requestsAtOnce);
      left -= now;
      socket.write(Array.from({ length: now }, createRequest).join(""));
      for (let answered = 0; answered < now; answered++) {
        const { value: status, done } = await answers.next();
        if (done) throw new Error("the server closed a connection");
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }
    }
    socket.destroy();
  };
  await Promise.all(Array.from({ length: connections }, work));
  return statuses;
}

/** The statuses of the responses on a connection. Each response has a Content-Length. */
async function* readStatuses(socket: AsyncIterable<Buffer>): AsyncGenerator<number, undefined> {
  let text = "";
  for await (const chunk of socket) {
    text += chunk.toString("latin1");
    for (;;) {
      const headEnd = text.indexOf("\r\n\r\n");
      if (headEnd < 0) break;
      const head = text.slice(0, headEnd);
      const [, length] = /\r\ncontent-length: (\d+)/i.exec(head) ?? [];
      if (length === undefined) throw new Error(`a response without a length:\n${head}`);
      const end = headEnd + 4 + Number(length);
      if (text.length < end) break;
      text = text.slice(end);
      yield Number(head.slice("HTTP/1.1 ".length, "HTTP/1.1 ".length + 3));
    }
  }
}

export function sumOf(statuses: ReadonlyMap<number, number>): string {
  return [...statuses]
    .sort(([a], [b]) => a - b)
    .map(([status, count]) => `${status}: ${count}`)
    .join(", ");
}
