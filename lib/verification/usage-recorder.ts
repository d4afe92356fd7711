import type { Database } from "#lib/db/database.ts";
import type { VerdictCode } from "#lib/keys/verdict.ts";
import type { Logger } from "#lib/log.ts";
import { type LastUse, type UsageBatch, type UsageCount, writeUsage } from "./write-usage.ts";

export type UsageOutcome = VerdictCode | "RATE_LIMITED";

/** One presentation of a secret we know. Unknown keys are counted nowhere. */
interface UsageEvent {
  keyId: string;
  secretId: string;
  outcome: UsageOutcome;
  /** Slug that was asked for, or the key's own. */
  environment: string;
  /** Id of the key (or person) that asked; empty when the key was presented to us directly. */
  service: string;
  /** Of whoever used the key, not of the service that asks. Null: not told. */
  address: string | null;
  agent: string | null;
  /** Milliseconds since 1970. */
  now: number;
}

export interface UsageRecorder {
  /** Counts in memory; never waits and never throws. */
  record(event: UsageEvent): void;
  /** Writes what has been counted; on failure keeps it for the next time. Never rejects. */
  flush(): Promise<void>;
  /** Ends the timer and flushes a last time. */
  stop(): Promise<void>;
}

const flushIntervalMs = 5_000;
const minuteMs = 60_000;
const longestAgent = 300;

/** Rows in memory at most; beyond half, addresses are no longer told apart, beyond all, events are dropped. */
const defaultMaxCounts = 20_000;

/** What proves that a good secret is still in somebody's hands; refused by state is not use. */
const usingOutcomes: ReadonlySet<UsageOutcome> = new Set([
  "VALID",
  "RATE_LIMITED",
  "INSUFFICIENT_PERMISSIONS",
  "ENVIRONMENT_MISMATCH",
]);

interface UsageMemory {
  counts: Map<string, UsageCount>;
  lastUses: Map<string, LastUse>;
  dropped: number;
}

function createMemory(): UsageMemory {
  return { counts: new Map(), lastUses: new Map(), dropped: 0 };
}

function addCount(memory: UsageMemory, count: UsageCount, maxCounts: number): void {
  const address = memory.counts.size < maxCounts / 2 ? count.address : "";
  const { keyId, secretId, startsAt, outcome, environment, service } = count;
  const id = `${secretId} ${startsAt} ${outcome} ${environment} ${service} ${address}`;
  const known = memory.counts.get(id);
  if (known !== undefined) known.count += count.count;
  else if (memory.counts.size >= maxCounts) memory.dropped += count.count;
  else {
    memory.counts.set(id, {
      keyId,
      secretId,
      startsAt,
      outcome,
      environment,
      service,
      address,
      count: count.count,
    });
  }
}

function addLastUse(memory: UsageMemory, use: LastUse, maxCounts: number): void {
  const known = memory.lastUses.get(use.secretId);
  if (known === undefined && memory.lastUses.size >= maxCounts) return;
  if (known === undefined || known.usedAt <= use.usedAt) memory.lastUses.set(use.secretId, use);
}

function toBatch(memory: UsageMemory): UsageBatch {
  return { counts: [...memory.counts.values()], lastUses: [...memory.lastUses.values()] };
}

/**
 * Counts uses in memory and writes them in one statement every five seconds, so a verification writes nothing itself.
 * A process that is killed loses at most those seconds of counting.
 */
export function createUsageRecorder(
  database: Pick<Database, "pool">,
  logger: Pick<Logger, "warn">,
  maxCounts = defaultMaxCounts,
): UsageRecorder {
  let memory = createMemory();
  let running: Promise<void> = Promise.resolve();

  async function writeMemory(): Promise<void> {
    if (memory.counts.size === 0 && memory.dropped === 0) return;
    const written = memory;
    memory = createMemory();
    if (written.dropped > 0)
      logger.warn({ dropped: written.dropped }, "more usage than fits was not counted");
    try {
      await writeUsage(database.pool, toBatch(written));
    } catch (error) {
      logger.warn({ err: error }, "usage could not be written and is kept for the next try");
      for (const count of written.counts.values()) addCount(memory, count, maxCounts);
      for (const use of written.lastUses.values()) addLastUse(memory, use, maxCounts);
    }
  }

  function flush(): Promise<void> {
    running = running.then(writeMemory);
    return running;
  }

  const timer = setInterval(flush, flushIntervalMs);
  timer.unref();
  return {
    record: (event) => {
      const { keyId, secretId, outcome, environment, service } = event;
      const startsAt = event.now - (event.now % minuteMs);
      const address = event.address ?? "";
      addCount(
        memory,
        { keyId, secretId, startsAt, outcome, environment, service, address, count: 1 },
        maxCounts,
      );
      if (!usingOutcomes.has(outcome)) return;
      const agent = event.agent?.slice(0, longestAgent) ?? null;
      addLastUse(memory, { keyId, secretId, usedAt: event.now, address: event.address, agent }, maxCounts);
    },
    flush,
    stop: () => {
      clearInterval(timer);
      return flush();
    },
  };
}
