import { dayMs, hourMs } from "#lib/domain/common/durations.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { DatabaseTime } from "#lib/platform/db/database-time.ts";
import { Prisma } from "#lib/platform/db/generated/client.ts";

/** Rows per statement: few enough to hold no lock for long. */
const batchSize = 20_000;

interface ExpiredRows {
  table: string;
  /** The column by which they are too old. */
  column: "expires_at" | "created_at";
  ageMs: number;
}

/**
 * Tokens are kept for a day, so that until then their verdict is that they expired, and what counts once for an hour: longer than clocks
 * may differ. Refusals are shown for a week.
 */
const expiredRows: readonly ExpiredRows[] = [
  { table: "app_tokens", column: "expires_at", ageMs: dayMs },
  { table: "app_assertions", column: "expires_at", ageMs: hourMs },
  { table: "exchanged_tokens", column: "expires_at", ageMs: hourMs },
  { table: "authorization_codes", column: "expires_at", ageMs: dayMs },
  { table: "refresh_tokens", column: "expires_at", ageMs: dayMs },
  { table: "app_launches", column: "expires_at", ageMs: dayMs },
  { table: "exchange_refusals", column: "created_at", ageMs: 7 * dayMs },
];

function removeRows(
  { prisma }: Database,
  { table, column, ageMs }: ExpiredRows,
  now: DatabaseTime,
): Promise<number> {
  const before = new Date(now.getTime() - ageMs).toISOString();
  const [from, by] = [Prisma.raw(table), Prisma.raw(column)];
  return prisma.$executeRaw`
    DELETE FROM ${from} WHERE ctid = ANY (ARRAY(
      SELECT ctid FROM ${from} WHERE ${by} < ${before}::timestamptz
      ORDER BY ${by} LIMIT ${batchSize} FOR UPDATE SKIP LOCKED))`;
}

/** How long the hourly sweep looks for grants that were never used. */
const unusedDays = 7;

/**
 * Removes grants a year after they expired, and a day after if their code was never exchanged: those gave nothing. What belongs to
 * a grant never expires later, so it is already removed.
 */
function removeGrants({ prisma }: Database, now: DatabaseTime): Promise<number> {
  const [old, unused, seen] = [365, 1, 1 + unusedDays].map((days) =>
    new Date(now.getTime() - days * dayMs).toISOString(),
  );
  return prisma.$executeRaw`
    WITH removed AS MATERIALIZED (
      SELECT id FROM app_grants given
      WHERE (expires_at < ${old}::timestamptz
          OR (expires_at BETWEEN ${seen}::timestamptz AND ${unused}::timestamptz AND last_token_at IS NULL))
        AND NOT EXISTS (SELECT FROM authorization_codes code WHERE code.grant_id = given.id)
        AND NOT EXISTS (SELECT FROM refresh_tokens refresh WHERE refresh.grant_id = given.id)
        AND NOT EXISTS (SELECT FROM app_tokens token WHERE token.grant_id = given.id)
      LIMIT ${batchSize} FOR UPDATE SKIP LOCKED)
    DELETE FROM app_grants WHERE id IN (SELECT id FROM removed)`;
}

/** Removes tokens, what else counts for a time, and then grants. In small steps, and safe on several instances at once. */
export async function removeExpiredTokens(
  { database }: { database: Database },
  now: DatabaseTime,
  signal?: AbortSignal,
): Promise<void> {
  const repeat = async (takeBatch: () => Promise<number>) => {
    while (signal?.aborted !== true && (await takeBatch()) === batchSize);
  };
  for (const rows of expiredRows) await repeat(() => removeRows(database, rows, now));
  await repeat(() => removeGrants(database, now));
}
