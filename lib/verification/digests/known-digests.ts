import type { Pool } from "pg";
import type { Database } from "#lib/platform/db/database.ts";
import { readWord } from "#lib/verification/record/digest-words.ts";
import { createDigestSet, type DigestSet } from "./digest-set.ts";

/** Prefix of a change that adds a secret or an access token. It is followed by the first 8 bytes of its digest, in hexadecimal. */
const subjectPrefix = "digest:";

/** A change that adds many of them. */
const manySubject = "digest:*";

const batchSize = 10_000;
const betweenLoadsMs = 5_000;

/** A set that has grown by fewer digests is not read again: they take 280 KB. */
const defaultMinAdded = 20_000;

/** Resolves to whether everything committed before the call has been passed to `learn`. Must not reject. */
export type CatchUp = () => Promise<boolean>;

/**
 * The digests of all secrets and access tokens, including revoked and expired ones, so that an invented key costs no read of
 * its own (ADR 0015).
 */
export interface KnownDigests {
  /** Whether a secret or token has this digest, according to what has been read so far. */
  has(digest: string): boolean;
  /**
   * Whether it is certain that no secret or token has this digest. False whenever that is in doubt: before all have been read, and
   * while changes cannot be followed.
   */
  isUnknown(digest: string): Promise<boolean>;
  /** Adds the digests among the subjects of changes. */
  learn(subjectIds: readonly string[]): void;
  /** Reads all digests, unless that is done or running. A set that has grown much is replaced, and used until then. Changes must be followed since before this call. */
  load(): void;
  /** Drops all digests, for another database. */
  forgetAll(): void;
  followWith(catchUp: CatchUp): void;
  count(): { size: number; bytes: number };
}

export function createKnownDigests(
  database: Pick<Database, "pool">,
  readMs: () => number,
  minAdded = defaultMinAdded,
): KnownDigests {
  /** Complete, or null. */
  let digests: DigestSet | null = null;
  /** The set that is being filled. It replaces the other one when it is complete. Null: none. */
  let next: DigestSet | null = null;
  /** Identifies the current reading, which stops when this changes. */
  let reading: symbol | null = null;
  let sizeWhenRead = 0;
  let triedAtMs = Number.NEGATIVE_INFINITY;
  let catchUp: CatchUp = async () => false;

  const holds = (set: DigestSet | null, digest: string) =>
    set?.has(readWord(digest, 0), readWord(digest, 4)) ?? false;
  const has = (digest: string) => holds(digests, digest) || holds(next, digest);

  const mayExist = (digest: string) => digests === null || holds(digests, digest);

  const forgetAll = () => {
    digests = null;
    next = null;
    reading = null;
  };

  const add = (set: DigestSet | null, prefix: Buffer) =>
    set?.add(prefix.readUInt32BE(0), prefix.readUInt32BE(4));

  const readAll = async (own: symbol) => {
    await assertTriggersEnabled(database.pool);
    const count = await countSecrets(database.pool);
    if (reading !== own) return;
    const set = createDigestSet(count);
    // From now on, `learn` adds new digests. Secrets committed earlier are among the rows read next.
    next = set;
    for (const readBatch of [readSecrets, readTokens]) {
      for (let after: string | null = ""; after !== null; ) {
        const rows: DigestRow[] = await readBatch(database.pool, after);
        if (reading !== own) return;
        for (const { prefix } of rows) add(set, prefix);
        after = rows.length < batchSize ? null : (rows.at(-1)?.position ?? null);
      }
    }
    digests = set;
    sizeWhenRead = set.size;
    next = null;
    reading = null;
  };

  /** Tokens come and go, and a set never forgets one: it is read again when many were added. */
  const hasGrown = ({ size }: DigestSet) => size - sizeWhenRead > Math.max(minAdded, sizeWhenRead / 4);

  return {
    has,
    isUnknown: async (digest) => {
      if (mayExist(digest)) return false;
      return (await catchUp()) && !mayExist(digest);
    },
    learn: (subjectIds) => {
      for (const subjectId of subjectIds) {
        if (subjectId === manySubject) forgetAll();
        else if (subjectId.startsWith(subjectPrefix)) {
          const prefix = Buffer.from(subjectId.slice(subjectPrefix.length), "hex");
          if (prefix.length !== 8) continue;
          add(digests, prefix);
          add(next, prefix);
        }
      }
    },
    load: () => {
      if (digests !== null && !hasGrown(digests)) return;
      if (reading !== null || readMs() - triedAtMs < betweenLoadsMs) return;
      triedAtMs = readMs();
      const own = Symbol("reading");
      reading = own;
      readAll(own).catch(() => {
        // Without the digests, every unknown key is looked up, as before the first reading. Complete ones remain complete.
        if (reading !== own) return;
        next = null;
        reading = null;
      });
    },
    forgetAll,
    followWith: (newCatchUp) => {
      catchUp = newCatchUp;
    },
    count: () => {
      const set = digests ?? next;
      return { size: set?.size ?? 0, bytes: set?.bytes ?? 0 };
    },
  };
}

/**
 * Without the triggers, new secrets and tokens are not announced: a process that only verifies may start before the
 * migrations.
 */
async function assertTriggersEnabled(pool: Pick<Pool, "query">): Promise<void> {
  const { rows } = await pool.query(
    `SELECT FROM pg_trigger WHERE tgenabled IN ('O', 'A') AND (
       tgrelid = to_regclass('key_secrets') AND tgname = 'key_secrets_record_digests'
       OR tgrelid = to_regclass('app_tokens') AND tgname = 'app_tokens_record_digests')`,
  );
  if (rows.length !== 2) throw new Error("new secrets are not recorded in the change feed");
}

async function countSecrets(pool: Pick<Pool, "query">): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    "SELECT ((SELECT count(*) FROM key_secrets) + (SELECT count(*) FROM app_tokens))::int AS count",
  );
  return rows[0]?.count ?? 0;
}

interface DigestRow {
  /** Where the next batch continues. */
  position: string;
  prefix: Buffer;
}

async function readSecrets(pool: Pick<Pool, "query">, after: string): Promise<DigestRow[]> {
  const { rows } = await pool.query<DigestRow>(
    "SELECT id AS position, substring(hash FROM 1 FOR 8) AS prefix FROM key_secrets WHERE id > $1 ORDER BY id LIMIT $2",
    [after, batchSize],
  );
  return rows;
}

async function readTokens(pool: Pick<Pool, "query">, after: string): Promise<DigestRow[]> {
  const { rows } = await pool.query<DigestRow>(
    `SELECT encode(hash, 'hex') AS position, substring(hash FROM 1 FOR 8) AS prefix FROM app_tokens
     WHERE hash > decode($1, 'hex') ORDER BY hash LIMIT $2`,
    [after, batchSize],
  );
  return rows;
}
