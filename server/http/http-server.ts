import { once } from "node:events";
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from "node:http";
import type { Duplex } from "node:stream";
import { ServiceError } from "#lib/domain/common/errors.ts";
import { createId } from "#lib/domain/common/ids.ts";
import { StartError } from "#lib/platform/process/start-error.ts";
import type { Config } from "#lib/platform/settings/env.ts";
import { answerError, answerOnSocket, describeClientError, isRejectedHead } from "./answer-error.ts";
import { followExchanges } from "./connection/exchanges.ts";
import { keepAliveTimeoutMs } from "./connection/keep-alive.ts";
import type { Exchange } from "./request/exchange.ts";
import { splitTarget } from "./request/host-and-target.ts";
import { isAuth } from "./request/paths.ts";

const options = {
  /** No browser and no proxy sends larger headers. */
  maxHeaderSize: 16 * 1024,
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: keepAliveTimeoutMs,
  connectionsCheckingInterval: 2_000,
  // The front checks for Host itself and answers in the API's format.
  requireHostHeader: false,
  // Requests whose headers announce no body have no stream events: these would cost an eighth of a
  // verification. Who reads a body must check `readableEnded` first.
  optimizeEmptyRequests: true,
};

/**
 * Creates Node's server, with Node's own rejections in the API's format. Only the development console uses
 * WebSockets; otherwise a request that offers an upgrade is answered as if it had not offered one.
 */
export function createHttpServer(
  config: Pick<Config, "isDevelopment" | "publicOrigin">,
  listener: RequestListener,
): Server {
  const shouldUpgradeCallback = (request: IncomingMessage) =>
    config.isDevelopment && request.url?.startsWith("/_next/") === true;
  const server = createServer({ ...options, shouldUpgradeCallback });
  // The total size is limited already. With a number, Node drops later entries from "headers" but still acts
  // on them: it would read a body that the headers do not announce.
  server.maxHeadersCount = 0;
  const isSecure = config.publicOrigin?.startsWith("https:") ?? false;
  const createContext = () => ({ requestId: createId("request"), isSecure, isForMachine: false });
  const reject = (error: ServiceError, socket: Duplex) => answerOnSocket(socket, error, createContext());
  const exchanges = followExchanges(server, listener);
  server.on("clientError", (error, socket) => {
    const last = exchanges.get(socket);
    const rejectCurrent = () =>
      answerOnSocket(socket, describeClientError(error), createContext(), { isHead: isRejectedHead(error) });
    if (last === undefined || isIdle(last)) rejectCurrent();
    else if (isWaitingForBody(last)) {
      whenItsTurn(last.response, () => {
        if (last.response.headersSent) closeAfter(last.response, socket);
        else rejectCurrent();
      });
    } else closeAfter(last.response, socket);
  });
  server.on("connect", (_request, socket) => {
    const last = exchanges.get(socket);
    if (last === undefined || isIdle(last)) reject(createInvalid("This server is not a proxy"), socket);
    // Node has released the socket, and responses still to come would mix with this one on it.
    else socket.destroy();
  });
  server.on("checkExpectation", (request, response) => {
    // A proxy may pass on the Expect header of the original request, which does not affect forward auth.
    if (isAuthTarget(request)) {
      listener(request, response);
      return;
    }
    answerError(response, createInvalid("The only supported Expect value is 100-continue"), createContext());
  });
  return server;
}

/** Whether the next data on the connection is a new request. */
function isIdle({ request, response }: Exchange): boolean {
  return response.writableFinished && request.complete && response.shouldKeepAlive;
}

/** Whether the next data is the body of a request that has not been answered. */
function isWaitingForBody({ request, response }: Exchange): boolean {
  return !request.complete && !response.headersSent;
}

/**
 * Runs once the earlier responses on the connection have been sent: pipelined requests are answered in order.
 */
function whenItsTurn(response: ServerResponse, run: () => void): void {
  if (response.socket === null) response.once("socket", run);
  else run();
}

/** Every further chunk of data raises another error, so a response already being closed is remembered. */
const isClosing = new WeakSet<ServerResponse>();

/** Sends the current response completely, then closes the connection: what follows on it cannot be read. */
function closeAfter(response: ServerResponse, socket: Duplex): void {
  if (response.writableFinished) socket.end();
  else if (!isClosing.has(response)) {
    isClosing.add(response);
    response.once("close", () => socket.destroy());
  }
}

function isAuthTarget({ url = "", headers }: IncomingMessage): boolean {
  return isAuth(splitTarget(url, headers.host ?? null)?.path ?? "");
}

function createInvalid(message: string): ServiceError {
  return new ServiceError("invalid_request", { message });
}

/** Listens on the port. Throws StartError if the port is in use or not allowed. */
export async function listen(server: Server, { host, port }: Pick<Config, "host" | "port">): Promise<void> {
  server.listen(port, host);
  try {
    await once(server, "listening");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    const reason = listenProblems[code] ?? `cannot be used: ${code}`;
    throw new StartError(`Port ${port} on ${host} ${reason}`, { cause: error });
  }
}

const listenProblems: Record<string, string> = {
  EADDRINUSE: "is in use by another process; stop it, or set PORT to another one",
  EACCES: "needs more permissions than this user has; set PORT to one above 1023",
  EADDRNOTAVAIL: "cannot be used: HOST is not an address of this machine",
  ENOTFOUND: "cannot be used: HOST is not an address of this machine",
};
