import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Asker, SharingProcess } from "./shared-limit-cases.ts";

interface Reply {
  answers: string[][];
  countedAway: number;
}

/** Starts a separate process that counts in this Redis, and waits until it is ready. */
export async function startSharingProcess(
  redisUrl: string,
  environment: Record<string, string> = {},
): Promise<SharingProcess & { stop(): void }> {
  const path = fileURLToPath(import.meta.resolve("#lib/testing/shared-limit-process.ts"));
  const child: ChildProcess = fork(path, [redisUrl], { env: { ...process.env, ...environment } });
  await once(child, "message");
  let countedAway = 0;
  const ask: Asker = async (asked) => {
    child.send([...asked]);
    const [reply]: Reply[] = await once(child, "message");
    countedAway = reply?.countedAway ?? 0;
    return reply?.answers ?? [];
  };
  return { ask, getCountedAway: () => countedAway, stop: () => child.kill() };
}
