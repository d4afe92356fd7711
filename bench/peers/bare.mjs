// The physical limit: node:http answering with the content of ANSWER, a JSON array of status, header pairs
// and body.
import { createServer } from "node:http";

const [status, headers, body] = JSON.parse(process.env.ANSWER ?? "");
const server = createServer({ keepAliveTimeout: 60_000 }, (_, response) => {
  response.writeHead(status, headers);
  response.end(body);
});
server.listen(Number(process.env.PORT), "127.0.0.1", () => console.log("ready"));
