import { setTimeout as wait } from "node:timers/promises";
import type { Client } from "pg";
import type { Database } from "#lib/platform/db/database.ts";
import { describeDatabaseFailure, isDatabaseUnavailable } from "#lib/platform/db/server/database-errors.ts";
import type { Logger } from "#lib/platform/log/log.ts";
import type { KnownKeys } from "#lib/verification/cache/known-keys.ts";
import { whenKnown } from "#lib/verification/cache/when-known.ts";
import { createPollPace, type PollPace } from "./catch-up.ts";
import { createEchoes, type Echoes, echoChannel, echoSql, formatEcho } from "./echoes.ts";
import { createPoll, type PollConnection } from "./poll-changes.ts";

export interface Following {
  /** From then on, keys in memory are no longer confirmed. */
  stop(): Promise<void>;
}

const channel = "byteengine_invalidations";

const pollIntervalMs = 500;
const retryIntervalMs = 250;

/**
 * Keeps the keys in memory up to date: listens for changes, which arrive within milliseconds, and polls for them, because a
 * notification can be lost. After a failure, logs it once and tries again four times per second until `stop`.
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
  const poll = createPoll({ keys, logger, onOtherServer: database.renewConnections });
  const pace = createPollPace(() => performance.now());
  keys.followWith(pace.catchUp);
  const echoes = createEchoes(database);
  const follow = async () => {
    let isLost = false;
    const onFollowing = () => {
      if (isLost) logger.info("changes to keys are followed again");
      isLost = false;
    };
    while (!stopping.signal.aborted) {
      try {
        if (database.createListener === null)
          await pollOn(database.pool, poll, pace, stopping.signal, onFollowing);
        else
          await listenOn(database.createListener(), {
            poll,
            pace,
            database,
            keys,
            echoes,
            signal: stopping.signal,
            onFollowing,
          });
      } catch (error) {
        pace.giveUp();
        if (stopping.signal.aborted) return;
        if (!isLost) logLoss(logger, error);
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
  connection: PollConnection,
  poll: Poll,
  pace: PollPace,
  signal: AbortSignal,
  onFollowing: () => void,
): Promise<void> {
  while (!signal.aborted) {
    await pace.run(() => poll(connection));
    onFollowing();
    await pace.pause(pollIntervalMs, signal);
  }
}

interface ListenOptions {
  poll: Poll;
  pace: PollPace;
  database: Pick<Database, "changes" | "lookUpPool">;
  keys: KnownKeys;
  echoes: Echoes;
  signal: AbortSignal;
  onFollowing: () => void;
}

async function listenOn(
  client: Client,
  { poll, pace, database, keys, echoes, signal, onFollowing }: ListenOptions,
): Promise<void> {
  const broken = new AbortController();
  // Without this listener the error would end the process. The next poll fails too.
  client.on("error", () => broken.abort());
  client.on("end", () => broken.abort());
  client.on("notification", ({ channel: receivedOn, payload = "" }) => {
    if (receivedOn === echoChannel) return echoes.receive(payload);
    const [subjectId = "", changeId = ""] = payload.split(" ");
    const dropping = keys.forget([subjectId]);
    if (database.changes.isOwn(changeId)) return;
    const { instanceId } = database.changes;
    // On another connection, because this one may be polling. If the echo is lost, the mutation waits one second at most.
    const echo = () =>
      void database.lookUpPool
        .query(echoSql, [formatEcho({ changeId, subjectId, instanceId })])
        .catch(() => {});
    whenKnown(dropping, echo);
  });
  try {
    await client.connect();
    await client.query(`LISTEN ${channel}`);
    await client.query(`LISTEN ${echoChannel}`);
    const ending = AbortSignal.any([signal, broken.signal]);
    database.changes.confirmWith(echoes.gather);
    await pollOn(client, poll, pace, ending, onFollowing);
    if (!signal.aborted) throw new Error("the connection that listens for changes was lost");
  } finally {
    // Echoes no longer arrive, so mutations must not wait for them.
    database.changes.confirmWith(async () => {});
    // Not awaited, because an unreachable database never responds.
    client.end().catch(() => {});
  }
}

function logLoss(logger: Logger, error: unknown): void {
  const cause = isDatabaseUnavailable(error) ? { reason: describeDatabaseFailure(error) } : { err: error };
  logger.warn(cause, "changes to keys cannot be followed; trying again");
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await wait(ms, undefined, { signal, ref: false }).catch(() => {});
}
