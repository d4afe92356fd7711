import type { Database } from "#lib/platform/db/database.ts";

// All times are the database's, so that instances with wrong clocks agree.

type Pool = Pick<Database["pool"], "query">;

const scheduleId = "schedule";

/** How long an instance that was killed keeps others from writing the backup. */
const leaseSeconds = 120;

/** How long after a failure the next attempt is made. */
const retryMinutes = 15;

/** Takes the turn to write a backup. False if none is due, or another instance is writing one. */
export async function takeLease(pool: Pool, everyHours: number): Promise<boolean> {
  const { rowCount } = await pool.query(
    `INSERT INTO backup_schedule (id, lease_ends_at) VALUES ($1, now() + make_interval(secs => $3))
     ON CONFLICT (id) DO UPDATE SET lease_ends_at = EXCLUDED.lease_ends_at
     WHERE (backup_schedule.lease_ends_at IS NULL OR backup_schedule.lease_ends_at < now())
       AND (backup_schedule.last_success_at IS NULL OR backup_schedule.last_success_at <= now() - make_interval(hours => $2))
       AND (backup_schedule.last_failure_at IS NULL OR backup_schedule.last_failure_at <= now() - make_interval(mins => $4))`,
    [scheduleId, everyHours, leaseSeconds, retryMinutes],
  );
  return rowCount === 1;
}

/** Call it more often than the lease is long, while the backup is written. */
export async function renewLease(pool: Pool): Promise<void> {
  await pool.query(
    "UPDATE backup_schedule SET lease_ends_at = now() + make_interval(secs => $2) WHERE id = $1",
    [scheduleId, leaseSeconds],
  );
}

/** The time of a success is when the backup began: it contains nothing from later. */
export async function recordSuccess(
  pool: Pool,
  { seconds, sizeBytes }: { seconds: number; sizeBytes: number },
): Promise<void> {
  await pool.query(
    `UPDATE backup_schedule SET lease_ends_at = NULL, last_size_bytes = $3,
       last_success_at = now() - make_interval(secs => $2) WHERE id = $1`,
    [scheduleId, seconds, sizeBytes],
  );
}

export async function recordFailure(pool: Pool, reason: string): Promise<void> {
  await pool.query(
    `UPDATE backup_schedule SET lease_ends_at = NULL, last_failure_at = now(), last_error = $2, failures = failures + 1
     WHERE id = $1`,
    [scheduleId, reason.slice(0, 500)],
  );
}
