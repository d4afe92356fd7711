import { isDatabaseUnavailable } from "#lib/platform/db/server/database-errors.ts";

/** `up`: read. `down`: the last read failed, and one can try again. `away`: it failed a moment ago, or one is trying now. */
type ReadState = "up" | "down" | "away";

/** Protects requests from an unreachable database: only one read at a time tries it, and the others do not wait. */
export interface ReadGate {
  getState(): ReadState;
  /** Runs the read and remembers whether it succeeded. */
  run<T>(read: () => Promise<T>): Promise<T>;
  /** Records that the database has responded to something else. */
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
