import { hostLimitClock, type LimitClock } from "./limit-clock.ts";

/** Requests admitted in each of the two windows. */
export interface RateLimit {
  perMinute: number;
  per10Seconds: number;
}

export interface WindowState {
  limit: number;
  remaining: number;
  /** Milliseconds from the decision to the window's end; for a window that has not started, its whole length. */
  endsInMs: number;
  /** When that is, in milliseconds since 1970. It stays the same while the window is open. */
  resetAt: number;
}

export interface LimitDecision {
  admitted: boolean;
  /** The window that refused; of two, the one that opens later. */
  refusedBy: "minute" | "burst" | null;
  minute: WindowState;
  burst: WindowState;
}

/**
 * Counters in flat memory, `cellsPerCounter` numbers each, starting at an offset `at`: count, end and reset of the minute
 * window, then of the burst window. Ends are in the limit clock's milliseconds, resets in milliseconds since 1970. All
 * zeros: nothing counted.
 */
export type CounterCells = Float64Array;

export const cellsPerCounter = 6;

/** Where the minute window's cells are in a counter's, and the burst window's. */
const minuteCells = 0;
const burstCells = 3;

/** Where count, end and reset are in a window's cells. */
const countCell = 0;
const endCell = 1;
const resetCell = 2;

export const minuteMs = 60_000;
export const burstMs = 10_000;

export function createCells(counters: number): CounterCells {
  return new Float64Array(counters * cellsPerCounter);
}

function readCell(cells: CounterCells, index: number): number {
  return cells[index] ?? 0;
}

function isOpen(cells: CounterCells, windowAt: number, nowMs: number): boolean {
  return readCell(cells, windowAt + endCell) > nowMs;
}

/** Whether nothing of what was counted bears on any request still to come. */
export function isOver(cells: CounterCells, at: number, nowMs: number): boolean {
  return !isOpen(cells, at + minuteCells, nowMs) && !isOpen(cells, at + burstCells, nowMs);
}

function isFull(cells: CounterCells, windowAt: number, limit: number, nowMs: number): boolean {
  return isOpen(cells, windowAt, nowMs) && readCell(cells, windowAt + countCell) >= limit;
}

/** The window that refuses, if one does; of two, the one that ends later. */
function findRefusing(cells: CounterCells, at: number, limits: RateLimit, nowMs: number) {
  const isMinuteFull = isFull(cells, at + minuteCells, limits.perMinute, nowMs);
  const isBurstFull = isFull(cells, at + burstCells, limits.per10Seconds, nowMs);
  if (!isMinuteFull) return isBurstFull ? "burst" : null;
  if (!isBurstFull) return "minute";
  return readCell(cells, at + minuteCells + endCell) >= readCell(cells, at + burstCells + endCell)
    ? "minute"
    : "burst";
}

function countIn(
  cells: CounterCells,
  windowAt: number,
  lengthMs: number,
  nowMs: number,
  clock: LimitClock,
): void {
  if (isOpen(cells, windowAt, nowMs)) {
    cells[windowAt + countCell] = readCell(cells, windowAt + countCell) + 1;
    return;
  }
  // The end last: a thread may be terminated between two writes, and until the end is there the window is closed.
  cells[windowAt + countCell] = 1;
  cells[windowAt + resetCell] = clock.readUnixMs() + lengthMs;
  cells[windowAt + endCell] = nowMs + lengthMs;
}

/**
 * Two fixed windows, each starting at its first request. The request is admitted only if both have room, and then
 * counts in both; a refused request changes nothing (ADR 0009). The moment of counting is the only moment that matters:
 * the clock is read here, so that a request that was long on its way is not judged by the time it set out.
 */
export function admit(cells: CounterCells, at: number, limits: RateLimit, clock: LimitClock): LimitDecision {
  const nowMs = clock.readMs();
  const refusedBy = findRefusing(cells, at, limits, nowMs);
  if (refusedBy === null) {
    countIn(cells, at + minuteCells, minuteMs, nowMs, clock);
    countIn(cells, at + burstCells, burstMs, nowMs, clock);
  }
  return describeAt(cells, at, limits, nowMs, clock, refusedBy);
}

/** The counter as a decision, without counting. */
export function describeCounter(
  cells: CounterCells,
  at: number,
  limits: RateLimit,
  clock: LimitClock,
): LimitDecision {
  return describeAt(cells, at, limits, clock.readMs(), clock, null);
}

const untouched = createCells(1);

/** A counter that has counted nothing, which is also what a request that was counted nowhere is told. */
export function describeUntouched(limits: RateLimit, clock: LimitClock = hostLimitClock): LimitDecision {
  return describeCounter(untouched, 0, limits, clock);
}

function describeAt(
  cells: CounterCells,
  at: number,
  limits: RateLimit,
  nowMs: number,
  clock: LimitClock,
  refusedBy: LimitDecision["refusedBy"],
): LimitDecision {
  return {
    admitted: refusedBy === null,
    refusedBy,
    minute: describeWindowAt(cells, at + minuteCells, limits.perMinute, minuteMs, nowMs, clock),
    burst: describeWindowAt(cells, at + burstCells, limits.per10Seconds, burstMs, nowMs, clock),
  };
}

/** Both results are small integers, and are made so for V8, which would allocate for each number it reads from cells. */
function describeWindowAt(
  cells: CounterCells,
  windowAt: number,
  limit: number,
  lengthMs: number,
  nowMs: number,
  clock: LimitClock,
): WindowState {
  if (!isOpen(cells, windowAt, nowMs)) {
    return { limit, remaining: limit, endsInMs: lengthMs, resetAt: clock.readUnixMs() + lengthMs };
  }
  return {
    limit,
    remaining: Math.max(0, (limit - readCell(cells, windowAt + countCell)) | 0),
    endsInMs: (readCell(cells, windowAt + endCell) - nowMs) | 0,
    resetAt: readCell(cells, windowAt + resetCell),
  };
}
