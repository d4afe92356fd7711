import { type ChildProcess, spawn } from "node:child_process";
import { on, once } from "node:events";
import { rm } from "node:fs/promises";
import { resolve } from "node:path";
import type { EngineFiles } from "#lib/platform/db/engine-files.ts";
import { StartError } from "#lib/platform/process/start-error.ts";
import { createChildEnvironment } from "#lib/platform/settings/env.ts";
import type { BackupTask, CopyOutcome, ProcessMessage } from "./backup-messages.ts";
import type { Progress } from "./write-rows.ts";

export interface WrittenBackup {
  sizeBytes: number;
  rows: number;
  /** For how long writes to the embedded database paused, all pauses together. */
  pausedMs: number;
}

interface Options {
  task: Omit<BackupTask["task"], "source">;
  /** A server, or the embedded database of this process. */
  source: { url: string } | { files: EngineFiles };
  signal: AbortSignal;
  onProgress: (progress: Progress) => void;
}

/** A copy of the embedded database's files while it is made. */
interface Copy {
  files: EngineFiles;
  to: string;
  checkpoint: string;
  pausedMs: number;
  tries: number;
}

/** Every start runs in the repository's root directory. A bundler must not see that this is a program. */
const programParameters = [resolve("lib/backup/create/backup-process.ts")];

/** A checkpoint during a copy is rare: the database makes one for every gigabyte that is written. */
const maxTries = 5;

/** Runs one backup in a process of its own. Nothing of it remains after a failure. */
export async function runBackupProcess({
  task,
  source,
  signal,
  onProgress,
}: Options): Promise<WrittenBackup> {
  signal.throwIfAborted();
  const copy = "files" in source ? await beginCopy(source.files) : null;
  const child = spawn(process.execPath, programParameters, {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    env: createChildEnvironment(),
  });
  const ended = once(child, "exit");
  const kill = () => child.kill("SIGKILL");
  signal.addEventListener("abort", kill, { once: true });
  try {
    const where = "url" in source ? source : { from: source.files.directory, to: copy?.to ?? "" };
    child.send({ task: { ...task, source: where } } satisfies BackupTask);
    return await follow(child, copy, onProgress);
  } catch (error) {
    throw signal.aborted ? new StartError("The backup was interrupted") : error;
  } finally {
    signal.removeEventListener("abort", kill);
    kill();
    await ended;
    await rm(task.partialFile, { force: true });
    if (copy !== null) await rm(copy.to, { recursive: true, force: true });
  }
}

async function beginCopy(files: EngineFiles): Promise<Copy> {
  const to = files.chooseCopy();
  const { checkpoint, pausedMs } = await files.begin(to).catch(async (error: unknown) => {
    await rm(to, { recursive: true, force: true });
    throw error;
  });
  return { files, to, checkpoint: checkpoint ?? "", pausedMs, tries: 1 };
}

async function follow(
  child: ChildProcess,
  copy: Copy | null,
  onProgress: Options["onProgress"],
): Promise<WrittenBackup> {
  const messages = on(child, "message", { close: ["exit"] }) as AsyncIterable<[ProcessMessage]>;
  for await (const [message] of messages) {
    switch (message.kind) {
      case "copied":
        if (copy !== null) child.send(await finishCopy(copy));
        break;
      case "progress":
        onProgress(message.progress);
        break;
      case "failed":
        throw message.isExpected ? new StartError(message.message) : new Error(message.message);
      case "done":
        return { sizeBytes: message.sizeBytes, rows: message.rows, pausedMs: copy?.pausedMs ?? 0 };
    }
  }
  throw new Error("the process that wrote the backup ended unexpectedly");
}

async function finishCopy(copy: Copy): Promise<CopyOutcome> {
  const { checkpoint, pausedMs } = await copy.files.finish(copy.to, copy.checkpoint);
  copy.pausedMs += pausedMs;
  if (checkpoint !== null) return "copied";
  if (copy.tries >= maxTries) {
    throw new StartError("So much is written that the database could not be copied. Try again later");
  }
  const next = await copy.files.begin(copy.to);
  copy.checkpoint = next.checkpoint ?? "";
  copy.pausedMs += next.pausedMs;
  copy.tries += 1;
  return "copy again";
}
