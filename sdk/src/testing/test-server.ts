import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { onTestFinished } from "vitest";

export interface ReceivedRequest {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
}

type Answer = (response: ServerResponse, request: ReceivedRequest) => void;

/** A test server that handles each request with the next answer, and all further requests with the last one. */
export async function startServer(
  ...answers: Answer[]
): Promise<{ baseUrl: string; received: ReceivedRequest[] }> {
  const received: ReceivedRequest[] = [];
  const server = createServer(async (request, response) => {
    const { method = "", url = "", headers } = request;
    const seen = { method, url, headers, body: await text(request) };
    received.push(seen);
    answers[Math.min(received.length, answers.length) - 1]?.(response, seen);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return { baseUrl: `http://127.0.0.1:${address.port}`, received };
}

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Answer {
  return (response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(JSON.stringify(body));
  };
}

export function refusal(status: number, code: string, headers: Record<string, string> = {}): Answer {
  const body = { error: { code, message: `because of ${code}` } };
  return json(status, body, { "x-request-id": "req_test", ...headers });
}

/** Receives the request and closes the connection. */
export const hangUp: Answer = (response) => {
  response.destroy();
};

/** Receives the request and does not respond. */
export const silence: Answer = () => {};
