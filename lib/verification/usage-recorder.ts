import type { Database } from "#lib/db/database.ts";
import { describeDatabaseFailure, isDatabaseUnavailable, isRefusedData } from "#lib/db/database-errors.ts";
import type { Logger } from "#lib/log.ts";
import { createUsageMemory, type UsageEvent } from "./usage-memory.ts";
import { type UsageBatch, writeUsage } from "./write-usage.ts";

export interface UsageRecorder {
  /** Counts in memory; never waits and never throws. */
  record(event: UsageEvent): void;
  /** Writes what has been counted; on failure keeps it for the next time. Never rejects. */
  flush(): Promise<void>;
  /** Ends the timer and flushes a last time. */
  stop(): Promise<void>;
}

/** The one recorder of an instance that writes. */
export interface UsageCollector extends UsageRecorder {
  /** Adds what another thread has counted; `dropped` as UsageMemory has it. */
  add(counted: UsageBatch & { dropped: number }): void;
  /** Runs before each flush, to have others hand in what they have counted. Must not reject. */
  gatherWith(gather: () => Promise<void>): void;
}

const flushIntervalMs = 5_000;

/** Some 400 bytes each: what a busy instance counts in the minutes that a database may be away. */
const mostRows = 100_000;

/** So many are written without waiting for the timer: thousands of keys in use must not end up among the dropped. */
const enoughRows = 10_000;

function isEmpty({ counts, lastUses }: UsageBatch): boolean {
  return counts.length === 0 && lastUses.length === 0;
}

/** The batch in two; nothing for a single row. */
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
 * Counts uses in memory and writes them in one statement every five seconds, so a verification writes nothing itself.
 * A process that is killed loses at most those seconds of counting.
 */
export function createUsageRecorder(
  database: Pick<Database, "pool">,
  logger: Pick<Logger, "warn" | "error">,
): UsageCollector {
  const memory = createUsageMemory(mostRows);
  let running: Promise<void> = Promise.resolve();
  /** Between a failure and the timer's next try there is no point in trying. */
  let isReachable = true;
  let isFlushingEarly = false;

  let droppedElsewhere = 0;
  let gather = async () => {};

  async function writeMemory(): Promise<void> {
    await gather();
    const { dropped: droppedHere, ...batch } = memory.take();
    const dropped = droppedHere + droppedElsewhere;
    droppedElsewhere = 0;
    if (dropped > 0) logger.warn({ dropped }, "more usage than fits was not counted");
    const unwritten = isEmpty(batch) ? [] : [batch];
    for (let part = unwritten.pop(); part !== undefined; part = unwritten.pop()) {
      try {
        await writeUsage(database.pool, part);
      } catch (error) {
        if (!isRefusedData(error)) return keep([...unwritten, part], error);
        // A row that the database never takes costs itself, and not those beside it.
        const parts = split(part);
        if (parts.length === 0)
          logger.error({ err: error, keyId: findKeyId(part) }, "usage that the database refuses is lost");
        unwritten.push(...parts);
      }
    }
    isReachable = true;
  }

  function keep(batches: readonly UsageBatch[], error: unknown): void {
    isReachable = false;
    const cause = isDatabaseUnavailable(error) ? { reason: describeDatabaseFailure(error) } : { err: error };
    logger.warn(cause, "usage could not be written and is kept for the next try");
    for (const batch of batches) memory.putBack(batch);
  }

  function flush(): Promise<void> {
    running = running.then(writeMemory);
    return running;
  }

  function flushIfMuch(): void {
    if (memory.size >= enoughRows && isReachable && !isFlushingEarly) void flushEarly();
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
      flushIfMuch();
    },
    add: ({ dropped, ...batch }) => {
      memory.putBack(batch);
      droppedElsewhere += dropped;
      flushIfMuch();
    },
    gatherWith: (given) => {
      gather = given;
    },
    flush,
    stop: () => {
      clearInterval(timer);
      return flush();
    },
  };
}
