import type { Pool } from "pg";

/** How often one secret had one outcome in one minute. Times in milliseconds since 1970. */
export interface UsageCount {
  keyId: string;
  secretId: string;
  startsAt: number;
  outcome: string;
  environment: string;
  service: string;
  address: string;
  count: number;
}

export interface LastUse {
  keyId: string;
  secretId: string;
  usedAt: number;
}

export interface UsageBatch {
  counts: UsageCount[];
  lastUses: LastUse[];
}

// Sorted by the primary key, so that two instances flushing at the same time lock rows in the same order.
const writeUsageSql = `
  WITH new AS (
    SELECT key_id, secret_id, to_timestamp(starts_at / 1000.0) AS starts_at, outcome, environment, service, address, count
    FROM unnest($1::text[], $2::text[], $3::float8[], $4::text[], $5::text[], $6::text[], $7::text[], $8::int[])
      AS new (key_id, secret_id, starts_at, outcome, environment, service, address, count)
  ), counted AS (
    INSERT INTO key_usage (key_id, secret_id, starts_at, duration_seconds, outcome, environment, service, address, count)
    SELECT key_id, secret_id, starts_at, 60, outcome, environment, service, address, count FROM new
    ORDER BY key_id, starts_at, secret_id, outcome, environment, service, address
    ON CONFLICT (key_id, starts_at, duration_seconds, secret_id, outcome, environment, service, address)
    DO UPDATE SET count = key_usage.count + excluded.count
  ), days AS (
    INSERT INTO key_usage_days (key_id, day, accepted, refused)
    SELECT key_id, (starts_at AT TIME ZONE 'UTC')::date AS day, coalesce(sum(count) FILTER (WHERE outcome = 'VALID'), 0),
      coalesce(sum(count) FILTER (WHERE outcome <> 'VALID'), 0)
    FROM new GROUP BY key_id, day ORDER BY key_id, day
    ON CONFLICT (key_id, day) DO UPDATE
    SET accepted = key_usage_days.accepted + excluded.accepted, refused = key_usage_days.refused + excluded.refused
  ), used AS (
    SELECT key_id, secret_id, to_timestamp(used_at / 1000.0) AS used_at
    FROM unnest($9::text[], $10::text[], $11::float8[]) AS new (key_id, secret_id, used_at)
  ), secrets AS (
    UPDATE key_secrets
    SET last_used_at = used.used_at
    FROM used
    WHERE id = used.secret_id AND (last_used_at IS NULL OR last_used_at < used.used_at)
  )
  UPDATE api_keys
  SET last_used_at = latest.used_at
  FROM (SELECT key_id, max(used_at) AS used_at FROM used GROUP BY key_id) AS latest
  WHERE id = latest.key_id AND (last_used_at IS NULL OR last_used_at < latest.used_at)`;

/** Adds a batch to the stored counts and moves last uses forward, never back; all or nothing. */
export async function writeUsage(pool: Pick<Pool, "query">, batch: UsageBatch): Promise<void> {
  const { counts, lastUses } = batch;
  await pool.query(writeUsageSql, [
    counts.map((row) => row.keyId),
    counts.map((row) => row.secretId),
    counts.map((row) => row.startsAt),
    counts.map((row) => row.outcome),
    counts.map((row) => row.environment),
    counts.map((row) => row.service),
    counts.map((row) => row.address),
    counts.map((row) => row.count),
    lastUses.map((row) => row.keyId),
    lastUses.map((row) => row.secretId),
    lastUses.map((row) => row.usedAt),
  ]);
}
