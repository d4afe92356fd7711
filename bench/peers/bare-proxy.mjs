// The least that a proxy can do: keeps connections to UPSTREAM and passes both streams on, unread.
import { Agent, createServer, request } from "node:http";

const agent = new Agent({ keepAlive: true, maxSockets: 64 });
const server = createServer({ keepAliveTimeout: 60_000 }, (incoming, response) => {
  const { method, url: path, headers } = incoming;
  const outgoing = request({ agent, host: "127.0.0.1", port: process.env.UPSTREAM, method, path, headers });
  outgoing.on("response", (answer) => {
    response.writeHead(answer.statusCode, answer.headers);
    answer.pipe(response);
  });
  outgoing.on("error", () => response.writeHead(502).end());
  incoming.pipe(outgoing);
});
server.listen(Number(process.env.PORT), "127.0.0.1", () => console.log("ready"));
