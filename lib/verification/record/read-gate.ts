import { lookUpLimitMs } from "#lib/platform/db/database.ts";
import { isDatabaseUnavailable } from "#lib/platform/db/server/database-errors.ts";

/** `up`: read. `down`: the last read failed, and one can try again. `away`: it failed a moment ago, or one is trying now. */
type ReadState = "up" | "down" | "away";

/** Protects requests from an unreachable database: only one read at a time tries it, and the others do not wait. */
export interface ReadGate {
  getState(): ReadState;
  /**
   * Runs the read and remembers whether it succeeded. A read that failed long after its own time limit is repeated once: this
   * process was paused, and a timer ended the read before the response that had arrived was processed.
   */
  run<T>(read: () => Promise<T>): Promise<T>;
  /** Records that the database has responded to something else. */
  open(): void;
}

const betweenTriesMs = 250;

/** Timers of a process that was not paused are never this late. */
const maxTimerDelayMs = 100;

export function createReadGate(readMs: () => number): ReadGate {
  let failedAtMs: number | null = null;
  let isTrying = false;

  const readAfterPause = async <T>(read: () => Promise<T>): Promise<T> => {
    const startedAtMs = readMs();
    try {
      return await read();
    } catch (error) {
      const wasPaused = readMs() - startedAtMs > lookUpLimitMs + maxTimerDelayMs;
      if (!wasPaused || !isDatabaseUnavailable(error)) throw error;
      return read();
    }
  };

  return {
    getState: () => {
      if (failedAtMs === null) return "up";
      return !isTrying && readMs() - failedAtMs >= betweenTriesMs ? "down" : "away";
    },
    run: async (read) => {
      const isTrial = failedAtMs !== null;
      if (isTrial) isTrying = true;
      try {
        const result = await readAfterPause(read);
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
