export type CheckState = "ok" | "warning" | "problem" | "unknown";

/** One line of `npm run admin -- doctor`. */
export interface Check {
  name: string;
  state: CheckState;
  /** What was found, and what to do about it. */
  text: string;
}

export function createCheck(name: string, state: CheckState, text: string): Check {
  return { name, state, text };
}

/** `73.4 MB`: in powers of 1,000, as disks are sold. */
export function describeBytes(bytes: number): string {
  const units = ["KB", "MB", "GB", "TB"];
  let value = bytes / 1000;
  while (value >= 1000 && units.length > 1) {
    value /= 1000;
    units.shift();
  }
  return `${value.toFixed(value >= 100 ? 0 : 1)} ${units[0]}`;
}
