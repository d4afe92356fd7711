import { once } from "node:events";
import { chmod, mkdir, rm } from "node:fs/promises";
import { connect, createServer, type Server, type Socket } from "node:net";
import { join, resolve } from "node:path";
import { json } from "node:stream/consumers";
import { z } from "zod";
import { StartError } from "#lib/platform/process/start-error.ts";
import { type AdminContext, AdminError } from "./admin-command.ts";
import { runCommand } from "./commands.ts";

/** The path of a Unix socket is limited to 107 bytes. */
const maxPathBytes = 104;

const maxRequestBytes = 64 * 1024;
const requestTimeoutMs = 5_000;

/** How long a stop waits for running commands. After that their clients get no answer. */
const stopLimitMs = 1_000;

const requestSchema = z.object({ words: z.array(z.string()) });
const answerSchema = z.object({ lines: z.array(z.string()), exitCode: z.int() });

export type AdminAnswer = z.infer<typeof answerSchema>;

function getSocketPath(dataDirectory: string): string {
  return join(resolve(dataDirectory), "admin.sock");
}

/**
 * Serves `npm run admin` on a socket that only this user can open. If the socket cannot be created, for
 * example on a read-only disk, the service runs without it and logs a warning.
 */
export async function openAdminChannel(context: AdminContext): Promise<{ close: () => Promise<void> }> {
  try {
    return await listen(context, getSocketPath(context.config.dataDirectory));
  } catch (error) {
    context.logger.warn({ err: error }, "the admin channel is not available: its socket cannot be opened");
    return { close: async () => {} };
  }
}

async function listen(context: AdminContext, path: string): Promise<{ close: () => Promise<void> }> {
  if (Buffer.byteLength(path) > maxPathBytes) throw new Error(`${path} is too long for a socket`);
  await mkdir(resolve(context.config.dataDirectory), { recursive: true, mode: 0o700 });
  // If several instances share one data directory and one database server, the first one serves the channel.
  const other = await connectTo(path);
  if (other !== null) {
    other.destroy();
    return { close: async () => {} };
  }
  await rm(path, { force: true });
  const connections = new Set<Connection>();
  // The client ends its side after the request and still reads the answer.
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    const connection = { socket, isRunning: false };
    connections.add(connection);
    socket.once("close", () => connections.delete(connection));
    void answer(context, connection);
  });
  await listenPrivately(server, path);
  return {
    close: async () => {
      const closed = once(server, "close");
      server.close();
      await endConnections(connections, closed);
      await rm(path, { force: true });
    },
  };
}

interface Connection {
  socket: Socket;
  /** Whether its command has been read and not answered yet. */
  isRunning: boolean;
}

/**
 * Connections without a command end immediately: a client that never ends its side would keep the service
 * from stopping.
 */
async function endConnections(connections: ReadonlySet<Connection>, closed: Promise<unknown>): Promise<void> {
  for (const { socket, isRunning } of connections) if (!isRunning) socket.destroy();
  const timer = setTimeout(() => {
    for (const { socket } of connections) socket.destroy();
  }, stopLimitMs);
  await closed;
  clearTimeout(timer);
}

async function listenPrivately(server: Server, path: string): Promise<void> {
  const umask = process.umask(0o177);
  try {
    server.listen(path);
  } finally {
    process.umask(umask);
  }
  await once(server, "listening");
  await chmod(path, 0o600);
}

async function answer(context: AdminContext, connection: Connection): Promise<void> {
  const { socket } = connection;
  // The client has gone; it needs no answer.
  socket.on("error", () => socket.destroy());
  const timeout = setTimeout(() => socket.destroy(), requestTimeoutMs);
  socket.on("data", () => {
    if (socket.bytesRead > maxRequestBytes) socket.destroy();
  });
  try {
    const { words } = requestSchema.parse(await json(socket));
    clearTimeout(timeout);
    connection.isRunning = true;
    context.logger.info({ command: words.slice(0, 2).join(" ") }, "running an admin command");
    socket.end(JSON.stringify(await run(context, words)));
  } catch {
    clearTimeout(timeout);
    socket.destroy();
  }
}

/** Runs a command in this process: a running server, or the command line when no server runs. Never throws. */
export async function run(context: AdminContext, words: readonly string[]): Promise<AdminAnswer> {
  try {
    return { lines: await runCommand(context, words), exitCode: 0 };
  } catch (error) {
    if (error instanceof AdminError || error instanceof StartError)
      return { lines: [error.message], exitCode: 1 };
    context.logger.error({ err: error }, "an admin command failed");
    return { lines: [`Failed: ${error instanceof Error ? error.message : error}`], exitCode: 1 };
  }
}

/** The answer of the server that uses this data directory, or null if none is running. */
export async function sendToRunningServer(
  dataDirectory: string,
  words: readonly string[],
): Promise<AdminAnswer | null> {
  const socket = await connectTo(getSocketPath(dataDirectory));
  if (socket === null) return null;
  socket.end(JSON.stringify({ words }));
  try {
    return answerSchema.parse(await json(socket));
  } catch (error) {
    throw new AdminError(
      `The running console did not answer: ${error instanceof Error ? error.message : error}`,
    );
  }
}

async function connectTo(path: string): Promise<Socket | null> {
  const socket = connect({ path, allowHalfOpen: true });
  try {
    await once(socket, "connect");
    return socket;
  } catch {
    return null;
  }
}
