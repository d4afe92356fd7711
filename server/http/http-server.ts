import { once } from "node:events";
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from "node:http";
import type { Duplex } from "node:stream";
import type { Config } from "#lib/env.ts";
import { ServiceError } from "#lib/errors.ts";
import { createId } from "#lib/ids.ts";
import { StartError } from "#lib/start-error.ts";
import { answerError, answerOnSocket, describeClientError } from "./answer-error.ts";
import { type Exchange, followExchanges } from "./exchanges.ts";
import { splitTarget } from "./host-and-target.ts";
import { keepAliveTimeoutMs } from "./keep-alive.ts";
import { isAuth } from "./paths.ts";

const options = {
  /** Headers beyond that are no browser's and no proxy's. */
  maxHeaderSize: 16 * 1024,
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: keepAliveTimeoutMs,
  connectionsCheckingInterval: 2_000,
  // We look for it ourselves, and answer in the contract's shape.
  requireHostHeader: false,
};

/**
 * Node's server with its own refusals in the contract's shape. Only a reloading console has WebSockets; elsewhere a
 * request that offers an upgrade is answered as if it had not.
 */
export function createHttpServer(
  config: Pick<Config, "isDevelopment" | "publicOrigin">,
  listener: RequestListener,
): Server {
  const shouldUpgradeCallback = (request: IncomingMessage) =>
    config.isDevelopment && request.url?.startsWith("/_next/") === true;
  const server = createServer({ ...options, shouldUpgradeCallback });
  // The size is limited already. With a number, Node drops what comes after it from "headers" and still acts on it: a
  // body would be read that the headers do not announce.
  server.maxHeadersCount = 0;
  const isSecure = config.publicOrigin?.startsWith("https:") ?? false;
  const createContext = () => ({ requestId: createId("request"), isSecure, isForMachine: false });
  const refuse = (error: ServiceError, socket: Duplex) => answerOnSocket(socket, error, createContext());
  const exchanges = followExchanges(server, listener);
  server.on("clientError", (error, socket) => {
    const last = exchanges.get(socket);
    const refuseIt = () => refuse(describeClientError(error), socket);
    if (last === undefined || isIdle(last)) refuseIt();
    else if (isWaitingForBody(last)) {
      whenItsTurn(last.response, () => {
        if (last.response.headersSent) closeAfter(last.response, socket);
        else refuseIt();
      });
    } else closeAfter(last.response, socket);
  });
  server.on("connect", (_request, socket) => {
    const last = exchanges.get(socket);
    if (last === undefined || isIdle(last)) refuse(createInvalid("This is no proxy"), socket);
    // Node has let go of the socket, and answers that are still to come would meet ours on it.
    else socket.destroy();
  });
  server.on("checkExpectation", (request, response) => {
    // A proxy may hand on the Expect of the request that it asks about: it says nothing about the question.
    if (isAuthTarget(request)) {
      listener(request, response);
      return;
    }
    answerError(response, createInvalid("Expect may only be 100-continue"), createContext());
  });
  return server;
}

/** Whether what comes next on the connection is a new request. */
function isIdle({ request, response }: Exchange): boolean {
  return response.writableFinished && request.complete && response.shouldKeepAlive;
}

/** Whether what comes next is the body of a request that nobody has answered. */
function isWaitingForBody({ request, response }: Exchange): boolean {
  return !request.complete && !response.headersSent;
}

/** Of requests sent together each has its answer on the connection only after those before it. */
function whenItsTurn(response: ServerResponse, run: () => void): void {
  if (response.socket === null) response.once("socket", run);
  else run();
}

/** Each piece of what follows is an error of its own. */
const isClosing = new WeakSet<ServerResponse>();

/** What follows a request whose answer closes the connection is nobody's: its own answer still goes out whole. */
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

/** Takes the port. Throws StartError when it is taken or not ours to take. */
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
  EACCES: "may not be used by this user; set PORT to one above 1023",
  EADDRNOTAVAIL: "cannot be used: HOST is no address of this machine",
  ENOTFOUND: "cannot be used: HOST is no address of this machine",
};
