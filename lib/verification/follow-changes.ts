import { setTimeout as wait } from "node:timers/promises";
import type { Client, Pool } from "pg";
import type { Database } from "#lib/db/database.ts";
import type { Logger } from "#lib/log.ts";
import { createEchoes, type Echoes, echoChannel, echoSql } from "./echoes.ts";
import type { KnownKeys } from "./known-keys.ts";

export interface Following {
  /** Ends it; what is known is no longer confirmed from then on. */
  stop(): Promise<void>;
}

const channel = "byteengine_invalidations";

const pollIntervalMs = 500;
const retryIntervalMs = 250;

/** Rows older than an hour are swept (lib/jobs): whoever was away for half of that starts anew. */
const longestGapMs = 30 * 60_000;

// The row with the snapshot comes even when there is no change to tell.
export const pollSql = `
  SELECT pg_snapshot_xmin(seen.snapshot)::text AS xmin, extract(epoch FROM clock_timestamp()) * 1000 AS now_ms,
    changed.id::text, changed.subject_id
  FROM (SELECT pg_current_snapshot() AS snapshot) seen
  LEFT JOIN invalidations changed ON changed.xid >= $1::xid8`;

interface PolledRow {
  xmin: string;
  now_ms: string;
  id: string | null;
  subject_id: string | null;
}

/** Reads what has changed since the last reading, by transaction id (ADR 0007), and confirms what is left. */
function createPoll(keys: KnownKeys) {
  let xmin: string | null = null;
  let polledAtMs = Number.NEGATIVE_INFINITY;
  /** By the database's clock: this host's stands still while the machine is suspended. */
  let polledAtDatabaseMs = 0;
  /** A transaction that stays open has the same rows read again and again: they are applied once. */
  let seen = new Set<string>();
  return async (connection: Pick<Client | Pool, "query">): Promise<void> => {
    const sentAtMs = performance.now();
    const since = sentAtMs - polledAtMs > longestGapMs ? null : xmin;
    const { rows } = await connection.query<PolledRow>(pollSql, [since]);
    const newXmin = rows[0]?.xmin ?? "0";
    const databaseMs = Number(rows[0]?.now_ms);
    keys.clock.observe(databaseMs, sentAtMs, performance.now());
    const isGapKnown = since !== null && databaseMs - polledAtDatabaseMs <= longestGapMs;
    // A database that has gone back is another one: restored, or a standby that had not heard of everything.
    if (!isGapKnown || BigInt(newXmin) < BigInt(since)) keys.forgetAll();
    const changed = rows.filter(({ id }) => id !== null && !seen.has(id));
    keys.forget(changed.map(({ subject_id: subjectId }) => subjectId ?? ""));
    seen = new Set(rows.map(({ id }) => id ?? ""));
    xmin = newXmin;
    polledAtMs = sentAtMs;
    polledAtDatabaseMs = databaseMs;
    keys.confirm(sentAtMs);
  };
}

/**
 * Keeps what this process knows about keys current: listens for changes (heard within milliseconds) and polls for them
 * (a notification can be lost). Whatever breaks is tried again four times a second until `stop`; told once in the log.
 */
export function followChanges({
  database,
  keys,
  logger,
}: {
  database: Database;
  keys: KnownKeys;
  logger: Logger;
}): Following {
  const stopping = new AbortController();
  const poll = createPoll(keys);
  const echoes = createEchoes(database);
  const follow = async () => {
    let isLost = false;
    const onFollowing = () => {
      if (isLost) logger.info("changes to keys are followed again");
      isLost = false;
    };
    while (!stopping.signal.aborted) {
      try {
        if (database.createListener === null) await pollOn(database.pool, poll, stopping.signal, onFollowing);
        else
          await listenOn(database.createListener(), {
            poll,
            database,
            keys,
            echoes,
            signal: stopping.signal,
            onFollowing,
          });
      } catch (error) {
        if (stopping.signal.aborted) return;
        if (!isLost) logger.warn({ err: error }, "changes to keys cannot be followed; trying again");
        isLost = true;
        await pause(retryIntervalMs, stopping.signal);
      }
    }
  };
  const running = follow();
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

type Poll = ReturnType<typeof createPoll>;

async function pollOn(
  connection: Pick<Client | Pool, "query">,
  poll: Poll,
  signal: AbortSignal,
  onFollowing: () => void,
): Promise<void> {
  while (!signal.aborted) {
    await poll(connection);
    onFollowing();
    await pause(pollIntervalMs, signal);
  }
}

interface ListenOptions {
  poll: Poll;
  database: Pick<Database, "changes" | "lookUpPool">;
  keys: KnownKeys;
  echoes: Echoes;
  signal: AbortSignal;
  onFollowing: () => void;
}

async function listenOn(
  client: Client,
  { poll, database, keys, echoes, signal, onFollowing }: ListenOptions,
): Promise<void> {
  const broken = new AbortController();
  // Without a listener the error would end the process; the poll that follows meets it too.
  client.on("error", () => broken.abort());
  client.on("end", () => broken.abort());
  client.on("notification", ({ channel: heardOn, payload = "" }) => {
    if (heardOn === echoChannel) return echoes.receive(payload);
    const [subjectId = "", changeId = ""] = payload.split(" ");
    keys.forget([subjectId]);
    if (database.changes.isOwn(changeId)) return;
    // Beside the connection that listens, which may be polling. Who is not echoed to waits a second at most.
    database.lookUpPool.query(echoSql, [changeId]).catch(() => {});
  });
  try {
    await client.connect();
    await client.query(`LISTEN ${channel}`);
    await client.query(`LISTEN ${echoChannel}`);
    const ending = AbortSignal.any([signal, broken.signal]);
    database.changes.confirmWith(echoes.gather);
    await pollOn(client, poll, ending, onFollowing);
    if (!signal.aborted) throw new Error("the connection that listens for changes was lost");
  } finally {
    // Nobody is heard any more, so nobody is waited for.
    database.changes.confirmWith(async () => {});
    // Not waited for: a database that is away never answers the farewell.
    client.end().catch(() => {});
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await wait(ms, undefined, { signal, ref: false }).catch(() => {});
}
