import type { PoolConfig } from "pg";
import type { KeyRecord } from "#lib/domain/keys/key-record.ts";
import type { Charge, LimitDecision, RateLimit } from "#lib/domain/limits/window.ts";
import type { PoolStatements } from "#lib/platform/db/statements/watch-statements.ts";
import type { JobRecord } from "#lib/platform/metrics/job-records.ts";
import type { Metrics } from "#lib/platform/metrics/metrics.ts";
import type { ThreadHealth } from "#lib/platform/metrics/thread-health.ts";
import type { RequestEntry } from "#lib/verification/requests/request-entry.ts";
import type { UsageEvent } from "#lib/verification/usage/usage-memory.ts";

type Eventual<Value> = Value | Promise<Value>;

/**
 * What the pages process requests from the verifier, the only process that holds keys, counts requests and
 * follows changes.
 */
export interface VerifierCalls {
  findKey(secret: string): Promise<KeyRecord | null>;
  consume(counter: string, charge: Charge): Eventual<LimitDecision>;
  peek(counter: string, limits: RateLimit): Eventual<LimitDecision>;
  /**
   * Resolves once the verifier has dropped its copies of the subjects and other instances have confirmed the
   * change.
   */
  announce(changeId: string, subjectIds: readonly string[]): Promise<void>;
  recordUsage(event: UsageEvent): void;
  recordRequest(entry: RequestEntry): void;
  flushUsage(): Promise<void>;
  catchUpOnUsage(): Promise<void>;
  countVerification(...counted: Parameters<Metrics["countVerification"]>): void;
  countIssuedToken(...counted: Parameters<Metrics["countIssuedToken"]>): void;
  countRefusedTokenRequest(...counted: Parameters<Metrics["countRefusedTokenRequest"]>): void;
}

/** The verifier's reading of the database's clock. */
export interface ClockReading {
  /** Milliseconds since 1970. */
  databaseMs: number;
  /** The time of the reading by the machine's monotonic clock, which all processes share. In milliseconds. */
  atMs: number;
}

export interface PagesStart {
  /** The Unix socket to serve on, in a directory that only this user can access. */
  socketPath: string;
  instanceId: string;
  clock: ClockReading;
  embeddedPool: PoolConfig | null;
}

/** The emails of the outbox. `sent`, `failed` and `givenUp` count since the process started. */
export interface OutboxReport {
  waiting: number;
  /** How long the oldest waiting email has been due. */
  oldestSeconds: number;
  sent: number;
  failed: number;
  givenUp: number;
}

/** What the pages process uses. */
export interface PagesReport {
  memoryBytes: number;
  cpuSeconds: number;
  connections: { total: number; idle: number; waiting: number };
  outbox: OutboxReport;
  health: ThreadHealth;
  statements: readonly PoolStatements[];
  jobs: JobRecord[];
}

/** What the verifier requests from the pages process. */
export interface PagesCalls {
  /** Resolves once the process accepts requests. */
  start(options: PagesStart): Promise<void>;
  setClock(reading: ClockReading): void;
  renewConnections(): void;
  report(): PagesReport;
  /** Finishes running requests and ends the process. */
  stop(): void;
}

export function readMachineMs(): number {
  return Number(process.hrtime.bigint() / 1_000n) / 1_000;
}
