import { isDatabaseUnavailable } from "#lib/platform/db/server/database-errors.ts";

/** `up`: read. `down`: the last read failed, and one can try again. `away`: it failed a moment ago, or one is trying now. */
type ReadState = "up" | "down" | "away";

/** Protects requests from an unreachable database: only one read at a time tries it, and the others do not wait. */
export interface ReadGate {
  getState(): ReadState;
  /**
   * Runs the read and remembers whether it succeeded. A read that failed while this process was paused is repeated once: a timer
   * ended it before the response that had arrived was processed.
   */
  run<T>(read: () => Promise<T>): Promise<T>;
  /** Records that the database has responded to something else. */
  open(): void;
}

const betweenTriesMs = 250;

/** Tells whether this process was paused since a time of performance.now(). */
export type WasPausedSince = (atMs: number) => boolean;

export function createReadGate(
  readMs: () => number,
  wasPausedSince: WasPausedSince = watchPauses(readMs),
): ReadGate {
  let failedAtMs: number | null = null;
  let isTrying = false;

  const readAfterPause = async <T>(read: () => Promise<T>): Promise<T> => {
    const startedAtMs = readMs();
    const wasUp = failedAtMs === null;
    try {
      return await read();
    } catch (error) {
      const hasOtherFailed = wasUp && failedAtMs !== null;
      if (hasOtherFailed || !wasPausedSince(startedAtMs) || !isDatabaseUnavailable(error)) throw error;
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

const betweenBeatsMs = 100;

/** A busy process is not this late; a suspended one, or one without processor time, is. */
const maxDelayMs = 500;

/** Notices pauses by a timer that runs late. */
function watchPauses(readMs: () => number): WasPausedSince {
  let beatAtMs = readMs();
  let pauseEndedAtMs = Number.NEGATIVE_INFINITY;
  const beat = () => {
    const nowMs = readMs();
    if (nowMs - beatAtMs > betweenBeatsMs + maxDelayMs) pauseEndedAtMs = nowMs;
    beatAtMs = nowMs;
  };
  setInterval(beat, betweenBeatsMs).unref();
  return (atMs) => {
    // The timer of a read may be processed before this one.
    beat();
    return pauseEndedAtMs >= atMs;
  };
}
