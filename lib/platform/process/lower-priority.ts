import { readdir } from "node:fs/promises";
import { constants, getPriority, setPriority } from "node:os";

/**
 * Lowers the priority of every thread of the process by this niceness. On Linux each thread has its own
 * priority, and a new thread inherits its creator's; on other systems the priority belongs to the process.
 */
export async function lowerPriority(pid: number, niceness: number): Promise<void> {
  if (niceness === 0) return;
  if (process.platform === "win32") return setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  const target = Math.min(constants.priority.PRIORITY_LOW, getPriority() + niceness);
  if (process.platform !== "linux") return setPriority(pid, target);
  const lowered = new Set<string>();
  // Repeats until no new thread appears: a thread can create another before its own priority is lowered.
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

/** Gives the thread that calls this at least this niceness. Only on Linux: elsewhere it would be the whole process's. */
export function lowerThisThread(niceness: number): void {
  if (process.platform === "linux" && getPriority() < niceness) setPriority(niceness);
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
