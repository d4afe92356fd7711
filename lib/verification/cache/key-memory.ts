import { ServiceError } from "#lib/domain/common/errors.ts";
import { isDatabaseUnavailable } from "#lib/platform/db/server/database-errors.ts";
import type { KnownKey } from "#lib/verification/record/known-key.ts";
import type { ReadGate } from "#lib/verification/record/read-gate.ts";
import { type CachedKey, createKeyCache } from "./key-cache.ts";
import { createKeyReader, type KeyReading } from "./key-reader.ts";

export interface KnownKeysOptions {
  /** The maximum number of keys in memory. */
  maxKeys: number;
  /** How long a key can be used while the database is unreachable, after it was last known to be current. */
  outageMs: number;
}

export interface KeyMemoryOptions extends KnownKeysOptions {
  /** Reads the key from the database or from the main thread. */
  readKey: (digest: string) => Promise<KeyReading>;
  onAbsence?: (digest: string) => void;
  gate: ReadGate;
  /** performance.now() */
  readMs: () => number;
}

interface KeyMemoryCounts {
  hits: number;
  misses: number;
  /** Misses that were answered from memory because the database was unreachable. */
  stale: number;
  size: number;
  /** The time since all changes were last known; infinite before the first confirmation. */
  lagMs: number;
}

/** Keys in memory, how long each of them can be trusted, and a way to read the others. */
export interface KeyMemory {
  find(digest: string): CachedKey | undefined;
  /** Whether the key can be used without a read. */
  isCurrent(cached: CachedKey): boolean;
  countHit(): void;
  /** Reads the key. While the database is unreachable, the key in memory is accepted for a while. */
  read(digest: string, cached: CachedKey | undefined): Promise<KnownKey | null>;
  forget(subjectIds: readonly string[]): void;
  forgetAll(): void;
  confirm(atMs: number): void;
  canAnswer(): boolean;
  count(): KeyMemoryCounts;
}

/** Without a response from the database for this long, nothing in memory counts as current (ADR 0007). */
const leaseMs = 5_000;

/** Changes made by hand in the database are noticed after this time at the latest. */
const maxAgeMs = 300_000;

export function createKeyMemory(options: KeyMemoryOptions): KeyMemory {
  const { maxKeys, outageMs, readKey, onAbsence = () => {}, gate, readMs } = options;
  const cache = createKeyCache(maxKeys);
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

  /** The key if it was current at the last response from the database and can still be trusted. */
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
        // The next request benefits from this read.
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

/** Not logged for each request: following changes logs once that the database is unreachable. */
export function createUnavailable(): ServiceError {
  return new ServiceError("service_unavailable", { headers: { "Retry-After": "2" } });
}
