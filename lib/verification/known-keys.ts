import { hash } from "node:crypto";
import type { Database } from "#lib/db/database.ts";
import { isWellFormedSecret } from "#lib/keys/secret.ts";
import { createDatabaseClock, type DatabaseClock } from "./database-clock.ts";
import type { CachedKey } from "./key-cache.ts";
import { createKeyCopies, type KeyCopies } from "./key-copies.ts";
import { createKeyMemory, createUnavailable, type KeyMemory, type KnownKeysOptions } from "./key-memory.ts";
import type { KeyReading } from "./key-reader.ts";
import { type CatchUp, createKnownDigests } from "./known-digests.ts";
import type { KnownKey } from "./known-key.ts";
import { createReadGate } from "./read-gate.ts";
import { readKeyRecord } from "./read-key-record.ts";
import { createSharedLookUp, readExistingDigests } from "./shared-look-up.ts";
import type { Eventual } from "./when-known.ts";

interface KnownKeysCounts extends ReturnType<KeyMemory["count"]> {
  /** Invented keys that cost no read of their own. */
  unknown: number;
  /** Digests of all secrets there are, once they have been read. */
  digests: { size: number; bytes: number };
}

/** The one way to find a key by its secret. */
export interface KeyLookUp {
  clock: DatabaseClock;
  /**
   * The key with this secret; null when there is none. Text without our form and checksum is refused without asking
   * anyone. Rejects with `service_unavailable`, or as the database does, when only that could tell and it is away.
   */
  find(secret: string): Eventual<KnownKey | null>;
  /** Whether keys in memory may be used now, also while the database is away. */
  canAnswer(): boolean;
  count(): KnownKeysCounts;
}

/** The keys this process knows. */
export interface KnownKeys extends KeyLookUp {
  /** Whatever these subjects bear on is read anew. With copies: resolves once they have forgotten it too. */
  forget(subjectIds: readonly string[]): Eventual<void>;
  /** Also which secrets nobody has: another database may have them. */
  forgetAll(): void;
  /** Every change committed before this moment (of performance.now()) has been forgotten. */
  confirm(atMs: number): void;
  /** How to learn of every change up to now. */
  followWith(catchUp: CatchUp): void;
}

/** Keys that other threads have copies of. */
export interface SharedKeys extends KnownKeys {
  attach: KeyCopies["attach"];
  /** The key with this digest, for a copy: whether it may be kept, and since when it is known, comes with it. */
  findForCopy(digest: string): Eventual<KeyReading>;
}

/** Two polls that take as long as they may, and the pause between them: a feed that is silent for longer is not waited for. */
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
    readExisting: async (asked) => {
      if (gate.getState() === "away") throw createUnavailable();
      return gate.run(() => readExistingDigests(database.lookUpPool, asked));
    },
    readMs,
  });
  let unknown = 0;

  const isInvented = async (digest: string): Promise<boolean> => {
    if (digests.has(digest)) return false;
    // Nobody waits for a feed that is late, nor for a database that was just found away.
    const isFeedAlive = memory.count().lagMs < maxFeedLagMs && gate.getState() === "up";
    if (isFeedAlive && (await digests.isUnknown(digest))) return true;
    // In doubt the database is asked, though not for each key that someone has invented.
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
    // What is not in memory, or no longer, has changed while it was read.
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
    find: (secret) => {
      // What is known was well-formed: a hit need not look again.
      const digest = hash("sha256", secret, "binary");
      const cached = memory.find(digest);
      if (cached !== undefined && memory.isCurrent(cached)) {
        memory.countHit();
        return cached.key;
      }
      return isWellFormedSecret(secret) ? findUncached(digest, cached) : null;
    },
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
