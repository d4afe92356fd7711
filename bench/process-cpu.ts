import { readdirSync, readFileSync } from "node:fs";

/** Linux counts in hundredths of a second, whatever the kernel's own clock. */
const usPerTick = 10_000;

interface Usage {
  parent: number;
  us: number;
}

/** What /proc says in a `stat` file, of a process with all its threads or of one thread; null: it is gone. */
function readUsage(file: string): Usage | null {
  try {
    // The name, in parentheses, may hold spaces.
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

/** Microseconds of processor time the process has used, its threads included and its children not. */
export function readCpuUs(pid: number): number {
  return readUsage(`/proc/${pid}/stat`)?.us ?? 0;
}

/** The children that live now. */
export function listChildren(pid: number): number[] {
  return listNumbers("/proc").filter((other) => readUsage(`/proc/${other}/stat`)?.parent === pid);
}

/** The same as readCpuUs for each of its threads. */
export function readThreadCpuUs(pid: number): Map<number, number> {
  const folder = `/proc/${pid}/task`;
  return new Map(listNumbers(folder).map((id) => [id, readUsage(`${folder}/${id}/stat`)?.us ?? 0]));
}
