import type { Database } from "#lib/platform/db/database.ts";
import {
  describeDatabaseFailure,
  isDatabaseUnavailable,
  isRejectedData,
} from "#lib/platform/db/server/database-errors.ts";
import type { Logger } from "#lib/platform/log/log.ts";
import { createUsageMemory, type UsageEvent } from "./usage-memory.ts";
import { type UsageBatch, writeUsage } from "./write-usage.ts";

interface UsageState {
  /** Rows that wait to be written. */
  waiting: number;
  /** Requests that are missing in the counts, since the process started. */
  dropped: number;
}

export interface UsageRecorder {
  /** Counts in memory. Never waits and never throws. */
  record(event: UsageEvent): void;
  /** Writes what has been counted; on failure keeps it for the next time. Never rejects. */
  flush(): Promise<void>;
  /** Flushes unless that has just been done, for readers who wait for the first use of a key. */
  catchUp(): Promise<void>;
  /** What this process has counted and not written, and what it had no room for. */
  describe(): UsageState;
  /** Stops the timer and flushes one last time. */
  stop(): Promise<void>;
}

/** The only recorder of an instance that writes. */
export interface UsageCollector extends UsageRecorder {
  /** Adds what another thread has counted. `dropped` is as in UsageMemory. */
  add(counted: UsageBatch & { dropped: number }): void;
  /** Runs before each flush, to collect the counts of other threads. Must not reject. */
  gatherWith(gather: () => Promise<void>): void;
}

/** Of a recorder whose counts another process or thread collects. */
export function describeNoUsage(): UsageState {
  return { waiting: 0, dropped: 0 };
}

const flushIntervalMs = 5_000;

/** Readers who wait can't make the recorder write more often than this. */
const minFlushIntervalMs = 500;

/** About 400 bytes each: what a busy instance counts in the minutes for which a database may be unreachable. */
const maxRows = 100_000;

/**
 * From this number of rows on, they are written without waiting for the timer, so that thousands of used keys
 * do not lead to dropped rows.
 */
const earlyFlushRows = 10_000;

function isEmpty({ counts, lastUses }: UsageBatch): boolean {
  return counts.length === 0 && lastUses.length === 0;
}

/** Splits the batch in two. Empty for a single row. */
function split({ counts, lastUses }: UsageBatch): UsageBatch[] {
  if (counts.length > 0 && lastUses.length > 0)
    return [
      { counts, lastUses: [] },
      { counts: [], lastUses },
    ];
  if (counts.length + lastUses.length === 1) return [];
  const [half, uses] = [Math.ceil(counts.length / 2), Math.ceil(lastUses.length / 2)];
  return [
    { counts: counts.slice(0, half), lastUses: lastUses.slice(0, uses) },
    { counts: counts.slice(half), lastUses: lastUses.slice(uses) },
  ];
}

function findKeyId({ counts, lastUses }: UsageBatch): string | undefined {
  return [...counts, ...lastUses][0]?.keyId;
}

/**
 * Counts usage in memory and writes it in one statement every five seconds, so that a verification writes
 * nothing itself. A killed process loses at most the counts of those seconds.
 */
export function createUsageRecorder(
  database: Pick<Database, "pool">,
  logger: Pick<Logger, "warn" | "error">,
): UsageCollector {
  const memory = createUsageMemory(maxRows);
  let running: Promise<void> = Promise.resolve();
  /** After a failure, an early flush waits for the timer's next attempt. */
  let isReachable = true;
  let isFlushingEarly = false;
  let flushedAtMs = Number.NEGATIVE_INFINITY;

  let droppedElsewhere = 0;
  let totalDropped = 0;
  let gather = async () => {};

  async function writeMemory(): Promise<void> {
    await gather();
    const { dropped: droppedHere, ...batch } = memory.take();
    const dropped = droppedHere + droppedElsewhere;
    droppedElsewhere = 0;
    totalDropped += dropped;
    if (dropped > 0) logger.warn({ dropped }, "usage was dropped because the memory is full");
    const unwritten = isEmpty(batch) ? [] : [batch];
    for (let part = unwritten.pop(); part !== undefined; part = unwritten.pop()) {
      try {
        await writeUsage(database.pool, part);
      } catch (error) {
        if (!isRejectedData(error)) return keep([...unwritten, part], error);
        // If the database rejects a row, only that row is lost, and not the others of the batch.
        const parts = split(part);
        if (parts.length === 0)
          logger.error({ err: error, keyId: findKeyId(part) }, "usage rejected by the database is lost");
        unwritten.push(...parts);
      }
    }
    isReachable = true;
  }

  function keep(batches: readonly UsageBatch[], error: unknown): void {
    isReachable = false;
    const cause = isDatabaseUnavailable(error) ? { reason: describeDatabaseFailure(error) } : { err: error };
    logger.warn(cause, "usage could not be written and is kept for the next attempt");
    for (const batch of batches) memory.putBack(batch);
  }

  function flush(): Promise<void> {
    flushedAtMs = performance.now();
    running = running.then(writeMemory);
    return running;
  }

  function flushEarlyIfNeeded(): void {
    if (memory.size >= earlyFlushRows && isReachable && !isFlushingEarly) void flushEarly();
  }

  async function flushEarly(): Promise<void> {
    isFlushingEarly = true;
    await flush();
    isFlushingEarly = false;
  }

  const timer = setInterval(flush, flushIntervalMs);
  timer.unref();
  return {
    record: (event) => {
      memory.add(event);
      flushEarlyIfNeeded();
    },
    add: ({ dropped, ...batch }) => {
      memory.putBack(batch);
      droppedElsewhere += dropped;
      flushEarlyIfNeeded();
    },
    gatherWith: (given) => {
      gather = given;
    },
    describe: () => ({ waiting: memory.size, dropped: totalDropped }),
    flush,
    catchUp: () => (performance.now() - flushedAtMs < minFlushIntervalMs ? running : flush()),
    stop: () => {
      clearInterval(timer);
      return flush();
    },
  };
}
