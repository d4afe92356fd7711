import { randomUUID } from "node:crypto";
import { once } from "node:events";
import type { Client, Pool } from "pg";
import { StartError } from "#lib/platform/process/start-error.ts";

/** Between two connections to the same server, a notification takes milliseconds. */
const arrivalLimitMs = 5_000;

/** The listening connection is meant for long work and has no limit of its own. */
const answerLimit = { query_timeout: arrivalLimitMs };

const whichSql = `
  SELECT current_database() || ' of the server started at ' || pg_postmaster_start_time() AS which`;

/**
 * Checks at start whether revocations will arrive immediately: a notification sent over the pool must reach a
 * connection that listens. A pooler in transaction mode assigns server connections per transaction, so the
 * notification never arrives. Throws StartError with the reason; the client stays open.
 */
export async function checkNotifications(
  { pool, listener }: { pool: Pool; listener: Client },
  { hasListenUrl }: { hasListenUrl: boolean },
): Promise<void> {
  await assertTransactions(pool);
  const channel = `byteengine_check_${randomUUID().replaceAll("-", "")}`;
  const arrival = once(listener, "notification", { signal: AbortSignal.timeout(arrivalLimitMs) });
  // A failure is handled below; until then it must not count as unhandled.
  arrival.catch(() => {});
  await listener.query({ text: `LISTEN ${channel}`, ...answerLimit });
  await pool.query("SELECT pg_notify($1, '')", [channel]);
  const hasArrived = await arrival.then(
    () => true,
    () => false,
  );
  if (!hasArrived) throw new StartError(await explainMissingNotification({ pool, listener }, hasListenUrl));
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
      `DATABASE_URL points to a connection pooler that does not support transactions (${reason}): set its pool_mode to session or transaction`,
      { cause: error },
    );
  }
}

async function explainMissingNotification(
  { pool, listener }: { pool: Pool; listener: Client },
  hasListenUrl: boolean,
): Promise<string> {
  const [over, listening] = await Promise.all([
    pool.query(whichSql),
    listener.query({ text: whichSql, ...answerLimit }),
  ]);
  const isSame = over.rows[0]?.which === listening.rows[0]?.which;
  if (hasListenUrl && !isSame) return "DATABASE_LISTEN_URL points to a different database than DATABASE_URL";
  const variable = hasListenUrl ? "DATABASE_LISTEN_URL" : "DATABASE_URL";
  const advice = hasListenUrl
    ? "It must point to the server itself, or to a pooler in session mode"
    : "Set DATABASE_LISTEN_URL to an address of the same database without the pooler, or set the pooler's pool_mode to session";
  return `Notifications do not arrive over ${variable}, so revocations would be late: a connection pooler in transaction mode, such as pgbouncer, does not pass them on. ${advice}`;
}
