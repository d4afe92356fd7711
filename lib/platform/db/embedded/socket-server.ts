import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import {
  createEngineTurns,
  type Engine,
  type EngineTurns,
  type TurnClient,
  type TurnLimits,
} from "./engine-turns.ts";
import {
  type ClientMessage,
  copyRejection,
  createFatalError,
  createMessageReader,
  encryptionRejection,
  mayCopyFromClient,
  ProtocolError,
  sessionStartup,
} from "./wire-protocol.ts";

/** One for the console's own pool; the others are for psql and admin commands. */
const maxConnections = 8;

/** How long a rejected client can keep its connection. */
const rejectionMs = 1_000;

/** Distinguishes the console's own pool from external clients. */
export const consoleApplicationName = "byteengine-console";

const defaultLimits: TurnLimits = {
  // Longer than the console's own limit for transactions.
  idleMs: { console: 35_000, outside: 5_000 },
  transactionMs: 30_000,
};

/** Collected until the client waits for a response. */
const collected = new Set(["P", "B", "D", "E", "C"]);
/** What a client still sends for a COPY that has been rejected in the meantime. */
const copyData = new Set(["d", "c", "f"]);

/** Serves the engine on a Unix socket, the only way for clients to reach it. */
export async function serveEngine(
  engine: Engine,
  path: string,
  limits: TurnLimits = defaultLimits,
): Promise<Pick<EngineTurns, "runBetween" | "stop">> {
  const turns = createEngineTurns(engine, limits);
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    socket.setNoDelay(true);
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    if (sockets.size > maxConnections) {
      rejectClient(socket);
      return;
    }
    serveClient(socket, turns);
  });
  server.listen(path);
  await once(server, "listening");
  return {
    runBetween: turns.runBetween,
    stop: async () => {
      const closed = once(server, "close");
      server.close();
      await turns.stop();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function rejectClient(socket: Socket): void {
  socket.on("error", () => {});
  socket.end(createFatalError("53300", `the embedded database allows ${maxConnections} connections`));
  // The client's messages are read and discarded: closing the connection with unread data could lose the
  // error.
  socket.resume();
  socket.setTimeout(rejectionMs, () => socket.destroy());
}

function serveClient(socket: Socket, turns: EngineTurns): void {
  const reader = createMessageReader();
  let hasEnded = false;
  const client: TurnClient = {
    isConsole: false,
    write: (bytes) => {
      // A copy: the bytes are in memory that the engine reuses, and the socket may send them later.
      if (socket.writable) socket.write(Buffer.from(bytes));
    },
    end: (sqlState, reason) => {
      hasEnded = true;
      socket.end(createFatalError(sqlState, reason), () => socket.destroy());
    },
  };
  const takeMessage = createTurnCollector(socket, client, turns);
  socket.on("data", (chunk) => {
    if (hasEnded) return;
    try {
      for (const message of reader.read(chunk)) takeMessage(message);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      client.end("08P01", error.message);
    }
  });
  // The close event that follows is handled below.
  socket.on("error", () => {});
  socket.on("close", () => turns.leave(client));
}

/** Groups messages into turns: everything sent until the client waits for the response. */
function createTurnCollector(socket: Socket, client: TurnClient, turns: EngineTurns) {
  let parts: Buffer[] = [];
  let mayCopy = false;
  const add = (message: Buffer, isCopy: boolean) => {
    parts.push(message);
    if (isCopy) parts.push(copyRejection);
  };
  const enqueue = (isComplete: boolean) => {
    turns.enqueue(client, { messages: Buffer.concat(parts), isComplete });
    parts = [];
  };
  return (message: ClientMessage): void => {
    if (message.kind === "encryption") socket.write(encryptionRejection);
    else if (message.kind === "cancel") socket.destroy();
    else if (message.kind === "startup") {
      if ("replication" in message.parameters)
        throw new ProtocolError("the embedded database does not support replication");
      client.isConsole = message.parameters.application_name === consoleApplicationName;
      add(sessionStartup, false);
      enqueue(true);
    } else takeTyped(message.type, message.bytes);
  };

  function takeTyped(type: string, bytes: Buffer): void {
    if (type === "X") socket.end();
    else if (type === "Q") {
      add(bytes, mayCopyFromClient(bytes));
      enqueue(true);
    } else if (type === "S" || type === "H") {
      add(bytes, false);
      enqueue(type === "S");
    } else if (collected.has(type)) {
      if (type === "P") mayCopy ||= mayCopyFromClient(bytes);
      add(bytes, type === "E" && mayCopy);
    } else if (!copyData.has(type))
      throw new ProtocolError(`the embedded database does not support messages of type "${type}"`);
  }
}
