import { isDatabaseUnavailable } from "#lib/platform/db/server/database-errors.ts";

/** `up`: ask. `down`: the last try failed, and it is time for another. `away`: it failed a moment ago, or one is running. */
type ReadState = "up" | "down" | "away";

/** Decides who asks a database that may be away: one at a time finds out, and the others need not wait for it. */
export interface ReadGate {
  getState(): ReadState;
  /** Runs the read and remembers whether it succeeded. */
  run<T>(read: () => Promise<T>): Promise<T>;
  /** The database has answered elsewhere. */
  open(): void;
}

const betweenTriesMs = 250;

export function createReadGate(readMs: () => number): ReadGate {
  let failedAtMs: number | null = null;
  let isTrying = false;
  return {
    getState: () => {
      if (failedAtMs === null) return "up";
      return !isTrying && readMs() - failedAtMs >= betweenTriesMs ? "down" : "away";
    },
    run: async (read) => {
      const isTrial = failedAtMs !== null;
      if (isTrial) isTrying = true;
      try {
        const result = await read();
        failedAtMs = null;
        return result;
      } catch (error) {
        if (isDatabaseUnavailable(error)) failedAtMs = readMs();
        throw error;
      } finally {
        if (isTrial) isTrying = false;
      }
    },
    open: () => {
      failedAtMs = null;
    },
  };
}
