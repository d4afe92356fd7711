import { minuteMs } from "#lib/domain/common/durations.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import type { RequestSample } from "#lib/verification/requests/request-entry.ts";

type TrimRuntime = Pick<Runtime, "database"> & { config: Pick<Runtime["config"], "requestLogDays"> };

/** The most rows of a key: 1,000 together. */
const maxRowsOfKey = { accepted: 100, rejected: 900 } as const;

/** The most rows of each kind: 1,000,000 together. */
export const maxRows: Readonly<Record<RequestSample, number>> = {
  accepted: 250_000,
  rejected: 740_000,
  unknown: 10_000,
};

/** Rows per statement: few enough to hold no lock for long. */
const batchSize = 5_000;

/** Keys per statement, of which each can have a few hundred rows more than it may keep. */
const keysPerBatch = 50;

/** Reading a key's rows to remove a few of them would cost more than these take up. */
const minNewRows = 20;

/** What a key has had since it was last trimmed. More keys than this are trimmed at once. */
const maxTrackedKeys = 50_000;

/** What the trimming remembers between two runs. */
export interface TrimState {
  /** When the last run began, by the database's clock. */
  since: Date | null;
  newRows: Map<string, number>;
  /** About how many rows of each kind there are. Null: not counted yet. */
  sizes: Record<RequestSample, number | null>;
}

export function createTrimState(): TrimState {
  return { since: null, newRows: new Map(), sizes: { accepted: null, rejected: null, unknown: null } };
}

const samples = Object.keys(maxRows) as RequestSample[];

/**
 * The end of a statement whose first part, `due`, locks the rows to remove. It skips rows that another instance is
 * removing or a verifier is counting on, so that none of them waits for another.
 */
const removeDue = "DELETE FROM request_log USING due WHERE request_log.id = due.id";

async function removeExpired({ database, config }: TrimRuntime, signal?: AbortSignal): Promise<void> {
  for (const sample of samples) {
    for (let removed = batchSize; removed === batchSize && signal?.aborted !== true; ) {
      const result = await database.pool.query(
        `WITH due AS MATERIALIZED (
          SELECT id FROM request_log WHERE sample = $1 AND at < now() - make_interval(days => $2)
          ORDER BY at LIMIT $3 FOR UPDATE SKIP LOCKED
        ) ${removeDue}`,
        [sample, config.requestLogDays, batchSize],
      );
      removed = result.rowCount ?? 0;
    }
  }
  await database.pool.query(
    `WITH due AS MATERIALIZED (
      SELECT team_id, hour FROM request_log_drops WHERE hour < now() - make_interval(days => $1) FOR UPDATE SKIP LOCKED
    )
    DELETE FROM request_log_drops USING due
    WHERE request_log_drops.team_id = due.team_id AND request_log_drops.hour = due.hour`,
    [config.requestLogDays],
  );
}

interface NewRows {
  sample: RequestSample;
  key_id: string | null;
  count: number;
  began_at: Date;
}

/** Counts what was added since the last run. Late rows are counted twice, which only makes the next count earlier. */
async function countNewRows({ database }: TrimRuntime, state: TrimState): Promise<void> {
  const { rows } = await database.pool.query<NewRows>(
    `SELECT sample, key_id, count(*)::int AS count, now() AS began_at FROM request_log
      WHERE sample = ANY($1) AND at > coalesce($2::timestamptz - interval '10 seconds', '-infinity') GROUP BY sample, key_id`,
    [samples, state.since?.toISOString() ?? null],
  );
  state.since = rows[0]?.began_at ?? state.since;
  for (const { sample, key_id: keyId, count } of rows) {
    const size = state.sizes[sample];
    if (size !== null) state.sizes[sample] = size + count;
    if (keyId !== null) state.newRows.set(keyId, (state.newRows.get(keyId) ?? 0) + count);
  }
}

async function trimKeys({ database }: TrimRuntime, state: TrimState, signal?: AbortSignal): Promise<void> {
  const isFull = state.newRows.size > maxTrackedKeys;
  const due = [...state.newRows].filter(([, count]) => isFull || count >= minNewRows).map(([keyId]) => keyId);
  while (due.length > 0 && signal?.aborted !== true) {
    const keyIds = due.splice(0, keysPerBatch);
    await database.pool.query(
      `WITH ranked AS MATERIALIZED (
          SELECT id, sample, row_number() OVER (PARTITION BY key_id, sample ORDER BY at DESC, id DESC) AS place
          FROM request_log WHERE key_id = ANY($1)
        ), due AS MATERIALIZED (
          SELECT request_log.id FROM request_log JOIN ranked ON ranked.id = request_log.id
          WHERE ranked.place > CASE ranked.sample WHEN 'accepted' THEN $2::int ELSE $3::int END
          FOR UPDATE OF request_log SKIP LOCKED
        ) ${removeDue}`,
      [keyIds, maxRowsOfKey.accepted, maxRowsOfKey.rejected],
    );
    for (const keyId of keyIds) state.newRows.delete(keyId);
  }
}

/** Removes the oldest rows of a kind that has too many; a few more, so that not every run has to count them. */
async function trimSample(
  { database }: TrimRuntime,
  state: TrimState,
  { sample, signal, max }: { sample: RequestSample; signal?: AbortSignal | undefined; max: number },
): Promise<void> {
  const size = state.sizes[sample];
  if (size !== null && size <= max) return;
  const { rows } = await database.pool.query<{ count: number }>(
    "SELECT count(*)::int AS count FROM request_log WHERE sample = $1",
    [sample],
  );
  const count = rows[0]?.count ?? 0;
  const removed =
    count > max ? await removeOldest(database, { sample, signal, kept: Math.floor(max * 0.98) }) : 0;
  state.sizes[sample] = count - removed;
}

/**
 * Removes all rows that are older than the newest `kept`. Not a number of rows: several instances would each remove
 * as many.
 */
async function removeOldest(
  { pool }: TrimRuntime["database"],
  { sample, signal, kept }: { sample: RequestSample; signal?: AbortSignal | undefined; kept: number },
): Promise<number> {
  const { rows } = await pool.query<{ at: string; id: string }>(
    "SELECT at::text AS at, id FROM request_log WHERE sample = $1 ORDER BY at DESC, id DESC OFFSET $2 LIMIT 1",
    [sample, kept],
  );
  const [newest] = rows;
  let total = 0;
  for (let removed = batchSize; newest !== undefined && removed === batchSize && signal?.aborted !== true; ) {
    const result = await pool.query(
      `WITH due AS MATERIALIZED (
        SELECT id FROM request_log WHERE sample = $1 AND (at, id) <= ($2::timestamptz, $3)
        ORDER BY at LIMIT $4 FOR UPDATE SKIP LOCKED
      ) ${removeDue}`,
      [sample, newest.at, newest.id, batchSize],
    );
    removed = result.rowCount ?? 0;
    total += removed;
  }
  return total;
}

/** Keeps the request log within its age and its sizes. Safe on several instances at once. */
export async function trimRequestLog(
  runtime: TrimRuntime,
  state: TrimState,
  { signal, max = maxRows }: { signal?: AbortSignal; max?: Readonly<Record<RequestSample, number>> } = {},
): Promise<void> {
  await removeExpired(runtime, signal);
  if (runtime.config.requestLogDays === 0) return;
  await countNewRows(runtime, state);
  await trimKeys(runtime, state, signal);
  for (const sample of samples) await trimSample(runtime, state, { sample, signal, max: max[sample] });
}

/** Every minute, so that the log exceeds its sizes at most by what one minute adds. */
export function startTrimming(runtime: TrimRuntime & Pick<Runtime, "logger" | "metrics">): {
  stop: () => Promise<void>;
} {
  const stopping = new AbortController();
  const state = createTrimState();
  let running: Promise<void> | null = null;
  const run = async () => {
    try {
      await runtime.metrics.jobs.time("trim_request_log", () =>
        trimRequestLog(runtime, state, { signal: stopping.signal }),
      );
    } catch (error) {
      runtime.logger.warn({ err: error }, "trimming the request log failed");
    } finally {
      running = null;
    }
  };
  const timer = setInterval(() => {
    running ??= run();
  }, minuteMs);
  timer.unref();
  return {
    stop: async () => {
      clearInterval(timer);
      stopping.abort();
      await running;
    },
  };
}
