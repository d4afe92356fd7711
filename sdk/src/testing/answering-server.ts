import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { onTestFinished } from "vitest";

export interface Asked {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
}

type Answer = (response: ServerResponse, asked: Asked) => void;

/** An API of a test's own: answers each request with the next answer, the last one for all that follow. */
export async function startServer(...answers: Answer[]): Promise<{ baseUrl: string; asked: Asked[] }> {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const { method = "", url = "", headers } = request;
    const question = { method, url, headers, body: await text(request) };
    asked.push(question);
    answers[Math.min(asked.length, answers.length) - 1]?.(response, question);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port was taken");
  return { baseUrl: `http://127.0.0.1:${address.port}`, asked };
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

/** Takes the request and breaks the connection. */
export const hangUp: Answer = (response) => {
  response.destroy();
};

/** Takes the request and says nothing. */
export const silence: Answer = () => {};
