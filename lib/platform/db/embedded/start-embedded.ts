import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { on, once } from "node:events";
import { existsSync } from "node:fs";
import { access, chmod, constants, mkdir, mkdtemp, readdir, rename, rm, stat } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Worker } from "node:worker_threads";
import type { PoolConfig } from "pg";
import type { CopyPart, EngineFiles } from "#lib/platform/db/engine-files.ts";
import type { Logger } from "#lib/platform/log/log.ts";
import { StartError } from "#lib/platform/process/start-error.ts";
import { lockDataDirectory } from "./data-directory-lock.ts";
import type { CopyAnswer, CopyRequest, WorkerOptions } from "./database-worker.ts";
import { diskFullExitCode, isEngineDiskFull } from "./engine-disk-full.ts";
import { consoleApplicationName } from "./socket-server.ts";
import { threadPoolSize } from "./thread-pool-size.ts";

export interface Embedded {
  poolConfig: PoolConfig;
  /** Null: the database is in memory. */
  files: EngineFiles | null;
  /** Stops the database cleanly. Call it after the pool has ended. */
  stop: () => Promise<void>;
}

/** The path of a Unix socket is limited to 107 bytes; PostgreSQL's file name takes some of them. */
const maxSocketDirectoryBytes = 85;

const socketName = ".s.PGSQL.5432";

interface StartOptions {
  dataDirectory: string;
  logger: Logger;
  /** Stops the start. Nothing of it remains, and the lock is released. */
  signal?: AbortSignal | undefined;
}

/** Locks the data directory and starts PGlite on it. Throws StartError if another process holds the lock. */
export async function startEmbedded({ signal, ...options }: StartOptions): Promise<Embedded> {
  const dataDirectory = resolve(options.dataDirectory);
  await createDirectory(dataDirectory);
  const lock = lockDataDirectory(dataDirectory);
  try {
    const directory = join(dataDirectory, "postgresql");
    await removeUnfinished(dataDirectory);
    if (!existsSync(join(directory, "PG_VERSION"))) await createFiles(dataDirectory, directory, signal);
    const database = await startDatabase({ directory }, dataDirectory, signal);
    return {
      poolConfig: database.poolConfig,
      files: {
        directory,
        chooseCopy: () => join(dataDirectory, `${copyPrefix}${randomBytes(6).toString("hex")}`),
        begin: (to) => database.copy({ to, checkpoint: null }),
        finish: (to, checkpoint) => database.copy({ to, checkpoint }),
      },
      stop: async () => {
        await database.stop();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

const unfinishedPrefix = "postgresql-new-";
const copyPrefix = "postgresql-copy-";

/**
 * Removes what a killed start or backup has left. If its process still writes there for a moment, a later start removes
 * it.
 */
async function removeUnfinished(dataDirectory: string): Promise<void> {
  for (const name of await readdir(dataDirectory)) {
    if (!name.startsWith(unfinishedPrefix) && !name.startsWith(copyPrefix)) continue;
    await rm(join(dataDirectory, name), { recursive: true, force: true }).catch(() => {});
  }
}

/**
 * Creates the database's files next to their final place: a kill at any moment leaves all of them there, or
 * none.
 */
async function createFiles(
  dataDirectory: string,
  directory: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const draft = await mkdtemp(join(dataDirectory, unfinishedPrefix));
  try {
    await runCreation(dataDirectory, draft, signal);
    await rename(draft, directory);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
  }
}

async function runCreation(
  dataDirectory: string,
  draft: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  signal?.throwIfAborted();
  // Its code runs once, and optimizing it takes longer than running it, and half a gigabyte of memory.
  const parameters = ["--liftoff-only", join(import.meta.dirname, "create-files.ts"), draft];
  const child = spawn(process.execPath, parameters, {
    stdio: ["ignore", "ignore", "pipe"],
    // The console's settings are not passed on.
    env: { NODE_ENV: "production", UV_THREADPOOL_SIZE: String(threadPoolSize) },
  });
  const output: string[] = [];
  child.stderr.on("data", (chunk) => output.push(String(chunk)));
  const kill = () => child.kill("SIGKILL");
  signal?.addEventListener("abort", kill, { once: true });
  const [code] = await once(child, "close").finally(() => signal?.removeEventListener("abort", kill));
  signal?.throwIfAborted();
  if (code === diskFullExitCode) throw createDiskFullError(dataDirectory);
  if (code !== 0) throw new Error(`the embedded database could not be created:\n${output.join("")}`);
}

function createDiskFullError(dataDirectory: string | null): StartError {
  return new StartError(`DATA_DIR ${dataDirectory} cannot be used: its disk is full`);
}

/** How to connect to the database that a running service has open on this directory, or null if there is none. */
export async function findRunning(dataDirectory: string): Promise<PoolConfig | null> {
  const directory = join(resolve(dataDirectory), "socket");
  const isListening = await new Promise<boolean>((settle) => {
    const connection = connect(join(directory, socketName));
    connection.once("connect", () => settle(true)).once("error", () => settle(false));
    connection.once("close", () => settle(false));
    connection.once("connect", () => connection.end());
  });
  return isListening ? createPoolConfig(directory) : null;
}

/** A database in memory, optionally loaded from a dumped data directory. For tests. */
export async function startInMemory(
  source: Pick<WorkerOptions, "templateFile" | "engine"> = {},
): Promise<Embedded> {
  const { poolConfig, stop } = await startDatabase({ directory: null, ...source }, null);
  return { poolConfig, stop, files: null };
}

/**
 * Removes other users' access to an existing directory, created by hand or by an installer: it contains the
 * database and the instance's secrets. Throws StartError if that is not possible and others could read it.
 */
async function restrictAccess(directory: string): Promise<void> {
  const { mode } = await stat(directory);
  if (process.platform === "win32" || (mode & 0o077) === 0) return;
  await chmod(directory, mode & 0o700).catch(() => {});
  const left = (await stat(directory)).mode & 0o777;
  // A volume can belong to root and to a group that only this service is in.
  if ((left & 0o007) === 0) return;
  throw new StartError(
    `DATA_DIR ${directory} is open to other users (mode ${left.toString(8)}), and this process cannot change that: run chmod 700 on it as its owner`,
  );
}

/**
 * Root can open a database that belongs to the service's user, and would leave files that this user can't open. Throws
 * StartError for that.
 */
async function assertOwner(directory: string): Promise<void> {
  if (process.geteuid?.() !== 0) return;
  const database = await stat(join(directory, "postgresql")).catch(() => null);
  // A volume can belong to root while the database in it doesn't.
  const { uid } = database ?? (await stat(directory));
  if (uid === 0) return;
  throw new StartError(
    `DATA_DIR ${directory} belongs to the user with the ID ${uid}, who couldn't open it any more if root did. Run this as that user, for example with "runuser -u NAME --" in front`,
  );
}

async function createDirectory(directory: string): Promise<void> {
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await assertOwner(directory);
    await restrictAccess(directory);
    await access(directory, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    if (error instanceof StartError) throw error;
    const reason = error instanceof Error && "code" in error ? error.code : error;
    throw new StartError(`DATA_DIR ${directory} cannot be used: ${reason}`, { cause: error });
  }
}

async function startDatabase(
  storage: Omit<WorkerOptions, "socketPath">,
  dataDirectory: string | null,
  signal?: AbortSignal,
) {
  const socket = await createSocketDirectory(dataDirectory);
  const workerData: WorkerOptions = { ...storage, socketPath: join(socket.path, socketName) };
  // Joined at run time, so that a bundler does not try to bundle the worker.
  const worker = new Worker(join(import.meta.dirname, "database-worker.ts"), { workerData });
  await waitUntilReady(worker, signal).catch(async (error: unknown) => {
    // Equivalent to a power failure, which loses nothing that was acknowledged. A clean stop can take longer
    // than a supervisor waits.
    await worker.terminate();
    await socket.remove();
    throw isEngineDiskFull(error) ? createDiskFullError(dataDirectory) : error;
  });
  let isStopping = false;
  worker.once("exit", () => {
    if (!isStopping) throw new Error("the embedded database ended unexpectedly");
  });
  worker.unref();
  return {
    copy: createCopier(worker),
    poolConfig: { ...createPoolConfig(socket.path), application_name: consoleApplicationName },
    stop: async () => {
      isStopping = true;
      const exit = once(worker, "exit");
      worker.ref();
      worker.postMessage("stop");
      await exit;
      await socket.remove();
    },
  };
}

function createCopier(worker: Worker) {
  let lastId = 0;
  return async (part: Omit<CopyRequest, "id">): Promise<CopyPart> => {
    const id = ++lastId;
    const request: CopyRequest = { id, ...part };
    // The start needs messages no longer, so all that arrive are answers.
    const messages = on(worker, "message", { close: ["exit"] });
    worker.postMessage(request);
    for await (const [message] of messages as AsyncIterable<[CopyAnswer]>) {
      if (message.id !== id) continue;
      if (message.error !== null) throw new Error(`the database could not be copied: ${message.error}`);
      return message;
    }
    throw new Error("the embedded database stopped while it was copied");
  };
}

/** Under `node --watch`, Node's own messages about files arrive first. */
async function waitUntilReady(worker: Worker, signal: AbortSignal | undefined): Promise<void> {
  const messages = on(worker, "message", signal === undefined ? {} : { signal });
  for await (const [message] of messages) if (message === "ready") return;
}

/** PGlite has only one session: more connections would only wait for each other. */
function createPoolConfig(socketDirectory: string): PoolConfig {
  return {
    host: socketDirectory,
    port: 5432,
    user: "postgres",
    database: "postgres",
    max: 1,
    idleTimeoutMillis: 0,
  };
}

/**
 * A directory that only this user can access: a process that reaches the socket is the database's
 * administrator.
 */
async function createSocketDirectory(dataDirectory: string | null) {
  const near = dataDirectory === null ? null : join(dataDirectory, "socket");
  if (near === null || Buffer.byteLength(near) > maxSocketDirectoryBytes) {
    const path = await mkdtemp(join(tmpdir(), "byteengine-socket-"));
    return { path, remove: () => rm(path, { recursive: true, force: true }) };
  }
  await mkdir(near, { recursive: true, mode: 0o700 });
  await chmod(near, 0o700);
  // A killed process leaves its socket behind. The lock guarantees that no process listens on it now.
  await rm(join(near, socketName), { force: true });
  return { path: near, remove: () => rm(join(near, socketName), { force: true }) };
}
