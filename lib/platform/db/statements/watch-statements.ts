import { AsyncResource } from "node:async_hooks";
import type pg from "pg";
import type { Logger } from "#lib/platform/log/log.ts";
import { createHistogram, type Histogram, observeDuration } from "#lib/platform/metrics/histogram.ts";
import { getTracing, nameFailure, type TraceSpan } from "#lib/platform/tracing/tracing.ts";
import { maskValues } from "./mask-values.ts";
import { isCallback, type Query, readStatement, runQuery } from "./queries.ts";

/** Upper bounds in seconds. */
export const statementBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** The statements that a pool has run since the process started. */
export interface PoolStatements {
  pool: string;
  durations: Histogram;
  failed: number;
}

/** Watches every statement of the pools of this process. */
export interface StatementWatch {
  /** Returns the pool. */
  watch(pool: pg.Pool, name: string): pg.Pool;
  list(): PoolStatements[];
}

interface WatchOptions {
  logger: Pick<Logger, "warn">;
  /** Statements that take at least this long are logged. 0: none are. */
  slowMs: number;
}

/** Ends one statement. */
type End = (error: unknown, result: unknown) => void;

export function createStatementWatch({ logger, slowMs }: WatchOptions): StatementWatch {
  const pools: PoolStatements[] = [];

  const start = (counts: PoolStatements, statement: string): End => {
    const startedAtMs = performance.now();
    const span = getTracing()?.startChild(nameOperation(statement), {
      kind: "client",
      attributes: { ...describeStatement(statement), "byteengine.pool": counts.pool },
    });
    return (error, result) => {
      if (span) endSpan(span, error, result);
      const ms = performance.now() - startedAtMs;
      observeDuration(counts.durations, statementBuckets, ms / 1_000);
      const hasFailed = error !== null && error !== undefined;
      if (hasFailed) counts.failed += 1;
      if (slowMs === 0 || ms < slowMs) return;
      logger.warn(
        {
          pool: counts.pool,
          statement: maskValues(statement),
          durationMs: Math.round(ms),
          rows: countRows(result),
          failed: hasFailed,
        },
        "slow query",
      );
    };
  };

  return {
    watch: (pool, name) => {
      const counts = { pool: name, durations: createHistogram(statementBuckets), failed: 0 };
      pools.push(counts);
      if (getTracing() !== null) keepTraceWhileWaiting(pool);
      // Emitted before the first use of a new connection.
      pool.on("connect", (client) => {
        const query: Query = client.query;
        Object.assign(client, { query: wrapQuery(query, (statement) => start(counts, statement)) });
      });
      return pool;
    },
    list: () => pools,
  };
}

/** The first word, such as SELECT. */
function nameOperation(statement: string): string {
  return /^\s*([a-z]{2,20})\b/i.exec(statement)?.[1]?.toUpperCase() ?? "SQL";
}

function describeStatement(statement: string): Record<string, string> {
  return {
    "db.system.name": "postgresql",
    "db.operation.name": nameOperation(statement),
    "db.query.text": maskValues(statement),
  };
}

function endSpan(span: TraceSpan, error: unknown, result: unknown): void {
  const rows = countRows(result);
  if (rows !== null) span.set("db.response.returned_rows", rows);
  if (error !== null && error !== undefined) span.fail(nameFailure(error));
  span.end();
}

/** A request that waits for a connection would otherwise go on in the trace of the request that releases one. */
function keepTraceWhileWaiting(pool: pg.Pool): void {
  const connect: Query = pool.connect;
  const bound: Query = function connectInTrace(...parameters) {
    const [callback] = parameters;
    return connect.apply(this, isCallback(callback) ? [AsyncResource.bind(callback)] : parameters);
  };
  Object.assign(pool, { connect: bound });
}

function wrapQuery(query: Query, start: (statement: string) => End): Query {
  return function watchedQuery(...parameters) {
    const statement = readStatement(parameters[0]);
    if (statement === null) return query.apply(this, parameters);
    return runQuery((own) => query.apply(this, own), parameters, start(statement));
  };
}

function countRows(result: unknown): number | null {
  if (Array.isArray(result)) return result.reduce((sum, one: unknown) => sum + (countRows(one) ?? 0), 0);
  if (typeof result !== "object" || result === null || !("rowCount" in result)) return null;
  return typeof result.rowCount === "number" ? result.rowCount : null;
}
