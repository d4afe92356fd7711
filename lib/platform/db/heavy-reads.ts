import { setTimeout as wait } from "node:timers/promises";
import type { PrismaClient } from "./generated/client.ts";

/**
 * Long reads that are less urgent than verifications: exports, integrity checks, searches. They have their
 * own connections, so that they never take the last free one from a request.
 */
export interface HeavyReads {
  readonly prisma: PrismaClient;
  /**
   * Runs a further batch of a read. The first batch does not use this function, so that a short read is as
   * quick as any request. Only one batch runs at a time, followed by a pause, so that all of them together
   * keep the database busy for a third of the time, however many there are.
   */
  runBatch<Result>(work: () => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

/** Milliseconds of pause for every millisecond of work. */
const pausePerWork = 2;

/**
 * A batch that was slow because the database was unreachable or overloaded must not delay the export for
 * minutes.
 */
const maxPauseMs = 1_000;

interface PaceOptions {
  readMs?: () => number;
  waitMs?: (ms: number) => Promise<unknown>;
}

/** `open` is called for the first read: a process that only verifies needs no second client. */
export function createHeavyReads(
  open: () => PrismaClient,
  close: (client: PrismaClient) => Promise<void>,
  { readMs = () => performance.now(), waitMs = wait }: PaceOptions = {},
): HeavyReads {
  let client: PrismaClient | null = null;
  let last: Promise<unknown> = Promise.resolve();
  let pausedUntilMs = 0;

  const runAfterPause = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    const pauseMs = pausedUntilMs - readMs();
    if (pauseMs > 0) await waitMs(pauseMs);
    const startedAtMs = readMs();
    try {
      return await work();
    } finally {
      const endedAtMs = readMs();
      pausedUntilMs = endedAtMs + Math.min((endedAtMs - startedAtMs) * pausePerWork, maxPauseMs);
    }
  };

  return {
    get prisma() {
      client ??= open();
      return client;
    },
    runBatch: (work) => {
      const result = last.then(() => runAfterPause(work));
      last = result.catch(() => {});
      return result;
    },
    close: async () => {
      if (client !== null) await close(client);
    },
  };
}
