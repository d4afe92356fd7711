import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";

export interface ReceivedRequest {
  method: string;
  url: string;
  headers: NodeJS.Dict<string | string[]>;
  body: string;
}

type Answer = (request: ReceivedRequest, response: ServerResponse) => unknown;

export interface RecordingUpstream {
  /** The base URL of a FHIR server, with a path. */
  base: string;
  origin: string;
  /** Everything that arrived since the last `clear`. */
  received: ReceivedRequest[];
  clear(): void;
  /** How the next requests are answered. */
  answerWith(answer: Answer): void;
  countConnections(): number;
  close(): Promise<void>;
}

const fhirJson = { "Content-Type": "application/fhir+json" };

/** Answers with a resource. */
export function sendJson(
  body: unknown,
  { status = 200, headers = {} }: { status?: number; headers?: Record<string, string> } = {},
): Answer {
  return (_request, response) => {
    response.writeHead(status, { ...fhirJson, ...headers });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  };
}

async function read(request: IncomingMessage): Promise<ReceivedRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { method = "", url = "", headers } = request;
  return { method, url, headers, body: Buffer.concat(chunks).toString() };
}

async function listenOn(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port was taken");
  return address.port;
}

/** A server on 127.0.0.1 that records what it receives, and answers as the test says. */
export async function startRecordingUpstream(): Promise<RecordingUpstream> {
  const received: ReceivedRequest[] = [];
  let connections = 0;
  let answer: Answer = sendJson({ resourceType: "OperationOutcome", issue: [] });
  const server = createServer(async (request, response) => {
    const whole = await read(request).catch(() => null);
    if (whole === null) return;
    received.push(whole);
    await answer(whole, response);
  });
  server.on("connection", () => {
    connections += 1;
  });
  const origin = `http://127.0.0.1:${await listenOn(server)}`;
  return {
    base: `${origin}/r4`,
    origin,
    received,
    clear: () => {
      received.length = 0;
    },
    answerWith: (given) => {
      answer = given;
    },
    countConnections: () => connections,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
