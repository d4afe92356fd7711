import type { PoolClient } from "pg";
import { repeatJob } from "#lib/platform/process/repeat-job.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";

const intervalMs = 5_000;

/**
 * Does the work of PostgreSQL's autovacuum, which needs processes that the embedded engine cannot start. The
 * engine runs one statement at a time, so many short pauses are better than one long pause.
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
  /**
   * Rows deleted, or moved by an update, since the statistics began. Their index entries remain until a
   * cleanup.
   */
  left_in_indexes: number;
  /** Rows changed since the last ANALYZE. */
  changed: number;
  /** The table has rows, but no planner statistics: another process has filled it. */
  is_unknown: boolean;
}

export interface UpkeepPlan {
  /** `rows` skips the indexes, because reading all of them takes the most time. */
  vacuum: "rows" | "rows and indexes" | null;
  analyze: boolean;
}

/** Up to this size, a table's indexes can be read quickly. */
const smallTableRows = 10_000;

/**
 * Follows autovacuum's rules, with smaller numbers. In a large table only the space of the rows is reclaimed
 * until a fifth of its rows is dead in the indexes; this also lets most updates work without new index
 * entries. `cleaned`: `left_in_indexes` at the last cleanup.
 */
export function planUpkeep(table: TableActivity, cleaned: number): UpkeepPlan {
  const { live, dead, changed } = table;
  const isLarge = live > smallTableRows;
  // The statistics start again after a crash.
  const left = table.left_in_indexes - (cleaned > table.left_in_indexes ? 0 : cleaned);
  const needsCleanUp = left > 0.2 * Math.max(live, smallTableRows);
  const needsVacuum = dead > Math.min(500 + 0.1 * live, 5_000);
  return {
    vacuum: needsCleanUp || (needsVacuum && !isLarge) ? "rows and indexes" : needsVacuum ? "rows" : null,
    analyze: table.is_unknown || changed > 50 + 0.1 * live,
  };
}

type UpkeepRuntime = Pick<Runtime, "database" | "logger">;

/** The value of `left_in_indexes` at the last cleanup of each table's indexes. */
export type CleanedIndexes = Map<string, number>;

/** Vacuums and analyzes the tables that have changed enough. Stops between two statements when `signal` aborts. */
export async function runUpkeep(
  { database, logger }: UpkeepRuntime,
  cleaned: CleanedIndexes,
  signal?: AbortSignal,
): Promise<void> {
  const { pool } = database;
  const { rows } = await withConnection(pool, async (client) => {
    // Activity is reported at most once a second; this makes the next statement see current numbers.
    await client.query("SELECT pg_stat_force_next_flush()");
    return client.query<TableActivity>(readActivitySql);
  });
  for (const table of rows) {
    const { name, live, dead } = table;
    const plan = planUpkeep(table, cleaned.get(name) ?? 0);
    for (const statement of writeStatements(table, plan)) {
      if (signal?.aborted === true) return;
      // Takes a connection from the pool each time, so that requests can run in between.
      const ms = await withConnection(pool, (client) => timeStatement(client, statement));
      logger.debug({ statement, live, dead, ms }, "database upkeep");
    }
    if (plan.vacuum === "rows and indexes") cleaned.set(name, table.left_in_indexes);
  }
}

/** In the order in which they run. */
export function writeStatements(
  { name, is_unknown }: TableActivity,
  { vacuum, analyze }: UpkeepPlan,
): string[] {
  const statements: string[] = [];
  // The rows first, so that the statement that reads the indexes has less to do.
  if (vacuum !== null) statements.push(writeVacuum(name, "rows"));
  if (vacuum === "rows and indexes") statements.push(writeVacuum(name, vacuum));
  // The first ANALYZE after a start takes longest, also because the engine's code is still being compiled.
  if (is_unknown) statements.push(writeAnalyze(name, firstSample));
  if (analyze) statements.push(writeAnalyze(name, usualSample));
  return statements;
}

/**
 * Does not return empty pages to the disk, which would need another pass. Uses the engine's whole buffer,
 * because with a smaller one each evicted page syncs the log.
 */
function writeVacuum(name: string, what: "rows" | "rows and indexes"): string {
  const indexes = what === "rows" ? "off" : "auto";
  return `VACUUM (TRUNCATE false, BUFFER_USAGE_LIMIT 0, INDEX_CLEANUP ${indexes}) ${name}`;
}

/** Statistics targets. PostgreSQL reads at most 300 pages for each unit, whatever the size of the table. */
const firstSample = 1;
const usualSample = 3;

/**
 * Uses much less than the usual sample of 100: nothing else can run while it is read, and these tables need no
 * better plans. Most of the time is for pages whose rows it is the first to mark as valid: because pages have
 * checksums, the whole page is logged. Uses the whole buffer, as VACUUM does.
 */
function writeAnalyze(name: string, target: number): string {
  return `BEGIN; SET LOCAL default_statistics_target = ${target}; ANALYZE (BUFFER_USAGE_LIMIT 0) ${name}; COMMIT`;
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

/** Runs immediately and every five seconds until stopped. A failure is logged and tried again. */
export function startUpkeep(runtime: UpkeepRuntime & Pick<Runtime, "metrics">): {
  stop: () => Promise<void>;
} {
  const cleaned: CleanedIndexes = new Map();
  // Tables filled while the service was stopped would make the first lists slow, so it begins immediately.
  return repeatJob(runtime.logger, {
    everyMs: intervalMs,
    failure: "database upkeep failed",
    run: (signal) => runtime.metrics.jobs.time("embedded_upkeep", () => runUpkeep(runtime, cleaned, signal)),
  });
}
