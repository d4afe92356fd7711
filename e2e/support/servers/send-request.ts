import { Agent, request as sendOverHttp } from "node:http";
import type { BadRequest } from "#e2e/support/access/bad-requests.ts";

const agent = new Agent({ keepAlive: true, maxSockets: 64 });

export interface RawAnswer {
  status: number;
  headers: NodeJS.Dict<string | string[]>;
  text: string;
}

/** Sends headers and bytes as they are, including repeated headers, which fetch would not allow. */
export function sendRequest(origin: string, request: BadRequest): Promise<RawAnswer> {
  const url = new URL(origin);
  // Node would send the body of a DELETE without its length, which would break the connection.
  const length = request.body === null ? {} : { "content-length": String(request.body.length) };
  return new Promise((resolve, reject) => {
    const outgoing = sendOverHttp({
      agent,
      host: url.hostname,
      port: url.port,
      method: request.method,
      path: (request.root ?? "/v1/api") + request.path,
      headers: { ...request.headers, ...length },
    });
    outgoing.on("error", reject);
    outgoing.on("response", (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: Buffer.concat(chunks).toString(),
        }),
      );
    });
    outgoing.end(request.body ?? undefined);
  });
}
