import { readFile } from "node:fs/promises";
import { parentPort, workerData } from "node:worker_threads";
import { PGlite, type PGliteOptions } from "@electric-sql/pglite";
import { z } from "zod";
import type { CopyPart } from "#lib/platform/db/engine-files.ts";
import { DurableNodeFS } from "./durable-file-system.ts";
import { beginCopy, finishCopy } from "./engine-copy.ts";
import type { Engine } from "./engine-turns.ts";
import { serveEngine } from "./socket-server.ts";

/** What the worker is started with. */
export interface WorkerOptions {
  /** Where PostgreSQL keeps its files. Null: in memory, for tests. */
  directory: string | null;
  /** The Unix socket to serve on. */
  socketPath: string;
  /** A dumped data directory to start from. Only in memory. */
  templateFile?: string | undefined;
  /** The compiled engine, for a process that starts several. Only in memory. */
  engine?: WebAssembly.Module | undefined;
}

/**
 * PostgreSQL's default of 128 MB would stay in this process's memory permanently; the operating system caches
 * the files anyway.
 */
const smallMemory = ["-c", "shared_buffers=8MB"];

/**
 * PGlite's own start parameters without -F, which would turn off PostgreSQL's fsync. The log is synced with
 * fsync, because fdatasync, the default, does nothing in the WebAssembly build.
 */
const durableParameters = [
  ...PGlite.defaultStartParams.filter((parameter) => parameter !== "-F"),
  ...["-c", "fsync=on", "-c", "wal_sync_method=fsync"],
  ...smallMemory,
];

async function openPglite(options: WorkerOptions): Promise<PGlite> {
  if (options.directory !== null) {
    const fs = new DurableNodeFS(options.directory);
    return PGlite.create({ fs, startParams: durableParameters });
  }
  const memory: PGliteOptions = { startParams: [...PGlite.defaultStartParams, ...smallMemory] };
  if (options.engine !== undefined) memory.pgliteWasmModule = options.engine;
  if (options.templateFile !== undefined) {
    memory.loadDataDir = new Blob([new Uint8Array(await readFile(options.templateFile))]);
  }
  return PGlite.create(memory);
}

/** The thread that started this one asks for a part of a copy, and receives an answer with the same id. */
export interface CopyRequest {
  id: number;
  /** Where the copy is. */
  to: string;
  /** What the first part returned. Null: this is the first part. */
  checkpoint: string | null;
}

export interface CopyAnswer extends CopyPart {
  id: number;
  /** Why it failed. */
  error: string | null;
}

const copyRequest = z.object({ id: z.int(), to: z.string(), checkpoint: z.string().nullable() });

async function copy(db: PGlite, from: string, { to, checkpoint }: CopyRequest): Promise<string | null> {
  if (checkpoint === null) return beginCopy(db, from, to);
  return (await finishCopy(db, from, to, checkpoint)) ? checkpoint : null;
}

async function serve(options: WorkerOptions): Promise<void> {
  const db = await openPglite(options);
  const engine: Engine = {
    run: (messages, onAnswer) =>
      db.runExclusive(() => db.execProtocolRawStream(messages, { onRawData: onAnswer })),
    isInTransaction: () => db.isInTransaction(),
  };
  const server = await serveEngine(engine, options.socketPath);
  const stop = async () => {
    await server.stop();
    await db.close();
    parentPort?.close();
  };
  const answerCopy = async (from: string, request: CopyRequest) => {
    const answer = await server.runBetween(async (): Promise<CopyAnswer> => {
      const startedAtMs = performance.now();
      const getPausedMs = () => performance.now() - startedAtMs;
      try {
        const checkpoint = await copy(db, from, request);
        return { id: request.id, checkpoint, pausedMs: getPausedMs(), error: null };
      } catch (error) {
        return { id: request.id, checkpoint: null, pausedMs: getPausedMs(), error: String(error) };
      }
    });
    parentPort?.postMessage(answer);
  };
  parentPort?.on("message", (message: unknown) => {
    const request = copyRequest.safeParse(message);
    if (message === "stop") void stop();
    else if (request.success && options.directory !== null) void answerCopy(options.directory, request.data);
  });
  parentPort?.postMessage("ready");
}

/** Only start-embedded.ts starts this file, with these options. */
await serve(workerData as WorkerOptions);
