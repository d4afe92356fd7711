import { setImmediate as nextTurn, setTimeout as wait } from "node:timers/promises";
import type { Pool } from "pg";
import { isTableUnreadable } from "#lib/platform/db/server/database-errors.ts";

/** One statement reads this many within milliseconds. */
const maxDigests = 10_000;

/** At most 20 reads per second, however many requests wait. */
const minBetweenMs = 50;

/** A single request after this pause is not part of a flood. */
const quietMs = 1_000;

/** Reads from the database whether secrets exist: one read at a time, which all waiting requests share. */
export interface SharedLookUp {
  /**
   * False: a read that began after this call found no secret with this digest. True: look up the key. Rejects if the read
   * does.
   */
  mayExist(digest: string): Promise<boolean>;
}

export interface SharedLookUpOptions {
  /** Returns those of the digests that belong to a secret. */
  readExisting: (digests: string[]) => Promise<ReadonlySet<string>>;
  /** performance.now() */
  readMs: () => number;
}

export function createSharedLookUp({ readExisting, readMs }: SharedLookUpOptions): SharedLookUp {
  const waiting = new Map<string, PromiseWithResolvers<boolean>>();
  let startedAtMs = Number.NEGATIVE_INFINITY;
  let isRunning = false;

  const takeNext = () => {
    const taken = [...waiting].slice(0, maxDigests);
    for (const [digest] of taken) waiting.delete(digest);
    return taken;
  };

  const readNext = async () => {
    const taken = takeNext();
    // A separate read for a single digest would only delay looking up its key.
    const isSingle = taken.length === 1 && readMs() - startedAtMs >= quietMs;
    startedAtMs = readMs();
    try {
      const existing = isSingle ? null : await readExisting(taken.map(([digest]) => digest));
      for (const [digest, { resolve }] of taken) resolve(existing?.has(digest) ?? true);
    } catch (error) {
      for (const [, { reject }] of taken) reject(error);
    }
  };

  const readAll = async () => {
    isRunning = true;
    // Requests of this turn of the event loop share the first read.
    await nextTurn();
    while (waiting.size > 0) {
      const remainingMs = startedAtMs + minBetweenMs - readMs();
      if (remainingMs > 0) await wait(remainingMs);
      await readNext();
    }
    isRunning = false;
  };

  return {
    mayExist: (digest) => {
      const shared = waiting.get(digest);
      if (shared !== undefined) return shared.promise;
      const own = Promise.withResolvers<boolean>();
      waiting.set(digest, own);
      if (!isRunning) void readAll();
      return own.promise;
    },
  };
}

const ofKeysSql = "SELECT hash FROM key_secrets WHERE hash = ANY ($1::bytea[])";
const ofAllSql = `${ofKeysSql} UNION ALL SELECT hash FROM app_tokens WHERE hash = ANY ($1::bytea[])`;

/** Returns those of the digests (as latin1 text) that belong to a key's secret or an access token. */
export async function readExistingDigests(
  pool: Pick<Pool, "query">,
  digests: readonly string[],
): Promise<ReadonlySet<string>> {
  const values = [digests.map((digest) => Buffer.from(digest, "latin1"))];
  const { rows } = await pool.query<{ hash: Buffer }>(ofAllSql, values).catch((error: unknown) => {
    if (!isTableUnreadable(error)) throw error;
    return pool.query<{ hash: Buffer }>(ofKeysSql, values);
  });
  return new Set(rows.map(({ hash }) => hash.toString("latin1")));
}
