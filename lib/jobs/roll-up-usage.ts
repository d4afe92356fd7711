import { dayMs, daySeconds, hourSeconds } from "#lib/domain/common/durations.ts";
import type { DatabaseTime } from "#lib/platform/db/database-time.ts";
import { Prisma } from "#lib/platform/db/generated/client.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";

interface Level {
  /** Length of the spans to add up, in seconds. */
  from: number;
  /** Length of the resulting spans, in seconds. */
  to: number;
  unit: Prisma.Sql;
  /** Spans that began longer ago than this are added up, in milliseconds. */
  ageMs: number;
}

const levels: readonly Level[] = [
  { from: 60, to: hourSeconds, unit: Prisma.sql`'hour'`, ageMs: 2 * dayMs },
  { from: hourSeconds, to: daySeconds, unit: Prisma.sql`'day'`, ageMs: 60 * dayMs },
];

/** Rows per statement: few enough to hold no lock for long. */
const batchSize = 20_000;

/**
 * Deletes rows and adds their sums in one statement, so that rows another instance took first are not counted
 * twice.
 */
async function rollUpBatch(runtime: Pick<Runtime, "database">, level: Level, before: Date): Promise<number> {
  const [result] = await runtime.database.prisma.$queryRaw<{ taken: bigint }[]>`
    WITH taken AS (
      DELETE FROM key_usage WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM key_usage
        WHERE duration_seconds = ${level.from} AND starts_at < ${before.toISOString()}::timestamptz
        LIMIT ${batchSize} FOR UPDATE SKIP LOCKED))
      RETURNING *
    ), added AS (
      INSERT INTO key_usage (key_id, secret_id, starts_at, duration_seconds, outcome, environment, service, address, count)
      SELECT key_id, secret_id, date_trunc(${level.unit}, starts_at, 'UTC') AS span, ${level.to}::int, outcome, environment,
        service, address, least(sum(count), 2147483647)::int
      FROM taken GROUP BY key_id, secret_id, span, outcome, environment, service, address
      ORDER BY key_id, span, secret_id, outcome, environment, service, address
      ON CONFLICT (key_id, starts_at, duration_seconds, secret_id, outcome, environment, service, address)
      DO UPDATE SET count = least(key_usage.count::bigint + excluded.count, 2147483647)::int
    )
    SELECT count(*) AS taken FROM taken`;
  return Number(result?.taken ?? 0);
}

/**
 * Adds up minutes to hours after two days, and hours to days after sixty. The totals stay the same. Safe on
 * several instances at once.
 */
export async function rollUpUsage(
  runtime: Pick<Runtime, "database">,
  now: DatabaseTime,
  signal?: AbortSignal,
): Promise<void> {
  for (const level of levels) {
    // Only whole spans: a partly old one would be added up twice.
    const spanMs = level.to * 1000;
    const before = new Date(Math.floor((now.getTime() - level.ageMs) / spanMs) * spanMs);
    while (signal?.aborted !== true && (await rollUpBatch(runtime, level, before)) === batchSize);
  }
}
