import type { PoolClient } from "pg";
import type { Runtime } from "#lib/runtime.ts";

const intervalMs = 15_000;

/** One vacuum in so many cleans the indexes as well, of the few bytes that each dead row leaves there. */
const indexInterval = 10;

/**
 * PostgreSQL's autovacuum needs processes of its own, which the embedded engine can't start; this does its work. Its
 * rules by share of a table are kept, its fixed numbers are smaller: one statement at a time answers here, so many short
 * pauses are better than a long one.
 */
const findWorkSql = `
  SELECT format('%I.%I', stat.schemaname, stat.relname) AS name, stat.n_live_tup::int AS live, stat.n_dead_tup::int AS dead,
    stat.n_dead_tup > least(500 + 0.1 * stat.n_live_tup, 20000) AS needs_vacuum,
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

interface UpkeepOptions {
  /** Stops between two statements. */
  signal?: AbortSignal;
  /** How often each table was vacuumed since its indexes were. */
  vacuumCounts?: Map<string, number>;
}

/** Vacuums and analyzes the tables that have changed enough. */
export async function runUpkeep(
  { database, logger }: UpkeepRuntime,
  { signal, vacuumCounts = new Map() }: UpkeepOptions = {},
): Promise<void> {
  const { pool } = database;
  const { rows } = await withConnection(pool, async (client) => {
    // Activity is reported at most once a second; the next statement sees what is reported now.
    await client.query("SELECT pg_stat_force_next_flush()");
    return client.query<Work>(findWorkSql);
  });
  for (const { name, live, dead, needs_vacuum, needs_analyze } of rows) {
    for (const [isNeeded, statement] of [
      [needs_vacuum, writeVacuum(name, vacuumCounts)],
      [needs_analyze, writeAnalyze(name)],
    ] as const) {
      if (!isNeeded || signal?.aborted === true) continue;
      // From the pool each time, so that requests get their turn in between.
      const startedAt = performance.now();
      await pool.query(statement);
      const ms = Math.round(performance.now() - startedAt);
      if (statement.startsWith("VACUUM"))
        vacuumCounts.set(name, ((vacuumCounts.get(name) ?? 0) + 1) % indexInterval);
      logger.debug({ statement, live, dead, ms }, "database upkeep");
    }
  }
}

/**
 * Without giving empty pages back to the disk, and mostly without reading the indexes: both take several times as long as the
 * rest. With the engine's whole buffer, because each page that leaves a smaller one is a sync of the log.
 */
function writeVacuum(name: string, vacuumCounts: ReadonlyMap<string, number>): string {
  const isIndexTurn = vacuumCounts.get(name) === indexInterval - 1;
  return `VACUUM (TRUNCATE false, BUFFER_USAGE_LIMIT 0, INDEX_CLEANUP ${isIndexTurn ? "auto" : "off"}) ${name}`;
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
  const vacuumCounts = new Map<string, number>();
  let running: Promise<void> | null = null;
  const run = async () => {
    try {
      await runUpkeep(runtime, { signal: stopping.signal, vacuumCounts });
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
