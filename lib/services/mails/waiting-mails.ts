import type { Database } from "#lib/platform/db/database.ts";

export interface WaitingMails {
  waiting: number;
  /** How long the oldest has been due, however often it was tried. */
  oldestSeconds: number;
}

/**
 * The emails of the outbox that were not sent yet. `next_attempt_at` doesn't tell how late one is, because each attempt
 * moves it. One about notices can wait for an hour before its first attempt, so that it collects others.
 */
export async function readWaitingMails({ prisma }: Pick<Database, "prisma">): Promise<WaitingMails> {
  const [row] = await prisma.$queryRaw<{ waiting: number; oldest: number | null }[]>`
    SELECT count(*)::int AS waiting,
      extract(epoch FROM clock_timestamp() - min(created_at
        + CASE WHEN attempts = 0 AND expires_at IS NULL THEN interval '1 hour' ELSE interval '0' END))::float8 AS oldest
    FROM outbox_mails WHERE ended_at IS NULL`;
  return { waiting: row?.waiting ?? 0, oldestSeconds: Math.max(0, row?.oldest ?? 0) };
}
