import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Requester, SharingProcess } from "#e2e/support/limits/shared-limit-cases.ts";

interface Reply {
  answers: string[][];
  countedLocally: number;
}

/** Starts a separate process that counts in this Redis, and waits until it is ready. */
export async function startSharingProcess(
  redisUrl: string,
  environment: Record<string, string> = {},
): Promise<SharingProcess & { stop(): void }> {
  const path = fileURLToPath(import.meta.resolve("#e2e/support/limits/shared-limit-process.ts"));
  const child: ChildProcess = fork(path, [redisUrl], { env: { ...process.env, ...environment } });
  await once(child, "message");
  let countedLocally = 0;
  const ask: Requester = async (asked) => {
    child.send([...asked]);
    const [reply]: Reply[] = await once(child, "message");
    countedLocally = reply?.countedLocally ?? 0;
    return reply?.answers ?? [];
  };
  return { ask, getCountedLocally: () => countedLocally, stop: () => child.kill() };
}
