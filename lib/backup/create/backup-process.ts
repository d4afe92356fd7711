import { once } from "node:events";
import { rm } from "node:fs/promises";
import { writeBackupFile } from "#lib/backup/format/write-backup-file.ts";
import { openCopiedSource } from "#lib/backup/source/copied-source.ts";
import { openServerSource } from "#lib/backup/source/server-source.ts";
import type { Source } from "#lib/backup/source/source.ts";
import { copyWhileRunning } from "#lib/platform/db/embedded/engine-copy.ts";
import { createLogger } from "#lib/platform/log/log.ts";
import { lowerPriority } from "#lib/platform/process/lower-priority.ts";
import { StartError } from "#lib/platform/process/start-error.ts";
import type { BackupTask, CopyOutcome, ProcessMessage } from "./backup-messages.ts";
import { writeBackupText } from "./write-rows.ts";

// Writes one backup, in a process of its own: reading, compressing and encrypting take a processor, which verifications need, and
// the memory of the second engine is free again afterward. create-backup.ts starts it.

const progressIntervalMs = 1_000;

const send = (message: ProcessMessage) => process.send?.(message);

async function receive(): Promise<unknown> {
  const [message] = await once(process, "message");
  return message;
}

async function openCopy(from: string, to: string): Promise<Source> {
  for (;;) {
    await copyWhileRunning(from, to);
    send({ kind: "copied" });
    if ((await receive()) === ("copied" satisfies CopyOutcome)) return openCopiedSource(to);
  }
}

async function openSource(source: BackupTask["task"]["source"]): Promise<Source> {
  if ("from" in source) return openCopy(source.from, source.to);
  return openServerSource(source.url, createLogger({ level: "silent" }));
}

async function run({ source: where, header, secrets, ...task }: BackupTask["task"]): Promise<void> {
  // Also the threads that read, compress and encrypt.
  await lowerPriority(process.pid, task.niceness);
  const source = await openSource(where);
  let rows = 0;
  let reportedAtMs = performance.now();
  try {
    const text = writeBackupText({
      source,
      header,
      secrets,
      onProgress: (progress) => {
        rows = progress.rows;
        if (performance.now() - reportedAtMs < progressIntervalMs) return;
        reportedAtMs = performance.now();
        send({ kind: "progress", progress });
      },
    });
    const sizeBytes = await writeBackupFile(task, text);
    send({ kind: "done", sizeBytes, rows });
  } finally {
    await source.close();
    if ("to" in where) await rm(where.to, { recursive: true, force: true });
  }
}

// The console has ended, or the backup was interrupted.
process.once("disconnect", () => process.exit(1));
// Ctrl-C in a terminal goes to all processes. The console decides.
process.on("SIGINT", () => {});
const { task } = (await receive()) as BackupTask;
try {
  await run(task);
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  send({ kind: "failed", message, isExpected: error instanceof StartError });
}
process.disconnect();
