import { on, once } from "node:events";
import { chmod, mkdir, rm } from "node:fs/promises";
import { connect, createServer, type Server, type Socket } from "node:net";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { z } from "zod";
import { type AdminContext, AdminError } from "./command/admin-command.ts";
import { identifyFolders } from "./identify-folders.ts";
import { type AdminAnswer, type AdminCall, runOnDatabase } from "./run-command.ts";

/** The path of a Unix socket is limited to 107 bytes. */
const maxPathBytes = 104;

const maxRequestBytes = 64 * 1024;
const requestTimeoutMs = 5_000;

/** How long a stop waits for running commands. After that their clients get no answer. */
const stopLimitMs = 1_000;

/** One line of JSON. The client keeps its side open until it has the answer, so its end interrupts the command. */
const requestSchema = z.object({
  words: z.array(z.string()),
  standardInput: z.string(),
  workingDirectory: z.string(),
  /** Which folders the files of the command are in, for the client. */
  folders: z.record(z.string(), z.string().nullable()).default({}),
});

/** Lines of JSON: the progress, then the answer. */
const messageSchema = z.union([
  z.object({ progress: z.string() }),
  z.object({ lines: z.array(z.string()), data: z.unknown().optional(), exitCode: z.int() }),
]);

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
  const server = createServer((socket) => {
    const connection = { socket, isRunning: false, stopping: new AbortController() };
    connections.add(connection);
    // The client has gone, and needs no answer.
    socket.on("error", () => socket.destroy());
    socket.once("close", () => {
      connections.delete(connection);
      connection.stopping.abort();
    });
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
  /** Interrupts its command. */
  stopping: AbortController;
}

/**
 * Connections without a command end immediately: a client that never ends its side would keep the service
 * from stopping.
 */
async function endConnections(connections: ReadonlySet<Connection>, closed: Promise<unknown>): Promise<void> {
  for (const { socket, isRunning, stopping } of connections) {
    if (isRunning) stopping.abort();
    else socket.destroy();
  }
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
  const { socket, stopping } = connection;
  const timeout = setTimeout(() => socket.destroy(), requestTimeoutMs);
  const send = (message: unknown) => {
    if (socket.writable) socket.write(`${JSON.stringify(message)}\n`);
  };
  try {
    const { words, folders, ...call } = requestSchema.parse(JSON.parse(await readRequest(socket)));
    clearTimeout(timeout);
    connection.isRunning = true;
    const report = (progress: string) => send({ progress });
    send(
      (await refuseOtherFolder(words, call.workingDirectory, folders)) ??
        (await runOnDatabase(context, words, { ...call, signal: stopping.signal, report })),
    );
    socket.end();
  } catch {
    clearTimeout(timeout);
    socket.destroy();
  }
}

/** An answer for a client that sees another folder than this process: it would look for the file in vain. */
async function refuseOtherFolder(
  words: readonly string[],
  workingDirectory: string,
  folders: Readonly<Record<string, string | null>>,
): Promise<AdminAnswer | null> {
  const own = await identifyFolders(words, workingDirectory);
  const other = Object.entries(folders).find(([folder, id]) => own[folder] !== id)?.[0];
  if (other === undefined) return null;
  const text = `The running console can't use ${other}, or has a folder of its own there, such as a /tmp under systemd. Choose a folder that you both can use, such as DATA_DIR.`;
  return { lines: [text], exitCode: 1 };
}

/** The first line. Throws if it is too long or never ends. */
async function readRequest(socket: Socket): Promise<string> {
  let text = "";
  socket.setEncoding("utf8");
  for await (const [chunk] of on(socket, "data", { close: ["end", "close"] })) {
    text += chunk;
    const end = text.indexOf("\n");
    if (end !== -1) {
      // Keeps reading, to notice when the client ends.
      socket.resume();
      return text.slice(0, end);
    }
    if (text.length > maxRequestBytes) break;
  }
  throw new Error("the request is too long or incomplete");
}

/** The answer of the console that uses this data directory, or null if none is running. */
export async function sendToRunningServer(
  dataDirectory: string,
  words: readonly string[],
  { signal, report, ...call }: AdminCall,
): Promise<AdminAnswer | null> {
  const path = getSocketPath(dataDirectory);
  const folders = await identifyFolders(words, call.workingDirectory);
  const socket = await connectTo(path).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : error;
    throw new AdminError(`The socket of the console can't be opened: ${reason}. Use the console's user.`);
  });
  if (socket === null) return null;
  const interrupt = () => socket.destroy();
  signal.addEventListener("abort", interrupt, { once: true });
  // Its end is what counts.
  socket.on("error", () => {});
  try {
    signal.throwIfAborted();
    socket.write(`${JSON.stringify({ words, folders, ...call })}\n`);
    return await readAnswer(socket, report);
  } catch (error) {
    if (signal.aborted) throw new AdminError("The command was interrupted.");
    throw new AdminError(
      `The running console did not answer: ${error instanceof Error ? error.message : error}`,
    );
  } finally {
    signal.removeEventListener("abort", interrupt);
    socket.destroy();
  }
}

async function readAnswer(socket: Socket, report: AdminCall["report"]): Promise<AdminAnswer> {
  const lines = createInterface({ input: socket });
  socket.once("close", () => lines.close());
  for await (const line of lines) {
    const message = messageSchema.parse(JSON.parse(line));
    if (!("progress" in message)) return message;
    report(message.progress);
  }
  throw new Error("it stopped before the command ended");
}

/** Null if nothing listens there. Throws if this user can't find out. */
async function connectTo(path: string): Promise<Socket | null> {
  const socket = connect(path);
  try {
    await once(socket, "connect");
    return socket;
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "EACCES" || error.code === "EPERM")) {
      throw error;
    }
    return null;
  }
}
