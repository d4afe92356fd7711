import { randomUUID } from "node:crypto";
import { once } from "node:events";
import type { Client, Pool } from "pg";
import { StartError } from "#lib/start-error.ts";

/** Between two connections of one server it takes milliseconds. */
const arrivalLimitMs = 5_000;

/** The listening connection is one for long work, without a limit of its own. */
const answerLimit = { query_timeout: arrivalLimitMs };

const whichSql = `
  SELECT current_database() || ' of the server started at ' || pg_postmaster_start_time() AS which`;

/**
 * Tells before anything is served whether revocations will be heard of at once: what is notified over the pool has to
 * arrive at a connection that listens. A pooler in transaction mode takes the server's connection away from whoever
 * listens, so nothing arrives there. Throws StartError with the reason; the client is open before and after.
 */
export async function checkNotifications(
  { pool, listener }: { pool: Pool; listener: Client },
  { hasListenUrl }: { hasListenUrl: boolean },
): Promise<void> {
  await assertTransactions(pool);
  const channel = `byteengine_check_${randomUUID().replaceAll("-", "")}`;
  const arrival = once(listener, "notification", { signal: AbortSignal.timeout(arrivalLimitMs) });
  // Its failure is looked at below; until then it must not count as unhandled.
  arrival.catch(() => {});
  await listener.query({ text: `LISTEN ${channel}`, ...answerLimit });
  await pool.query("SELECT pg_notify($1, '')", [channel]);
  const hasArrived = await arrival.then(
    () => true,
    () => false,
  );
  if (!hasArrived) throw new StartError(await explainSilence({ pool, listener }, hasListenUrl));
  await listener.query({ text: `UNLISTEN ${channel}`, ...answerLimit });
}

async function assertTransactions(pool: Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    await client.query("COMMIT");
    client.release();
  } catch (error) {
    client.release(true);
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartError(
      `DATABASE_URL leads to a connection pooler that takes no transactions (${reason}): set its pool_mode to session or transaction`,
      { cause: error },
    );
  }
}

async function explainSilence(
  { pool, listener }: { pool: Pool; listener: Client },
  hasListenUrl: boolean,
): Promise<string> {
  const [over, listening] = await Promise.all([
    pool.query(whichSql),
    listener.query({ text: whichSql, ...answerLimit }),
  ]);
  const isSame = over.rows[0]?.which === listening.rows[0]?.which;
  if (hasListenUrl && !isSame) return "DATABASE_LISTEN_URL leads to another database than DATABASE_URL";
  const variable = hasListenUrl ? "DATABASE_LISTEN_URL" : "DATABASE_URL";
  const advice = hasListenUrl
    ? "It must lead to the server itself, or to a pooler in session mode"
    : "Set DATABASE_LISTEN_URL to an address of the same database without the pooler, or the pooler's pool_mode to session";
  return `Notifications do not arrive over ${variable}, so revocations would be late: a connection pooler in transaction mode, such as pgbouncer, does not pass them on. ${advice}`;
}
