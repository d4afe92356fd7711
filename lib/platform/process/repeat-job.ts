interface RepeatedJob {
  everyMs: number;
  /** What the log says if it fails. It runs again after the interval. */
  failure: string;
  run: (signal: AbortSignal) => Promise<unknown>;
}

/**
 * Runs a job immediately and at an interval, never twice at once. `stop` aborts the signal and waits for a run that has begun,
 * whose failure is then not logged.
 */
export function repeatJob(
  logger: { warn: (fields: { err: unknown }, message: string) => void },
  { everyMs, failure, run }: RepeatedJob,
): { stop: () => Promise<void> } {
  const stopping = new AbortController();
  let running: Promise<void> | null = null;
  const runAndReport = async () => {
    try {
      await run(stopping.signal);
    } catch (error) {
      if (!stopping.signal.aborted) logger.warn({ err: error }, failure);
    } finally {
      running = null;
    }
  };
  const runOnce = () => {
    running ??= runAndReport();
  };
  runOnce();
  const timer = setInterval(runOnce, everyMs);
  timer.unref();
  return {
    stop: async () => {
      clearInterval(timer);
      stopping.abort();
      await running;
    },
  };
}
