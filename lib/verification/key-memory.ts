import { isDatabaseUnavailable } from "#lib/db/database-errors.ts";
import { ServiceError } from "#lib/errors.ts";
import { type CachedKey, createKeyCache } from "./key-cache.ts";
import { createKeyReader, type KeyReading } from "./key-reader.ts";
import type { KnownKey } from "./known-key.ts";
import type { ReadGate } from "./read-gate.ts";

export interface KnownKeysOptions {
  /** How many keys are kept at most. */
  mostKeys: number;
  /** How long a key may be used after it was last known to be current, while the database is away. */
  outageMs: number;
}

export interface KeyMemoryOptions extends KnownKeysOptions {
  /** Asks for the key where it is known better. */
  readKey: (digest: string) => Promise<KeyReading>;
  onAbsence?: (digest: string) => void;
  gate: ReadGate;
  /** performance.now() */
  readMs: () => number;
}

interface KeyMemoryCounts {
  hits: number;
  misses: number;
  /** Of the misses: answered from memory because the database was away. */
  stale: number;
  size: number;
  /** How long ago all changes were last known; infinite before the first time. */
  lagMs: number;
}

/** Keys in memory, for how long each may be relied on, and the way to read the others. */
export interface KeyMemory {
  find(digest: string): CachedKey | undefined;
  /** Whether the key may be used without asking anyone. */
  isCurrent(cached: CachedKey): boolean;
  countHit(): void;
  /** Reads the key. Where the database is away, what is in memory will do for a while. */
  read(digest: string, cached: CachedKey | undefined): Promise<KnownKey | null>;
  forget(subjectIds: readonly string[]): void;
  forgetAll(): void;
  confirm(atMs: number): void;
  canAnswer(): boolean;
  count(): KeyMemoryCounts;
}

/** Without a word from the database for so long, nothing in memory counts as current any more (ADR 0007). */
const leaseMs = 5_000;

/** What is changed past us, by hand in the database, is noticed after so long at the latest. */
const maxAgeMs = 300_000;

export function createKeyMemory(options: KeyMemoryOptions): KeyMemory {
  const { mostKeys, outageMs, readKey, onAbsence = () => {}, gate, readMs } = options;
  const cache = createKeyCache(mostKeys);
  const counts = { hits: 0, misses: 0, stale: 0 };
  let confirmedAtMs = Number.NEGATIVE_INFINITY;
  const reader = createKeyReader({
    readKey,
    gate,
    keep: (digest, key, atMs) => {
      if (key === null) onAbsence(digest);
      else cache.store(digest, key, atMs);
    },
  });

  /** What was current when the database was last heard of, for as long as that may be relied on. */
  const findStale = (cached: CachedKey | undefined): KnownKey | null => {
    if (cached === undefined) return null;
    return readMs() - Math.max(confirmedAtMs, cached.readAtMs) <= outageMs ? cached.key : null;
  };

  return {
    find: cache.find,
    isCurrent: ({ readAtMs }) => {
      const nowMs = readMs();
      return nowMs - confirmedAtMs < leaseMs && nowMs - readAtMs < maxAgeMs;
    },
    countHit: () => {
      counts.hits += 1;
    },
    read: async (digest, cached) => {
      counts.misses += 1;
      const state = gate.getState();
      const stale = findStale(cached);
      if (state !== "up" && stale !== null) {
        // The next one who asks will profit.
        if (state === "down") reader.read(digest).catch(() => {});
        counts.stale += 1;
        return stale;
      }
      if (state === "away") throw createUnavailable();
      try {
        return await reader.read(digest);
      } catch (error) {
        if (stale === null || !isDatabaseUnavailable(error)) throw error;
        counts.stale += 1;
        return stale;
      }
    },
    forget: (subjectIds) => {
      for (const subjectId of subjectIds) cache.forget(subjectId);
      reader.forget(subjectIds);
    },
    forgetAll: () => {
      cache.clear();
      reader.forgetAll();
    },
    confirm: (atMs) => {
      confirmedAtMs = Math.max(confirmedAtMs, atMs);
      gate.open();
    },
    canAnswer: () => readMs() - confirmedAtMs < Math.max(leaseMs, outageMs),
    count: () => ({ ...counts, size: cache.size, lagMs: readMs() - confirmedAtMs }),
  };
}

/** Not worth a line in the log for each request: whoever follows the changes says once that the database is away. */
export function createUnavailable(): ServiceError {
  return new ServiceError("service_unavailable", { headers: { "Retry-After": "2" } });
}
