import { readdir } from "node:fs/promises";
import { constants, getPriority, setPriority } from "node:os";

/**
 * Has every thread of the process give way to ours, by this niceness. On Linux a priority is a thread's own, and one that it creates later gets
 * its creator's; elsewhere it is the process's.
 */
export async function lowerPriority(pid: number, niceness: number): Promise<void> {
  if (niceness === 0) return;
  if (process.platform === "win32") return setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  const target = Math.min(constants.priority.PRIORITY_LOW, getPriority() + niceness);
  if (process.platform !== "linux") return setPriority(pid, target);
  const lowered = new Set<string>();
  // Until a look finds no thread that another created before it was lowered itself.
  for (let found = 1; found > 0; ) {
    const threads = await readdir(`/proc/${pid}/task`);
    const fresh = threads.filter((thread) => !lowered.has(thread));
    for (const thread of fresh) {
      lowerThread(Number(thread), target);
      lowered.add(thread);
    }
    found = fresh.length;
  }
}

function lowerThread(thread: number, target: number): void {
  try {
    setPriority(thread, target);
  } catch (error) {
    // It has ended in the meantime.
    if (!(error instanceof Error && "info" in error && isGone(error.info))) throw error;
  }
}

function isGone(info: unknown): boolean {
  return typeof info === "object" && info !== null && "code" in info && info.code === "ESRCH";
}
