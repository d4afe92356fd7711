import { dayMs, hourMs } from "#lib/domain/common/durations.ts";
import { expiryNoticeDays } from "#lib/domain/notices/notice-kinds.ts";
import { type DatabaseTime, readDatabaseTime } from "#lib/platform/db/database-time.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { repeatJob } from "#lib/platform/process/repeat-job.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { listKeyReceivers } from "#lib/services/notices/list-key-receivers.ts";
import { notify } from "#lib/services/notices/notify.ts";

type ExpiryRuntime = Pick<Runtime, "database" | "config">;

const batchSize = 100;

interface ExpiringKey {
  id: string;
  name: string;
  teamId: string;
  ownerUserId: string | null;
  expiresAt: Date;
  teamName: string;
  teamSlug: string;
  days: number;
}

/**
 * Keys whose people have not been told about this expiry and this number of days. A key that was created with less time
 * than that is left out: its creator has just chosen the expiry.
 */
function listExpiring({ database }: ExpiryRuntime, now: DatabaseTime): Promise<ExpiringKey[]> {
  const at = now.toISOString();
  return database.prisma.$queryRaw<ExpiringKey[]>`
    SELECT key.id, key.name, key.team_id AS "teamId", key.owner_user_id AS "ownerUserId",
      key.expires_at AS "expiresAt", team.name AS "teamName", team.slug AS "teamSlug", due.days
    FROM api_keys key
    JOIN teams team ON team.id = key.team_id AND team.deleted_at IS NULL
    JOIN LATERAL (SELECT min(days) AS days FROM unnest(${[...expiryNoticeDays]}::int[]) AS known (days)
      WHERE key.expires_at <= ${at}::timestamptz + make_interval(days => known.days)) due ON due.days IS NOT NULL
    WHERE key.revoked_at IS NULL AND key.disabled_at IS NULL AND key.expires_at > ${at}::timestamptz
      AND key.expires_at <= ${at}::timestamptz + interval '30 days'
      AND key.created_at < key.expires_at - make_interval(days => due.days) - interval '1 hour'
      AND NOT EXISTS (SELECT 1 FROM key_expiry_notices told
        WHERE told.key_id = key.id AND told.expires_at = key.expires_at AND told.days = due.days)
    ORDER BY key.expires_at, key.id LIMIT ${batchSize}`;
}

async function notifyOf(runtime: ExpiryRuntime, key: ExpiringKey, now: DatabaseTime): Promise<void> {
  await withTransaction(runtime.database, async (tx) => {
    const { count } = await tx.keyExpiryNotice.createMany({
      data: [{ keyId: key.id, expiresAt: key.expiresAt, days: key.days }],
      skipDuplicates: true,
    });
    // Another instance was first.
    if (count === 0) return;
    await notify(
      tx,
      { runtime, now },
      {
        kind: "key_expiring",
        receivers: await listKeyReceivers(tx, key),
        teamId: key.teamId,
        data: {
          keyId: key.id,
          keyName: key.name,
          teamName: key.teamName,
          teamSlug: key.teamSlug,
          days: key.days,
        },
      },
    );
  });
}

/**
 * Tells the owner of each expiring key, or the admins of its team, once 30, 14, 7 and 1 days before. Safe on several
 * instances at once and after a restart. After a pause, only the latest of several numbers of days is told. A key with a
 * new expiry starts again.
 */
export async function notifyExpiringKeys(
  runtime: ExpiryRuntime,
  now: DatabaseTime,
  signal?: AbortSignal,
): Promise<void> {
  for (;;) {
    const keys = await listExpiring(runtime, now);
    for (const key of keys) {
      if (signal?.aborted === true) return;
      await notifyOf(runtime, key, now);
    }
    if (keys.length < batchSize) return;
  }
}

/** How long the record of an expiry is kept after it. */
export const expiryRecordMs = 30 * dayMs;

/** Runs immediately and every hour until stopped. A failure is logged and tried again. */
export function startNotifyingOfExpiry(runtime: ExpiryRuntime & Pick<Runtime, "logger" | "metrics">): {
  stop: () => Promise<void>;
} {
  return repeatJob(runtime.logger, {
    everyMs: hourMs,
    failure: "telling people about expiring keys failed",
    run: (signal) =>
      runtime.metrics.jobs.time("expiry_notices", async () =>
        notifyExpiringKeys(runtime, await readDatabaseTime(runtime.database), signal),
      ),
  });
}
