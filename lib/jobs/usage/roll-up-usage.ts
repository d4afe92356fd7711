import { dayMs, daySeconds, hourSeconds } from "#lib/domain/common/durations.ts";
import type { DatabaseTime } from "#lib/platform/db/database-time.ts";
import { Prisma } from "#lib/platform/db/generated/client.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";

type RollUpRuntime = Pick<Runtime, "database"> & { config: Pick<Runtime["config"], "usageDays"> };

interface Level {
  /** Length of the spans to add up, in seconds. */
  from: number;
  /** Length of the resulting spans, in seconds. */
  to: number;
  unit: Prisma.Sql;
  /** Spans that began longer ago than this are added up, in days. */
  days: number;
}

function listLevels({ config: { usageDays } }: RollUpRuntime): Level[] {
  return [
    { from: 60, to: hourSeconds, unit: Prisma.sql`'hour'`, days: usageDays.minutes },
    { from: hourSeconds, to: daySeconds, unit: Prisma.sql`'day'`, days: usageDays.hours },
  ];
}

/** Rows per statement: few enough to hold no lock for long. */
const batchSize = 20_000;

/**
 * How many IP addresses of a key and day are kept apart when they are added up. The rest is counted without one, so that a key
 * that is used from everywhere doesn't fill the disk.
 */
const maxAddressesPerDay = 200;

/** The start of the whole spans that are older than a number of days. A partly old span would be added up twice. */
function floorToSpan(now: DatabaseTime, days: number, seconds: number): string {
  const spanMs = seconds * 1000;
  return new Date(Math.floor((now.getTime() - days * dayMs) / spanMs) * spanMs).toISOString();
}

const addToExisting = Prisma.sql`
  ON CONFLICT (key_id, starts_at, duration_seconds, secret_id, outcome, environment, service, address)
  DO UPDATE SET count = least(key_usage.count::bigint + excluded.count, 2147483647)::int`;

/**
 * Deletes rows and adds their sums in one statement, so that rows another instance took first are not counted
 * twice.
 */
async function rollUpBatch({ database }: RollUpRuntime, level: Level, before: string): Promise<number> {
  const [result] = await database.prisma.$queryRaw<{ taken: bigint }[]>`
    WITH taken AS (
      DELETE FROM key_usage WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM key_usage
        WHERE duration_seconds = ${level.from} AND starts_at < ${before}::timestamptz
        ORDER BY starts_at LIMIT ${batchSize} FOR UPDATE SKIP LOCKED))
      RETURNING *
    ), addresses AS (
      SELECT key_id, date_trunc('day', starts_at, 'UTC') AS day, address, sum(count) AS count
      FROM taken WHERE address <> '' GROUP BY 1, 2, 3
    ), known AS (
      SELECT DISTINCT used.key_id, used.day, usage.address
      FROM (SELECT DISTINCT key_id, day FROM addresses) used JOIN key_usage usage ON usage.key_id = used.key_id
        AND usage.starts_at >= used.day AND usage.starts_at < used.day + interval '1 day'
      WHERE usage.duration_seconds = ${level.to} AND usage.address <> ''
    ), added_addresses AS (
      SELECT key_id, day, address, row_number() OVER (PARTITION BY key_id, day ORDER BY count DESC, address)
        + (SELECT count(*) FROM known WHERE known.key_id = addresses.key_id AND known.day = addresses.day) AS place
      FROM addresses WHERE (key_id, day, address) NOT IN (SELECT key_id, day, address FROM known)
    ), surplus AS (
      SELECT key_id, day, address FROM added_addresses WHERE place > ${maxAddressesPerDay}
    ), spans AS (
      SELECT key_id, secret_id, date_trunc(${level.unit}, starts_at, 'UTC') AS span, outcome, environment, service,
        CASE WHEN (key_id, date_trunc('day', starts_at, 'UTC'), address) IN (SELECT key_id, day, address FROM surplus)
          THEN '' ELSE address END AS address, count
      FROM taken
    ), added AS (
      INSERT INTO key_usage (key_id, secret_id, starts_at, duration_seconds, outcome, environment, service, address, count)
      SELECT key_id, secret_id, span, ${level.to}::int, outcome, environment, service, address,
        least(sum(count), 2147483647)::int
      FROM spans GROUP BY key_id, secret_id, span, outcome, environment, service, address
      ORDER BY key_id, span, secret_id, outcome, environment, service, address
      ${addToExisting}
    )
    SELECT count(*) AS taken FROM taken`;
  return Number(result?.taken ?? 0);
}

/** Adds the counts of old rows with an IP address to those without one. */
async function removeAddresses({ database }: RollUpRuntime, before: string): Promise<number> {
  const [result] = await database.prisma.$queryRaw<{ taken: bigint }[]>`
    WITH taken AS (
      DELETE FROM key_usage WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM key_usage WHERE address <> '' AND duration_seconds > 60 AND starts_at < ${before}::timestamptz
        ORDER BY starts_at LIMIT ${batchSize} FOR UPDATE SKIP LOCKED))
      RETURNING *
    ), added AS (
      INSERT INTO key_usage (key_id, secret_id, starts_at, duration_seconds, outcome, environment, service, address, count)
      SELECT key_id, secret_id, starts_at, duration_seconds, outcome, environment, service, '',
        least(sum(count), 2147483647)::int
      FROM taken GROUP BY key_id, secret_id, starts_at, duration_seconds, outcome, environment, service
      ORDER BY key_id, starts_at, secret_id, outcome, environment, service
      ${addToExisting}
    )
    SELECT count(*) AS taken FROM taken`;
  return Number(result?.taken ?? 0);
}

function deleteDays({ database }: RollUpRuntime, before: string): Promise<number> {
  return database.prisma.$executeRaw`
    DELETE FROM key_usage WHERE ctid = ANY (ARRAY(
      SELECT ctid FROM key_usage WHERE duration_seconds = ${daySeconds} AND starts_at < ${before}::timestamptz
      ORDER BY starts_at LIMIT ${batchSize} FOR UPDATE SKIP LOCKED))`;
}

/**
 * Adds up minutes to hours and hours to days, removes old IP addresses, and deletes old days (USAGE_MINUTES_DAYS and the like).
 * Until then, the totals stay the same. In small steps, and safe on several instances at once.
 */
export async function rollUpUsage(
  runtime: RollUpRuntime,
  now: DatabaseTime,
  signal?: AbortSignal,
): Promise<void> {
  const { usageDays } = runtime.config;
  const repeat = async (takeBatch: () => Promise<number>) => {
    while (signal?.aborted !== true && (await takeBatch()) === batchSize);
  };
  for (const level of listLevels(runtime)) {
    const before = floorToSpan(now, level.days, level.to);
    await repeat(() => rollUpBatch(runtime, level, before));
  }
  await repeat(() => removeAddresses(runtime, floorToSpan(now, usageDays.addresses, daySeconds)));
  await repeat(() => deleteDays(runtime, floorToSpan(now, usageDays.days, daySeconds)));
}
