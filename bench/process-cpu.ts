import { readdirSync, readFileSync } from "node:fs";

/** Linux counts in hundredths of a second, independent of the kernel's own clock. */
const usPerTick = 10_000;

interface Usage {
  parent: number;
  us: number;
}

/** Reads a `stat` file in /proc, of a process with all its threads or of one thread. Null if it has ended. */
function readUsage(file: string): Usage | null {
  try {
    // The name, in parentheses, can contain spaces.
    const fields = readFileSync(file, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
    return { parent: Number(fields[1]), us: (Number(fields[11]) + Number(fields[12])) * usPerTick };
  } catch {
    return null;
  }
}

function listNumbers(folder: string): number[] {
  return readdirSync(folder).map(Number).filter(Number.isInteger);
}

/** The process's CPU time in microseconds, including its threads but not its children. */
export function readCpuUs(pid: number): number {
  return readUsage(`/proc/${pid}/stat`)?.us ?? 0;
}

/** The children that are running now. */
export function listChildren(pid: number): number[] {
  return listNumbers("/proc").filter((other) => readUsage(`/proc/${other}/stat`)?.parent === pid);
}

/** Like readCpuUs, for each thread of the process. */
export function readThreadCpuUs(pid: number): Map<number, number> {
  const folder = `/proc/${pid}/task`;
  return new Map(listNumbers(folder).map((id) => [id, readUsage(`${folder}/${id}/stat`)?.us ?? 0]));
}
