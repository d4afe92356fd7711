import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { constants, setPriority } from "node:os";

const niceness = 10;

/**
 * Starts a process whose every thread gives way to ours. A priority set from outside is only the main thread's, and those that
 * it starts afterwards: so `nice` sets it before there is any other.
 */
export async function spawnNicely(
  command: string,
  parameters: readonly string[],
  options: SpawnOptions,
): Promise<ChildProcess> {
  if (process.platform !== "win32") {
    const child = await startChild("nice", ["-n", String(niceness), command, ...parameters], options);
    if (child !== null) return child;
  }
  const child = await startChild(command, parameters, options);
  if (child?.pid === undefined) throw new Error("the process could not be started");
  setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
  return child;
}

/** Null: there is no such program. */
async function startChild(
  command: string,
  parameters: readonly string[],
  options: SpawnOptions,
): Promise<ChildProcess | null> {
  const child = spawn(command, parameters, options);
  try {
    await once(child, "spawn");
    return child;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}
