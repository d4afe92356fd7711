import type { PoolClient } from "pg";
import type { Runtime } from "#lib/runtime.ts";

const intervalMs = 5_000;

/**
 * PostgreSQL's autovacuum needs processes of its own, which the embedded engine can't start; this does its work. One
 * statement at a time answers here, so many short pauses are better than a long one.
 */
const readActivitySql = `
  SELECT format('%I.%I', stat.schemaname, stat.relname) AS name, stat.n_live_tup::int AS live, stat.n_dead_tup::int AS dead,
    (stat.n_tup_upd - stat.n_tup_hot_upd + stat.n_tup_del)::float8 AS left_in_indexes,
    stat.n_mod_since_analyze::int AS changed,
    class.reltuples < 0 AND pg_relation_size(stat.relid) > 64 * 8192 AS is_unknown
  FROM pg_stat_user_tables stat JOIN pg_class class ON class.oid = stat.relid
  ORDER BY stat.n_dead_tup DESC`;

export interface TableActivity {
  name: string;
  live: number;
  dead: number;
  /** Rows deleted, or moved by an update, since the statistics began: their index entries stay until a clean-up. */
  left_in_indexes: number;
  /** Rows changed since the last ANALYZE. */
  changed: number;
  /** It holds rows, and the planner knows nothing of them: another process has filled it. */
  is_unknown: boolean;
}

export interface UpkeepPlan {
  /** `rows` leaves the indexes alone: reading all of them is what takes long. */
  vacuum: "rows" | "rows and indexes" | null;
  analyze: boolean;
}

/** Up to this size a table's indexes are read in no time. */
const smallTableRows = 10_000;

/**
 * By autovacuum's rules, with smaller numbers. Until a fifth of a large table's rows has left its indexes, only the rows' own
 * room is taken back, which also lets most updates do without new index entries. `cleaned`: `left_in_indexes` at the last clean-up.
 */
export function planUpkeep(table: TableActivity, cleaned: number): UpkeepPlan {
  const { live, dead, changed } = table;
  const isLarge = live > smallTableRows;
  // The statistics begin again after a crash.
  const left = table.left_in_indexes - (cleaned > table.left_in_indexes ? 0 : cleaned);
  const needsCleanUp = left > 0.2 * Math.max(live, smallTableRows);
  const needsVacuum = dead > Math.min(500 + 0.1 * live, 5_000);
  return {
    vacuum: needsCleanUp || (needsVacuum && !isLarge) ? "rows and indexes" : needsVacuum ? "rows" : null,
    analyze: table.is_unknown || changed > 50 + 0.1 * live,
  };
}

type UpkeepRuntime = Pick<Runtime, "database" | "logger">;

/** What the last clean-up of each table's indexes has seen of `left_in_indexes`. */
export type CleanedIndexes = Map<string, number>;

/** Vacuums and analyzes the tables that have changed enough. Stops between two statements when `signal` aborts. */
export async function runUpkeep(
  { database, logger }: UpkeepRuntime,
  cleaned: CleanedIndexes,
  signal?: AbortSignal,
): Promise<void> {
  const { pool } = database;
  const { rows } = await withConnection(pool, async (client) => {
    // Activity is reported at most once a second; the next statement sees what is reported now.
    await client.query("SELECT pg_stat_force_next_flush()");
    return client.query<TableActivity>(readActivitySql);
  });
  for (const table of rows) {
    const { name, live, dead } = table;
    const plan = planUpkeep(table, cleaned.get(name) ?? 0);
    const statements: string[] = [];
    if (plan.vacuum !== null) statements.push(writeVacuum(name, plan.vacuum));
    if (plan.analyze) statements.push(writeAnalyze(name));
    for (const statement of statements) {
      if (signal?.aborted === true) return;
      // From the pool each time, so that requests get their turn in between.
      const ms = await withConnection(pool, (client) => timeStatement(client, statement));
      logger.debug({ statement, live, dead, ms }, "database upkeep");
    }
    if (plan.vacuum === "rows and indexes") cleaned.set(name, table.left_in_indexes);
  }
}

/**
 * Without giving empty pages back to the disk, which is one more pass. With the engine's whole buffer, because each page
 * that leaves a smaller one is a sync of the log.
 */
function writeVacuum(name: string, what: "rows" | "rows and indexes"): string {
  const indexes = what === "rows" ? "off" : "auto";
  return `VACUUM (TRUNCATE false, BUFFER_USAGE_LIMIT 0, INDEX_CLEANUP ${indexes}) ${name}`;
}

/** With a tenth of the usual sample: nothing else is answered while it is read, and plans for these tables need no more. */
function writeAnalyze(name: string): string {
  return `BEGIN; SET LOCAL default_statistics_target = 10; ANALYZE ${name}; COMMIT`;
}

async function timeStatement(client: PoolClient, statement: string): Promise<number> {
  const startedAt = performance.now();
  await client.query(statement);
  return Math.round(performance.now() - startedAt);
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

/** At once and every five seconds until stopped; a failure is logged and tried again. */
export function startUpkeep(runtime: UpkeepRuntime): { stop: () => Promise<void> } {
  const stopping = new AbortController();
  const cleaned: CleanedIndexes = new Map();
  let running: Promise<void> | null = null;
  const run = async () => {
    try {
      await runUpkeep(runtime, cleaned, stopping.signal);
    } catch (error) {
      runtime.logger.warn({ err: error }, "database upkeep failed");
    } finally {
      running = null;
    }
  };
  const runOnce = () => {
    running ??= run();
  };
  // What was filled while we were away would make the first lists slow.
  runOnce();
  const timer = setInterval(runOnce, intervalMs);
  timer.unref();
  return {
    stop: async () => {
      clearInterval(timer);
      stopping.abort();
      await running;
    },
  };
}
