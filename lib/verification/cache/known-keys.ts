import { hash } from "node:crypto";
import { BoundedMap } from "#lib/domain/common/bounded-map.ts";
import { isWellFormedCredential } from "#lib/domain/keys/credential.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { type CatchUp, createKnownDigests } from "#lib/verification/digests/known-digests.ts";
import { createDatabaseClock, type DatabaseClock } from "#lib/verification/record/database-clock.ts";
import type { KnownKey } from "#lib/verification/record/known-key.ts";
import { createReadGate } from "#lib/verification/record/read-gate.ts";
import { readKeyRecord } from "#lib/verification/record/read-key-record.ts";
import { createSharedLookUp, readExistingDigests } from "#lib/verification/record/shared-look-up.ts";
import type { CachedKey } from "./key-cache.ts";
import { createKeyCopies, type KeyCopies } from "./key-copies.ts";
import { createKeyMemory, createUnavailable, type KeyMemory, type KnownKeysOptions } from "./key-memory.ts";
import type { KeyReading } from "./key-reader.ts";
import { type Eventual, whenKnown } from "./when-known.ts";

interface KnownKeysCounts extends ReturnType<KeyMemory["count"]> {
  /** Nonexistent keys rejected without a read of their own. */
  unknown: number;
  /** The digests of all existing secrets, once they have been read. */
  digests: { size: number; bytes: number };
}

/** The only way to find a key by its secret, or an app by its access token. */
export interface KeyLookUp {
  clock: DatabaseClock;
  /**
   * The key with this secret or the app's access token, or null if there is none. Text that does not have the form of one is
   * rejected without a read. Rejects with `service_unavailable`, or as the database does, if a read is
   * necessary and the database is unreachable. A token that belongs to a person's grant isn't found: the person
   * agreed only to what is said on the page, so it counts only where `findWithGrants` is called.
   */
  find(secret: string): Eventual<KnownKey | null>;
  /** The same, also for the access token that an app got from a person (ADR 0045). */
  findWithGrants(secret: string): Eventual<KnownKey | null>;
  /** Whether keys in memory can be used now, even while the database is unreachable. */
  canAnswer(): boolean;
  count(): KnownKeysCounts;
}

/** The keys in this process's memory. */
export interface KnownKeys extends KeyLookUp {
  /** Drops everything that depends on these subjects. With copies: resolves once the copies have dropped it too. */
  forget(subjectIds: readonly string[]): Eventual<void>;
  /** Also drops the list of existing secrets: another database may have different ones. */
  forgetAll(): void;
  /** Records that every change committed before this moment (of performance.now()) has been applied. */
  confirm(atMs: number): void;
  /** Sets the function that waits until every change up to now has been applied. */
  followWith(catchUp: CatchUp): void;
}

/** Both ways to look up, from one that finds everything: grants are left out unless they are asked for. */
export function createFinders(
  findWithGrants: KeyLookUp["findWithGrants"],
): Pick<KeyLookUp, "find" | "findWithGrants"> {
  const leaveOut = (key: KnownKey | null) => (key === null || key.grant !== null ? null : key);
  return { find: (secret) => whenKnown(findWithGrants(secret), leaveOut), findWithGrants };
}

/** Keys that other threads have copies of. */
export interface SharedKeys extends KnownKeys {
  attach: KeyCopies["attach"];
  /** The key with this digest, for a copy, and when it was read. Null as the time means that it must not be cached. */
  findForCopy(digest: string): Eventual<KeyReading>;
}

/** Two polls at their maximum duration and the pause between them: a feed that is silent for longer cannot be relied on. */
const maxFeedLagMs = 3_500;

const readMs = () => performance.now();

export function createKnownKeys(
  database: Pick<Database, "lookUpPool" | "pool" | "changes" | "keepsStatements">,
  options: KnownKeysOptions,
  createLookUp = createSharedLookUp,
): SharedKeys {
  const absences = createAbsences();
  const digests = createKnownDigests(database, readMs);
  const gate = createReadGate(readMs);
  const copies = createKeyCopies();
  const memory = createKeyMemory({
    ...options,
    readKey: async (digest) => {
      const atMs = readMs();
      return { record: await readKeyRecord(database, digest), atMs };
    },
    onAbsence: absences.add,
    gate,
    readMs,
  });
  const lookUp = createLookUp({
    readExisting: async (hashes) => {
      if (gate.getState() === "away") throw createUnavailable();
      return gate.run(() => readExistingDigests(database.lookUpPool, hashes));
    },
    readMs,
  });
  let unknown = 0;

  const isInvented = async (digest: string): Promise<boolean> => {
    if (digests.has(digest)) return false;
    // Does not wait for a delayed feed, or for a database that was just found unreachable.
    const isFeedAlive = memory.count().lagMs < maxFeedLagMs && gate.getState() === "up";
    if (isFeedAlive && (await digests.isUnknown(digest))) return true;
    // If that is uncertain, the database is read, but invented keys share a read.
    if (digests.has(digest)) return false;
    if (gate.getState() === "away") throw createUnavailable();
    return !(await lookUp.mayExist(digest));
  };

  const readUnlessInvented = async (digest: string): Promise<KnownKey | null> => {
    if (await isInvented(digest)) {
      unknown += 1;
      return null;
    }
    return memory.read(digest, undefined);
  };

  const findUncached = (digest: string, cached: CachedKey | undefined): Eventual<KnownKey | null> => {
    if (absences.has(digest)) return null;
    return cached === undefined ? readUnlessInvented(digest) : memory.read(digest, cached);
  };

  const readForCopy = async (digest: string, cached: CachedKey | undefined): Promise<KeyReading> => {
    const key = await findUncached(digest, cached);
    if (key === null) return { record: null, atMs: null };
    // If memory has no key or another one, the key has changed while it was read.
    const kept = memory.find(digest);
    return { record: key.record, atMs: kept?.key === key ? kept.readAtMs : null };
  };

  const forget = (subjectIds: readonly string[]): Eventual<void> => {
    if (subjectIds.length === 0) return;
    digests.learn(subjectIds);
    memory.forget(subjectIds);
    return copies.forget(subjectIds);
  };
  database.changes.listen(forget);
  return {
    clock: createDatabaseClock(readMs),
    ...createFinders((secret) => {
      // Keys in memory are well-formed, so a hit needs no check.
      const digest = hash("sha256", secret, "binary");
      const cached = memory.find(digest);
      if (cached !== undefined && memory.isCurrent(cached)) {
        memory.countHit();
        return cached.key;
      }
      return isWellFormedCredential(secret) ? findUncached(digest, cached) : null;
    }),
    findForCopy: (digest) => {
      const cached = memory.find(digest);
      if (cached === undefined || !memory.isCurrent(cached)) return readForCopy(digest, cached);
      memory.countHit();
      return { record: cached.key.record, atMs: cached.readAtMs };
    },
    attach: copies.attach,
    forget,
    forgetAll: () => {
      absences.clear();
      digests.forgetAll();
      memory.forgetAll();
      copies.forgetAll();
    },
    confirm: (atMs) => {
      memory.confirm(atMs);
      digests.load();
      copies.confirm(atMs);
    },
    canAnswer: memory.canAnswer,
    followWith: digests.followWith,
    count: () => ({ ...memory.count(), unknown, digests: digests.count() }),
  };
}

const absenceMs = 1_000;
const maxAbsences = 10_000;

/** Secrets that do not exist, for one second each, so that repeated attempts cause only one read per second. */
function createAbsences() {
  const endsAtMs = new BoundedMap<string, number>(maxAbsences);
  return {
    add: (digest: string) => {
      endsAtMs.set(digest, readMs() + absenceMs);
    },
    has: (digest: string): boolean => (endsAtMs.get(digest) ?? 0) > readMs(),
    clear: () => endsAtMs.clear(),
  };
}
