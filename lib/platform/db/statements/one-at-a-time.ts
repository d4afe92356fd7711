import type pg from "pg";
import { isCallback, type Query, readStatement, runQuery } from "./queries.ts";

/**
 * Lets each connection of the pool have one statement at a time. Prisma starts several reads of one transaction at once,
 * on its only connection, and the driver's own queue is deprecated. Returns the pool.
 */
export function runOneAtATime(pool: pg.Pool): pg.Pool {
  // Emitted before the first use of a new connection.
  pool.on("connect", (client) => {
    Object.assign(client, { query: createQueue(client.query, pool.options.query_timeout) });
  });
  return pool;
}

/** `limitMs` is how long a statement may take, including the time that it waits for others. */
function createQueue(query: Query, limitMs: number | undefined): Query {
  const waiting: (() => void)[] = [];
  let isBusy = false;
  const startNext = () => {
    const start = waiting.shift();
    if (start === undefined) isBusy = false;
    else start();
  };
  const run = (client: never, parameters: unknown[]): unknown => {
    try {
      return runQuery((own) => query.apply(client, own), parameters, startNext);
    } catch (error) {
      startNext();
      throw error;
    }
  };
  return function queuedQuery(...parameters) {
    if (readStatement(parameters[0]) === null) return query.apply(this, parameters);
    if (!isBusy) {
      isBusy = true;
      return run(this, parameters);
    }
    const calledAtMs = performance.now();
    const runLater = () => run(this, shortenLimit(parameters, performance.now() - calledAtMs, limitMs));
    if (isCallback(parameters.at(-1))) {
      waiting.push(runLater);
      return undefined;
    }
    return new Promise((resolve) => {
      // A failure to start rejects the promise too.
      waiting.push(() => resolve(new Promise((settle) => settle(runLater()))));
    });
  };
}

/** The parameters with what remains of the statement's time. */
function shortenLimit(parameters: unknown[], waitedMs: number, poolLimitMs: number | undefined): unknown[] {
  const [first, ...rest] = parameters;
  const config = typeof first === "object" && first !== null ? first : { text: first };
  const ownLimitMs = "query_timeout" in config ? Number(config.query_timeout) : 0;
  const limitMs = ownLimitMs || poolLimitMs;
  if (limitMs === undefined || limitMs === 0) return parameters;
  return [{ ...config, query_timeout: Math.max(1, Math.ceil(limitMs - waitedMs)) }, ...rest];
}
