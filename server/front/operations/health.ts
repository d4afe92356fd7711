import type { ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { ServiceError } from "#lib/domain/common/errors.ts";
import { readMigrationState } from "#lib/platform/db/migrations/migrations.ts";
import { describeDatabaseFailure } from "#lib/platform/db/server/database-errors.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";

type Part = "verification" | "console";

export interface DatabaseState {
  migrations: "current" | "behind" | "ahead" | "unknown";
  /** Why the database cannot be used, or null if it can. */
  problem: string | null;
}

/** Most load balancers wait one second for a probe. */
const probeLimitMs = 750;

/**
 * Changes are polled every half second. After this long without an answer there is no need to query again.
 */
const noAnswerAfterMs = 2_000;

export interface Readiness {
  status: 200 | 503;
  body: object;
}

export interface Health {
  /** Throws ServiceError for an unknown part. */
  readReadiness(search: string): Promise<Readiness>;
}

interface HealthChecks extends Health {
  readState(): Promise<DatabaseState>;
}

/** GET /readyz */
export function answerReadiness(response: ServerResponse, { status, body }: Readiness): void {
  answerJson(response, status, body);
}

function answerJson(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    "Content-Type": "application/json; charset=utf-8",
    "Content-Length": Buffer.byteLength(text),
    "Cache-Control": "no-store",
  });
  response.end(text);
}

/** GET /livez and /healthz: the process answers. A request of the console itself also gets to know how it arrived. */
export function answerLiveness(response: ServerResponse, request?: object): void {
  answerJson(response, 200, { status: "ok", ...(request === undefined ? {} : { request }) });
}

/**
 * GET /readyz: what this instance can answer now. While the database is unreachable, verification continues
 * from memory; the console does not. A database that is ahead is fine (ADR 0003). The log has a line for each
 * change, not for each probe.
 */
export function createHealth(runtime: Runtime, isConsoleReady: () => boolean = () => true): HealthChecks {
  const wasReady: Record<Part, boolean> = { verification: true, console: true };
  let querying: Promise<DatabaseState> | null = null;
  const queryState = () => {
    querying ??= queryDatabase(runtime).finally(() => {
      querying = null;
    });
    return querying;
  };

  const logChange = (part: Part, isReady: boolean, { migrations, problem }: DatabaseState) => {
    if (isReady === wasReady[part]) return;
    wasReady[part] = isReady;
    const reason = problem ?? explainPart(runtime, migrations);
    if (isReady) runtime.logger.info({ part }, "ready again");
    else runtime.logger.warn({ part, reason }, "not ready");
  };

  return {
    readState: () => readDatabaseState(runtime, queryState),
    readReadiness: async (search) => {
      const part = readPart(search);
      const state = await readDatabaseState(runtime, queryState);
      const isReady = isPartReady(runtime, part, state) && (part !== "console" || isConsoleReady());
      logChange(part, isReady, state);
      return {
        status: isReady ? 200 : 503,
        body: {
          status: isReady ? "ready" : "not_ready",
          migrations: state.migrations,
          database: state.problem === null ? "up" : "away",
        },
      };
    },
  };
}

/** Why a part is not ready although the database is reachable. */
function explainPart({ config }: Runtime, migrations: DatabaseState["migrations"]): string {
  if (migrations === "behind") return "the database is not migrated";
  return config.serve === "api" ? "SERVE=api" : "the pages process is not running";
}

/** Throws ServiceError for an unknown part. */
function readPart(search: string): Part {
  const part = new URLSearchParams(search).get("for") ?? "verification";
  if (part === "verification" || part === "console") return part;
  throw new ServiceError("invalid_request", { message: "for: must be verification or console" });
}

function isPartReady({ config, keys }: Runtime, part: Part, { migrations, problem }: DatabaseState): boolean {
  if (part === "console") return config.serve !== "api" && problem === null && migrations !== "behind";
  return problem === null ? migrations !== "behind" : keys.canAnswer();
}

async function readDatabaseState(
  { keys }: Runtime,
  queryState: () => Promise<DatabaseState>,
): Promise<DatabaseState> {
  const noAnswer: DatabaseState = { migrations: "unknown", problem: "it does not answer" };
  const { lagMs } = keys.count();
  if (Number.isFinite(lagMs) && lagMs > noAnswerAfterMs) return noAnswer;
  const ending = new AbortController();
  const limit = wait(probeLimitMs, noAnswer, { signal: ending.signal }).catch(() => noAnswer);
  const state = await Promise.race([queryState(), limit]);
  ending.abort();
  return state;
}

/**
 * Uses the connections reserved for verification, because busy console connections say nothing about the
 * database.
 */
async function queryDatabase({ database }: Runtime): Promise<DatabaseState> {
  try {
    return { migrations: await readMigrationState({ pool: database.lookUpPool }), problem: null };
  } catch (error) {
    return { migrations: "unknown", problem: describeDatabaseFailure(error) };
  }
}
