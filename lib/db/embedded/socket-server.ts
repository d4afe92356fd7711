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
  createFatalError,
  createMessageReader,
  mayCopyFromClient,
  ProtocolError,
  refusesCopy,
  refusesEncryption,
  startsSession,
} from "./wire-protocol.ts";

/** The console's own pool; the rest are for psql and admin commands beside it. */
const maxConnections = 8;

/** How long a client that was refused may keep its connection. */
const refusalMs = 1_000;

/** By which the console's own pool is told from outside clients. */
export const consoleApplicationName = "byteengine-console";

const defaultLimits: TurnLimits = {
  // Longer than the console lets its own transactions live.
  idleMs: { console: 35_000, outside: 5_000 },
  transactionMs: 30_000,
};

/** Collected until the client waits for an answer. */
const collected = new Set(["P", "B", "D", "E", "C"]);
/** What a client still sends for a COPY that was refused in the meantime. */
const copyData = new Set(["d", "c", "f"]);

/** Serves the engine on a unix socket: the one place where clients, ours and others, reach it. */
export async function serveEngine(
  engine: Engine,
  path: string,
  limits: TurnLimits = defaultLimits,
): Promise<{ stop: () => Promise<void> }> {
  const turns = createEngineTurns(engine, limits);
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    socket.setNoDelay(true);
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    if (sockets.size > maxConnections) {
      refuse(socket);
      return;
    }
    serveClient(socket, turns);
  });
  server.listen(path);
  await once(server, "listening");
  return {
    stop: async () => {
      const closed = once(server, "close");
      server.close();
      await turns.stop();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function refuse(socket: Socket): void {
  socket.on("error", () => {});
  socket.end(createFatalError("53300", `the embedded database serves ${maxConnections} connections`));
  // Its own messages are read and dropped: a connection closed over them could lose ours.
  socket.resume();
  socket.setTimeout(refusalMs, () => socket.destroy());
}

function serveClient(socket: Socket, turns: EngineTurns): void {
  const reader = createMessageReader();
  let hasEnded = false;
  const client: TurnClient = {
    isConsole: false,
    write: (bytes) => {
      if (socket.writable) socket.write(bytes);
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
  // The close that follows is what matters.
  socket.on("error", () => {});
  socket.on("close", () => turns.leave(client));
}

/** Puts messages together to turns: what is sent until the client waits for the answer. */
function createTurnCollector(socket: Socket, client: TurnClient, turns: EngineTurns) {
  let parts: Buffer[] = [];
  let mayCopy = false;
  const add = (message: Buffer, isCopy: boolean) => {
    parts.push(message);
    if (isCopy) parts.push(refusesCopy);
  };
  const enqueue = (isComplete: boolean) => {
    turns.enqueue(client, { messages: Buffer.concat(parts), isComplete });
    parts = [];
  };
  return (message: ClientMessage): void => {
    if (message.kind === "encryption") socket.write(refusesEncryption);
    else if (message.kind === "cancel") socket.destroy();
    else if (message.kind === "startup") {
      if ("replication" in message.parameters)
        throw new ProtocolError("the embedded database does not replicate");
      client.isConsole = message.parameters.application_name === consoleApplicationName;
      add(startsSession, false);
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
      throw new ProtocolError(`the embedded database does not serve messages of type "${type}"`);
  }
}
