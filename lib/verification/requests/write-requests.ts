import type { Pool } from "pg";
import type { RequestEntry } from "./request-entry.ts";
import type { RequestBatch } from "./request-memory.ts";

// A repeated attempt, after one whose result is unknown, adds nothing.
const insertEntriesSql = `
  INSERT INTO request_log (id, at, sample, endpoint, outcome, team_id, key_id, secret_id, environment, permissions, resource,
    address, service, facts, more)
  SELECT id, to_timestamp(at / 1000.0), sample, endpoint, outcome, team_id, key_id, secret_id, environment,
    ARRAY(SELECT jsonb_array_elements_text(permissions)), resource, address, service, facts, more
  FROM unnest($1::text[], $2::float8[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
    $10::jsonb[], $11::text[], $12::text[], $13::text[], $14::jsonb[], $15::int[])
    AS new (id, at, sample, endpoint, outcome, team_id, key_id, secret_id, environment, permissions, resource, address,
      service, facts, more)
  ON CONFLICT (id) DO NOTHING`;

export async function insertEntries(
  pool: Pick<Pool, "query">,
  entries: readonly RequestEntry[],
): Promise<void> {
  await pool.query(insertEntriesSql, [
    entries.map((entry) => entry.requestId),
    entries.map((entry) => entry.atMs),
    entries.map((entry) => entry.sample),
    entries.map((entry) => entry.endpoint),
    entries.map((entry) => entry.outcome),
    entries.map((entry) => entry.teamId),
    entries.map((entry) => entry.keyId),
    entries.map((entry) => entry.secretId),
    entries.map((entry) => entry.environment),
    entries.map((entry) => JSON.stringify(entry.permissions)),
    entries.map((entry) => entry.resource),
    entries.map((entry) => entry.address),
    entries.map((entry) => entry.service),
    entries.map((entry) => JSON.stringify(entry.facts)),
    entries.map((entry) => entry.more),
  ]);
}

// Sorted, so that two instances flushing at the same time lock rows in the same order.
const addCountsSql = `
  WITH dropped AS (
    INSERT INTO request_log_drops (team_id, hour, count)
    SELECT team_id, date_trunc('hour', now(), 'UTC'), least(count, 2147483647)::int
    FROM unnest($3::text[], $4::float8[]) AS new (team_id, count) ORDER BY team_id
    ON CONFLICT (team_id, hour)
    DO UPDATE SET count = least(request_log_drops.count::bigint + excluded.count, 2147483647)::int
  )
  UPDATE request_log SET more = least(request_log.more + new.more, 2147483647)::int
  FROM (
    SELECT id, sum(more) AS more FROM unnest($1::text[], $2::float8[]) AS rest (id, more) GROUP BY id
  ) AS new
  WHERE request_log.id = new.id`;

/** Adds to stored entries, and to what was dropped. */
export async function addCounts(
  pool: Pick<Pool, "query">,
  { rests, drops }: Pick<RequestBatch, "rests" | "drops">,
): Promise<void> {
  await pool.query(addCountsSql, [
    rests.map((rest) => rest.requestId),
    rests.map((rest) => rest.more),
    drops.map(([teamId]) => teamId ?? ""),
    drops.map(([, count]) => count),
  ]);
}
