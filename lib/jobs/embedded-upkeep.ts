import type { PoolClient } from "pg";
import type { Runtime } from "#lib/runtime.ts";

const intervalMs = 15_000;

/**
 * PostgreSQL's autovacuum needs processes of its own, which the embedded engine can't start; this does its work. Its
 * rules by share of a table are kept, its fixed numbers are smaller: one statement at a time answers here, so many short
 * pauses are better than a long one.
 */
const findWorkSql = `
  SELECT format('%I.%I', stat.schemaname, stat.relname) AS name, stat.n_live_tup::int AS live, stat.n_dead_tup::int AS dead,
    stat.n_dead_tup > least(500 + 0.1 * stat.n_live_tup, 5000) AS needs_vacuum,
    stat.n_mod_since_analyze > 50 + 0.1 * stat.n_live_tup
      OR (class.reltuples < 0 AND pg_relation_size(stat.relid) > 64 * 8192) AS needs_analyze
  FROM pg_stat_user_tables stat JOIN pg_class class ON class.oid = stat.relid
  ORDER BY stat.n_dead_tup DESC`;

interface Work {
  name: string;
  live: number;
  dead: number;
  needs_vacuum: boolean;
  needs_analyze: boolean;
}

type UpkeepRuntime = Pick<Runtime, "database" | "logger">;

/** Vacuums and analyzes the tables that have changed enough. Stops between two statements when `signal` aborts. */
export async function runUpkeep({ database, logger }: UpkeepRuntime, signal?: AbortSignal): Promise<void> {
  const { pool } = database;
  const { rows } = await withConnection(pool, async (client) => {
    // Activity is reported at most once a second; the next statement sees what is reported now.
    await client.query("SELECT pg_stat_force_next_flush()");
    return client.query<Work>(findWorkSql);
  });
  for (const { name, live, dead, needs_vacuum, needs_analyze } of rows) {
    for (const [isNeeded, statement] of [
      [needs_vacuum, writeVacuum(name)],
      [needs_analyze, writeAnalyze(name)],
    ] as const) {
      if (!isNeeded || signal?.aborted === true) continue;
      // From the pool each time, so that requests get their turn in between.
      const startedAt = performance.now();
      await pool.query(statement);
      const ms = Math.round(performance.now() - startedAt);
      logger.debug({ statement, live, dead, ms }, "database upkeep");
    }
  }
}

/**
 * Without giving empty pages back to the disk, which is one more pass. With the engine's whole buffer, because each page
 * that leaves a smaller one is a sync of the log.
 */
function writeVacuum(name: string): string {
  return `VACUUM (TRUNCATE false, BUFFER_USAGE_LIMIT 0) ${name}`;
}

/** With a tenth of the usual sample: nothing else is answered while it is read, and plans for these tables need no more. */
function writeAnalyze(name: string): string {
  return `BEGIN; SET LOCAL default_statistics_target = 10; ANALYZE ${name}; COMMIT`;
}

async function withConnection<T>(
  pool: UpkeepRuntime["database"]["pool"],
  run: (client: PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  try {
    return await run(client);
  } finally {
    client.release();
  }
}

/** Every 15 seconds until stopped; a failure is logged and tried again. */
export function startUpkeep(runtime: UpkeepRuntime): { stop: () => Promise<void> } {
  const stopping = new AbortController();
  let running: Promise<void> | null = null;
  const run = async () => {
    try {
      await runUpkeep(runtime, stopping.signal);
    } catch (error) {
      runtime.logger.warn({ err: error }, "database upkeep failed");
    } finally {
      running = null;
    }
  };
  const timer = setInterval(() => {
    running ??= run();
  }, intervalMs);
  timer.unref();
  return {
    stop: async () => {
      clearInterval(timer);
      stopping.abort();
      await running;
    },
  };
}
