import { minuteMs } from "#lib/domain/common/durations.ts";
import { hostLimitClock, type LimitClock } from "./limit-clock.ts";

/** Requests admitted in each of the two windows. */
export interface RateLimit {
  perMinute: number;
  per10Seconds: number;
}

/** The limits one request counts against, and its weight. */
export interface Charge extends RateLimit {
  /** Default: 1. A window smaller than the weight is used up completely. */
  weight?: number | undefined;
}

/** How many requests this one counts as in a window of this size. */
export function getWeightIn(limit: number, weight = 1): number {
  return Math.min(weight, limit);
}

export interface WindowState {
  limit: number;
  remaining: number;
  /** Milliseconds from the decision to the window's end. For a window that has not started, its full length. */
  endsInMs: number;
  /** The end of the window in milliseconds since 1970. It stays the same while the window is open. */
  resetAt: number;
}

export interface LimitDecision {
  admitted: boolean;
  /** The window that rejected the request. If both did, the one that opens later. */
  rejectedBy: "minute" | "burst" | null;
  minute: WindowState;
  burst: WindowState;
}

/**
 * Counters in one array, `cellsPerCounter` numbers each, starting at an offset `at`: count, end and reset of
 * the minute window, then of the burst window. Ends are in the limit clock's milliseconds, resets in
 * milliseconds since 1970. All zeros means that nothing was counted.
 */
export type CounterCells = Float64Array;

export const cellsPerCounter = 6;

/** The offsets of the minute window's and the burst window's cells in a counter. */
const minuteCells = 0;
const burstCells = 3;

/** The offsets of count, end and reset in a window's cells. */
const countCell = 0;
const endCell = 1;
const resetCell = 2;

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

/** Whether both windows have ended, so that the counter affects no future request. */
export function isOver(cells: CounterCells, at: number, nowMs: number): boolean {
  return !isOpen(cells, at + minuteCells, nowMs) && !isOpen(cells, at + burstCells, nowMs);
}

function isFull(
  cells: CounterCells,
  windowAt: number,
  limit: number,
  weight: number,
  nowMs: number,
): boolean {
  return isOpen(cells, windowAt, nowMs) && readCell(cells, windowAt + countCell) > limit - weight;
}

/** The window that rejects the request, if any. If both do, the one that ends later. */
function findRejectingWindow(cells: CounterCells, at: number, charge: Charge, nowMs: number) {
  const { perMinute, per10Seconds, weight } = charge;
  const isMinuteFull = isFull(cells, at + minuteCells, perMinute, getWeightIn(perMinute, weight), nowMs);
  const isBurstFull = isFull(cells, at + burstCells, per10Seconds, getWeightIn(per10Seconds, weight), nowMs);
  if (!isMinuteFull) return isBurstFull ? "burst" : null;
  if (!isBurstFull) return "minute";
  return readCell(cells, at + minuteCells + endCell) >= readCell(cells, at + burstCells + endCell)
    ? "minute"
    : "burst";
}

function countIn(
  cells: CounterCells,
  windowAt: number,
  weight: number,
  lengthMs: number,
  nowMs: number,
  clock: LimitClock,
): void {
  if (isOpen(cells, windowAt, nowMs)) {
    cells[windowAt + countCell] = readCell(cells, windowAt + countCell) + weight;
    return;
  }
  // The end is written last: a thread can be terminated between two writes, and without an end the window is
  // closed.
  cells[windowAt + countCell] = weight;
  cells[windowAt + resetCell] = clock.readUnixMs() + lengthMs;
  cells[windowAt + endCell] = nowMs + lengthMs;
}

/**
 * Two fixed windows, each starting at its first request. A request is admitted only if both have room, and
 * then counts in both. A rejected request changes nothing (ADR 0009). Only the moment of counting matters:
 * the clock is read here, so that a delayed request is not judged by the time it was sent.
 */
export function admit(cells: CounterCells, at: number, charge: Charge, clock: LimitClock): LimitDecision {
  const nowMs = clock.readMs();
  const rejectedBy = findRejectingWindow(cells, at, charge, nowMs);
  if (rejectedBy === null) {
    const { perMinute, per10Seconds, weight } = charge;
    countIn(cells, at + minuteCells, getWeightIn(perMinute, weight), minuteMs, nowMs, clock);
    countIn(cells, at + burstCells, getWeightIn(per10Seconds, weight), burstMs, nowMs, clock);
  }
  return describeAt(cells, at, charge, nowMs, clock, rejectedBy);
}

/** The counter's state as a decision, without counting. */
export function describeCounter(
  cells: CounterCells,
  at: number,
  limits: RateLimit,
  clock: LimitClock,
): LimitDecision {
  return describeAt(cells, at, limits, clock.readMs(), clock, null);
}

const untouched = createCells(1);

/** A counter that has counted nothing. Also used for a request that was not counted. */
export function describeUntouched(limits: RateLimit, clock: LimitClock = hostLimitClock): LimitDecision {
  return describeCounter(untouched, 0, limits, clock);
}

function describeAt(
  cells: CounterCells,
  at: number,
  limits: RateLimit,
  nowMs: number,
  clock: LimitClock,
  rejectedBy: LimitDecision["rejectedBy"],
): LimitDecision {
  return {
    admitted: rejectedBy === null,
    rejectedBy,
    minute: describeWindowAt(cells, at + minuteCells, limits.perMinute, minuteMs, nowMs, clock),
    burst: describeWindowAt(cells, at + burstCells, limits.per10Seconds, burstMs, nowMs, clock),
  };
}

/**
 * Both results are small integers, marked as such for V8, which would otherwise allocate for each number it
 * reads from cells.
 */
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
