import { dayMs, hourMs } from "#lib/domain/common/durations.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { DatabaseTime } from "#lib/platform/db/database-time.ts";

/** Rows per statement: few enough to hold no lock for long. */
const batchSize = 20_000;

function removeTokens({ prisma }: Database, before: string): Promise<number> {
  return prisma.$executeRaw`
    DELETE FROM app_tokens WHERE ctid = ANY (ARRAY(
      SELECT ctid FROM app_tokens WHERE expires_at < ${before}::timestamptz
      ORDER BY expires_at LIMIT ${batchSize} FOR UPDATE SKIP LOCKED))`;
}

function removeAssertions({ prisma }: Database, before: string): Promise<number> {
  return prisma.$executeRaw`
    DELETE FROM app_assertions WHERE ctid = ANY (ARRAY(
      SELECT ctid FROM app_assertions WHERE expires_at < ${before}::timestamptz
      ORDER BY expires_at LIMIT ${batchSize} FOR UPDATE SKIP LOCKED))`;
}

function removeExchanged({ prisma }: Database, before: string): Promise<number> {
  return prisma.$executeRaw`
    DELETE FROM exchanged_tokens WHERE ctid = ANY (ARRAY(
      SELECT ctid FROM exchanged_tokens WHERE expires_at < ${before}::timestamptz
      ORDER BY expires_at LIMIT ${batchSize} FOR UPDATE SKIP LOCKED))`;
}

function removeRefusals({ prisma }: Database, before: string): Promise<number> {
  return prisma.$executeRaw`
    DELETE FROM exchange_refusals WHERE ctid = ANY (ARRAY(
      SELECT ctid FROM exchange_refusals WHERE created_at < ${before}::timestamptz
      ORDER BY created_at LIMIT ${batchSize} FOR UPDATE SKIP LOCKED))`;
}

/**
 * Removes tokens a day after they expired, so that until then their verdict is that they expired, and assertions an hour after:
 * longer than clocks may differ. So are tokens that were exchanged. Refusals are kept for a week. In small steps, and safe on several instances at once.
 */
export async function removeExpiredTokens(
  { database }: { database: Database },
  now: DatabaseTime,
  signal?: AbortSignal,
): Promise<void> {
  const repeat = async (takeBatch: () => Promise<number>) => {
    while (signal?.aborted !== true && (await takeBatch()) === batchSize);
  };
  await repeat(() => removeTokens(database, new Date(now.getTime() - dayMs).toISOString()));
  await repeat(() => removeAssertions(database, new Date(now.getTime() - hourMs).toISOString()));
  await repeat(() => removeExchanged(database, new Date(now.getTime() - hourMs).toISOString()));
  await repeat(() => removeRefusals(database, new Date(now.getTime() - 7 * dayMs).toISOString()));
}
