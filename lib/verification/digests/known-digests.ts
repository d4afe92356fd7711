import type { Pool } from "pg";
import type { Database } from "#lib/platform/db/database.ts";
import { readWord } from "#lib/verification/record/digest-words.ts";
import { createDigestSet, type DigestSet } from "./digest-set.ts";

/** Prefix of a change that adds a secret. It is followed by the first 8 bytes of its digest, in hexadecimal. */
const subjectPrefix = "digest:";

/** A change that adds many secrets. */
const manySubject = "digest:*";

const batchSize = 10_000;
const betweenLoadsMs = 5_000;

/** Resolves to whether everything committed before the call has been passed to `learn`. Must not reject. */
export type CatchUp = () => Promise<boolean>;

/**
 * The digests of all secrets, including revoked and expired ones, so that an invented key costs no read of its own
 * (ADR 0015).
 */
export interface KnownDigests {
  /** Whether a secret has this digest, according to what has been read so far. */
  has(digest: string): boolean;
  /**
   * Whether it is certain that no secret has this digest. False whenever that is in doubt: before all have been read, and
   * while changes cannot be followed.
   */
  isUnknown(digest: string): Promise<boolean>;
  /** Adds the digests among the subjects of changes. */
  learn(subjectIds: readonly string[]): void;
  /** Reads all digests, unless that is done or running. Changes must be followed since before this call. */
  load(): void;
  /** Drops all digests, for another database. */
  forgetAll(): void;
  followWith(catchUp: CatchUp): void;
  count(): { size: number; bytes: number };
}

export function createKnownDigests(database: Pick<Database, "pool">, readMs: () => number): KnownDigests {
  /** Filled while reading. Complete once `isLoaded`. */
  let digests: DigestSet | null = null;
  let isLoaded = false;
  /** Identifies the current reading, which stops when this changes. */
  let reading: symbol | null = null;
  let triedAtMs = Number.NEGATIVE_INFINITY;
  let catchUp: CatchUp = async () => false;

  const has = (digest: string) => digests?.has(readWord(digest, 0), readWord(digest, 4)) ?? false;

  const mayExist = (digest: string) => !isLoaded || has(digest);

  const forgetAll = () => {
    digests = null;
    isLoaded = false;
    reading = null;
  };

  const add = (set: DigestSet, prefix: Buffer) => set.add(prefix.readUInt32BE(0), prefix.readUInt32BE(4));

  const readAll = async (own: symbol) => {
    await assertTriggerEnabled(database.pool);
    const count = await countSecrets(database.pool);
    if (reading !== own) return;
    const set = createDigestSet(count);
    // From now on, `learn` adds new digests. Secrets committed earlier are among the rows read next.
    digests = set;
    for (let after: string | null = ""; after !== null; ) {
      const rows = await readBatch(database.pool, after);
      if (reading !== own) return;
      for (const { prefix } of rows) add(set, prefix);
      after = rows.length < batchSize ? null : (rows.at(-1)?.id ?? null);
    }
    isLoaded = true;
    reading = null;
  };

  return {
    has,
    isUnknown: async (digest) => {
      if (mayExist(digest)) return false;
      return (await catchUp()) && !mayExist(digest);
    },
    learn: (subjectIds) => {
      for (const subjectId of subjectIds) {
        if (subjectId === manySubject) forgetAll();
        else if (digests !== null && subjectId.startsWith(subjectPrefix)) {
          const prefix = Buffer.from(subjectId.slice(subjectPrefix.length), "hex");
          if (prefix.length === 8) add(digests, prefix);
        }
      }
    },
    load: () => {
      if (isLoaded || reading !== null || readMs() - triedAtMs < betweenLoadsMs) return;
      triedAtMs = readMs();
      const own = Symbol("reading");
      reading = own;
      readAll(own).catch(() => {
        // Without the digests, every unknown key is looked up, as before the first reading.
        if (reading === own) forgetAll();
      });
    },
    forgetAll,
    followWith: (newCatchUp) => {
      catchUp = newCatchUp;
    },
    count: () => ({ size: digests?.size ?? 0, bytes: digests?.bytes ?? 0 }),
  };
}

/** Without the trigger, new secrets are not announced: a process that only verifies may start before the migration. */
async function assertTriggerEnabled(pool: Pick<Pool, "query">): Promise<void> {
  const { rows } = await pool.query(
    `SELECT FROM pg_trigger WHERE tgrelid = 'key_secrets'::regclass AND tgname = 'key_secrets_record_digests'
       AND tgenabled IN ('O', 'A')`,
  );
  if (rows.length === 0) throw new Error("new secrets are not recorded in the change feed");
}

async function countSecrets(pool: Pick<Pool, "query">): Promise<number> {
  const { rows } = await pool.query<{ count: number }>("SELECT count(*)::int AS count FROM key_secrets");
  return rows[0]?.count ?? 0;
}

async function readBatch(
  pool: Pick<Pool, "query">,
  after: string,
): Promise<{ id: string; prefix: Buffer }[]> {
  const { rows } = await pool.query<{ id: string; prefix: Buffer }>(
    "SELECT id, substring(hash FROM 1 FOR 8) AS prefix FROM key_secrets WHERE id > $1 ORDER BY id LIMIT $2",
    [after, batchSize],
  );
  return rows;
}
