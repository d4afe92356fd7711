import type { PoolConfig } from "pg";
import type { KeyRecord } from "#lib/keys/key-record.ts";
import type { Charge, LimitDecision, RateLimit } from "#lib/limits/window.ts";
import type { Metrics } from "#lib/metrics/metrics.ts";
import type { UsageEvent } from "#lib/verification/usage-memory.ts";

type Eventual<Value> = Value | Promise<Value>;

/** What the pages process asks of the verifier, which alone knows keys, counts requests and hears of changes. */
export interface VerifierCalls {
  findKey(secret: string): Promise<KeyRecord | null>;
  consume(counter: string, charge: Charge): Eventual<LimitDecision>;
  peek(counter: string, limits: RateLimit): Eventual<LimitDecision>;
  /** Answered once the verifier has forgotten the subjects, and other instances have heard of the change. */
  announce(changeId: string, subjectIds: readonly string[]): Promise<void>;
  recordUsage(event: UsageEvent): void;
  flushUsage(): Promise<void>;
  countVerification(...counted: Parameters<Metrics["countVerification"]>): void;
}

/** The verifier's reading of the database's clock. */
export interface ClockReading {
  /** Milliseconds since 1970. */
  databaseMs: number;
  /** When, by the machine's monotonic clock, which all its processes share. In milliseconds. */
  atMs: number;
}

export interface PagesStart {
  /** Unix socket to serve on, in a directory that only we can enter. */
  socketPath: string;
  instanceId: string;
  clock: ClockReading;
  embeddedPool: PoolConfig | null;
}

/** What the pages process uses. */
export interface PagesReport {
  memoryBytes: number;
  cpuSeconds: number;
  connections: { total: number; idle: number; waiting: number };
}

/** What the verifier asks of the pages process. */
export interface PagesCalls {
  /** Answered once requests are taken. */
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
