import { setTimeout as wait } from "node:timers/promises";
import type { PrismaClient } from "./generated/client.ts";

/**
 * Long reads that nobody waits for as they wait for a verification: exports, integrity checks, searches. They have
 * connections of their own, so they never take the last free one from a request.
 */
export interface HeavyReads {
  readonly prisma: PrismaClient;
  /**
   * Runs a further batch of a read; its first batch needs no turn, so that a short read is as quick as any request. Only
   * one batch runs at a time, and after each one the next waits, so that all of them together keep the database busy for
   * a third of the time, however many there are.
   */
  runBatch<Result>(work: () => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

/** For every millisecond of work, so many of rest. */
const restPerWork = 2;

/** A batch that took long because the database is away or overloaded does not stop the export for minutes. */
const maxRestMs = 1_000;

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
  let restsUntilMs = 0;

  const runAfterRest = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    const restMs = restsUntilMs - readMs();
    if (restMs > 0) await waitMs(restMs);
    const startedAtMs = readMs();
    try {
      return await work();
    } finally {
      const endedAtMs = readMs();
      restsUntilMs = endedAtMs + Math.min((endedAtMs - startedAtMs) * restPerWork, maxRestMs);
    }
  };

  return {
    get prisma() {
      client ??= open();
      return client;
    },
    runBatch: (work) => {
      const result = last.then(() => runAfterRest(work));
      last = result.catch(() => {});
      return result;
    },
    close: async () => {
      if (client !== null) await close(client);
    },
  };
}
