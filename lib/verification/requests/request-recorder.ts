import type { Database } from "#lib/platform/db/database.ts";
import { describeDatabaseFailure, isDatabaseUnavailable } from "#lib/platform/db/server/database-errors.ts";
import type { Logger } from "#lib/platform/log/log.ts";
import type { RequestEntry } from "./request-entry.ts";
import { createRequestMemory, type RequestBatch, type RequestMemory } from "./request-memory.ts";
import { addCounts, insertEntries } from "./write-requests.ts";

/** The request log as a verification sees it. Nothing here waits or throws. */
export interface RequestLog {
  wants: RequestMemory["wants"];
  add: RequestMemory["add"];
  /** Since the start, by this process: entries written, and requests without one because there was no room. */
  describe(): { written: number; dropped: number };
}

/** The only recorder of an instance that writes. */
export interface RequestRecorder extends RequestLog {
  /** Adds what another thread or process has collected. */
  merge(batch: RequestBatch): void;
  /** Writes what was collected. Never rejects. */
  flush(): Promise<void>;
  /** Stops the timer and flushes one last time. */
  stop(): Promise<void>;
}

/** Short, because people look for a request seconds after it was rejected. */
const flushIntervalMs = 2_000;

/** About 1 KB each. More than these in one interval are dropped. */
export const maxEntries = 1_000;

/** For `REQUEST_LOG_DAYS=0`. */
export function createNoRequestLog(): RequestRecorder {
  return {
    wants: () => false,
    add: () => {},
    merge: () => {},
    flush: async () => {},
    stop: async () => {},
    describe: describeNothing,
  };
}

/** For a log that writes nothing itself. */
export function describeNothing(): ReturnType<RequestLog["describe"]> {
  return { written: 0, dropped: 0 };
}

function countDrops(drops: RequestBatch["drops"]): number {
  return drops.reduce((sum, [, count]) => sum + count, 0);
}

/** All requests in a batch: those with an entry, and those that were only counted. */
function countRequests({ entries, rests, drops }: RequestBatch): number {
  const counted = [...entries, ...rests].reduce((sum, { more }) => sum + more, 0);
  return entries.length + counted + countDrops(drops);
}

/**
 * Collects requests in memory and writes them every two seconds, so that a verification writes nothing itself.
 * What cannot be written within the memory's limits is dropped and counted.
 */
export function createRequestRecorder(
  database: Pick<Database, "pool">,
  logger: Pick<Logger, "warn" | "error">,
): RequestRecorder {
  const memory = createRequestMemory(maxEntries);
  const totals = { written: 0, dropped: 0 };
  let running: Promise<void> = Promise.resolve();
  /** Only the first of several failures in a row is logged: there is one every two seconds. */
  let isFailing = false;

  const keep = (batch: RequestBatch, error: unknown) => {
    if (isDatabaseUnavailable(error)) {
      const reason = describeDatabaseFailure(error);
      if (!isFailing) logger.warn({ reason }, "the request log could not be written and is tried again");
      isFailing = true;
      return memory.putBack(batch);
    }
    // Missing privileges or an older schema would not change by trying again.
    if (!isFailing) logger.error({ err: error }, "the request log cannot be written, and entries are lost");
    isFailing = true;
    totals.dropped += countRequests(batch);
    memory.forget(batch.entries);
  };

  const writeEntries = async (entries: RequestEntry[]) => {
    if (entries.length === 0) return;
    await insertEntries(database.pool, entries);
    totals.written += entries.length;
    isFailing = false;
  };

  const writeCounts = async ({ rests, drops }: RequestBatch) => {
    if (rests.length === 0 && drops.length === 0) return;
    await addCounts(database.pool, { rests, drops });
    totals.dropped += countDrops(drops);
  };

  // The entries first: what is counted may belong to one of them.
  const writeMemory = async () => {
    const batch = memory.take();
    const { entries, ...counts } = batch;
    try {
      await writeEntries(entries);
    } catch (error) {
      // Counts wait with their entries. If those are lost, the counts of earlier ones can still be written.
      if (isDatabaseUnavailable(error)) return keep(batch, error);
      keep({ entries, rests: [], drops: [] }, error);
    }
    try {
      await writeCounts(batch);
    } catch (error) {
      keep({ entries: [], ...counts }, error);
    }
  };

  const flush = () => {
    running = running.then(writeMemory);
    return running;
  };

  const timer = setInterval(flush, flushIntervalMs);
  timer.unref();
  return {
    wants: memory.wants,
    add: memory.add,
    merge: memory.merge,
    flush,
    stop: () => {
      clearInterval(timer);
      return flush();
    },
    describe: () => ({ ...totals }),
  };
}
