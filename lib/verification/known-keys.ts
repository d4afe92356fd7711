import { hash } from "node:crypto";
import type { Database } from "#lib/db/database.ts";
import { isDatabaseUnavailable } from "#lib/db/database-errors.ts";
import { ServiceError } from "#lib/errors.ts";
import { isWellFormedSecret } from "#lib/keys/secret.ts";
import { createDatabaseClock, type DatabaseClock } from "./database-clock.ts";
import { type CachedKey, createKeyCache } from "./key-cache.ts";
import { createKeyReader } from "./key-reader.ts";
import { type CatchUp, createKnownDigests } from "./known-digests.ts";
import type { KnownKey } from "./known-key.ts";
import { readKeyRecord } from "./read-key-record.ts";

export interface KnownKeysOptions {
  /** How many keys are kept at most. */
  mostKeys: number;
  /** How long a key may be used after it was last known to be current, while the database is away. */
  outageMs: number;
}

interface KnownKeysCounts {
  hits: number;
  misses: number;
  /** Of the misses: answered from memory because the database was away. */
  stale: number;
  /** Invented keys that cost no read. */
  unknown: number;
  size: number;
  /** Digests of all secrets there are, once they have been read. */
  digests: { size: number; bytes: number };
  /** How long ago all changes were last known; infinite before the first time. */
  lagMs: number;
}

/** The one way to find a key by its secret. */
export interface KeyLookUp {
  clock: DatabaseClock;
  /**
   * The key with this secret; null when there is none. Text without our form and checksum is refused without asking
   * anyone. Rejects with `service_unavailable`, or as the database does, when only that could tell and it is away.
   */
  find(secret: string): KnownKey | null | Promise<KnownKey | null>;
  /** Whether keys in memory may be used now, also while the database is away. */
  canAnswer(): boolean;
  count(): KnownKeysCounts;
}

/** The keys this process knows. */
export interface KnownKeys extends KeyLookUp {
  /** Whatever these subjects bear on is read anew. */
  forget(subjectIds: readonly string[]): void;
  /** Also which secrets nobody has: another database may have them. */
  forgetAll(): void;
  /** Every change committed before this moment (of performance.now()) has been forgotten. */
  confirm(atMs: number): void;
  /** How to learn of every change up to now. */
  followWith(catchUp: CatchUp): void;
}

/** Without a word from the database for so long, nothing in memory counts as current any more (ADR 0007). */
const leaseMs = 5_000;

/** Three polls: a feed that has been silent for longer says nothing about what it will hear. */
const maxFeedLagMs = 1_500;

/** What is changed past us, by hand in the database, is noticed after so long at the latest. */
const mostAgeMs = 300_000;

const readMs = () => performance.now();

export function createKnownKeys(
  database: Pick<Database, "lookUpPool" | "pool" | "changes" | "keepsStatements">,
  { mostKeys, outageMs }: KnownKeysOptions,
): KnownKeys {
  const cache = createKeyCache(mostKeys);
  const absences = createAbsences();
  const digests = createKnownDigests(database, readMs);
  const counts = { hits: 0, misses: 0, stale: 0, unknown: 0 };
  let confirmedAtMs = Number.NEGATIVE_INFINITY;
  const reader = createKeyReader({
    readRecord: (digest) => readKeyRecord(database, digest),
    keep: (digest, key, startedAtMs) => {
      if (key === null) absences.add(digest);
      else cache.store(digest, key, startedAtMs);
    },
    readMs,
  });

  /** What was current when the database was last heard of, for as long as that may be relied on. */
  const findStale = (cached: CachedKey | undefined): KnownKey | null => {
    if (cached === undefined) return null;
    return readMs() - Math.max(confirmedAtMs, cached.readAtMs) <= outageMs ? cached.key : null;
  };

  const findAnew = async (digest: string, cached: CachedKey | undefined): Promise<KnownKey | null> => {
    const state = reader.getState();
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
  };

  const findUnlessUnknown = async (digest: string): Promise<KnownKey | null> => {
    // Nobody waits for a feed that is late, nor for a database that was just found away.
    const isFeedAlive = readMs() - confirmedAtMs < maxFeedLagMs && reader.getState() === "up";
    if (isFeedAlive && (await digests.isUnknown(digest))) {
      counts.unknown += 1;
      return null;
    }
    counts.misses += 1;
    return findAnew(digest, undefined);
  };

  const forget = (subjectIds: readonly string[]) => {
    if (subjectIds.length === 0) return;
    digests.learn(subjectIds);
    for (const subjectId of subjectIds) cache.forget(subjectId);
    reader.forget(subjectIds);
  };
  database.changes.listen(forget);
  return {
    clock: createDatabaseClock(readMs),
    find: (secret) => {
      // What is known was well-formed: a hit need not look again.
      const digest = hash("sha256", secret, "binary");
      const cached = cache.find(digest);
      const nowMs = readMs();
      if (cached !== undefined && nowMs - confirmedAtMs < leaseMs && nowMs - cached.readAtMs < mostAgeMs) {
        counts.hits += 1;
        return cached.key;
      }
      if (!isWellFormedSecret(secret) || absences.has(digest)) return null;
      if (cached === undefined) return findUnlessUnknown(digest);
      counts.misses += 1;
      return findAnew(digest, cached);
    },
    forget,
    forgetAll: () => {
      cache.clear();
      absences.clear();
      digests.forgetAll();
      reader.forgetAll();
    },
    confirm: (atMs) => {
      confirmedAtMs = Math.max(confirmedAtMs, atMs);
      reader.confirmReachable();
      digests.load();
    },
    canAnswer: () => readMs() - confirmedAtMs < Math.max(leaseMs, outageMs),
    followWith: digests.followWith,
    count: () => ({
      ...counts,
      size: cache.size,
      digests: digests.count(),
      lagMs: readMs() - confirmedAtMs,
    }),
  };
}

/** Not worth a line in the log for each request: whoever follows the changes says once that the database is away. */
function createUnavailable(): ServiceError {
  return new ServiceError("service_unavailable", { headers: { "Retry-After": "2" } });
}

const absenceMs = 1_000;
const mostAbsences = 10_000;

/** Secrets that nobody has, for a second each: whoever tries one again and again costs one read. */
function createAbsences() {
  const endsAtMs = new Map<string, number>();
  return {
    add: (digest: string) => {
      const oldest = endsAtMs.size >= mostAbsences ? endsAtMs.keys().next() : null;
      if (oldest !== null && !oldest.done) endsAtMs.delete(oldest.value);
      endsAtMs.set(digest, readMs() + absenceMs);
    },
    has: (digest: string): boolean => (endsAtMs.get(digest) ?? 0) > readMs(),
    clear: () => endsAtMs.clear(),
  };
}
