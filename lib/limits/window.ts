/** Requests admitted in each of the two windows. */
export interface RateLimit {
  perMinute: number;
  per10Seconds: number;
}

export interface WindowState {
  limit: number;
  remaining: number;
  /** Milliseconds since 1970; for a window that has not started, when it would end if it started now. */
  resetAt: number;
}

export interface LimitDecision {
  admitted: boolean;
  /** The window that refused; of two, the one that opens later. */
  refusedBy: "minute" | "burst" | null;
  minute: WindowState;
  burst: WindowState;
}

/** What is counted for one name. Flat and mutable: one of these exists for every key in use. */
export interface Counter {
  minuteCount: number;
  minuteEndsAtMs: number;
  burstCount: number;
  burstEndsAtMs: number;
}

const minuteMs = 60_000;
const burstMs = 10_000;

export function createCounter(): Counter {
  return { minuteCount: 0, minuteEndsAtMs: 0, burstCount: 0, burstEndsAtMs: 0 };
}

/** A clock that was set back keeps no window open for longer than a window is. */
function isOpen(endsAtMs: number, lengthMs: number, nowMs: number): boolean {
  return endsAtMs > nowMs && endsAtMs - nowMs <= lengthMs;
}

/** Whether nothing of what was counted bears on any request still to come. */
export function isOver({ minuteEndsAtMs, burstEndsAtMs }: Counter, nowMs: number): boolean {
  return !isOpen(minuteEndsAtMs, minuteMs, nowMs) && !isOpen(burstEndsAtMs, burstMs, nowMs);
}

/**
 * Two fixed windows, each starting at its first request. The request is admitted only if both have room, and then
 * counts in both; a refused request changes nothing (ADR 0009).
 */
export function admit(counter: Counter, limits: RateLimit, nowMs: number): LimitDecision {
  const isMinuteOpen = isOpen(counter.minuteEndsAtMs, minuteMs, nowMs);
  const isBurstOpen = isOpen(counter.burstEndsAtMs, burstMs, nowMs);
  const isMinuteFull = isMinuteOpen && counter.minuteCount >= limits.perMinute;
  const isBurstFull = isBurstOpen && counter.burstCount >= limits.per10Seconds;
  if (isMinuteFull || isBurstFull) {
    const isMinuteLater = !isBurstFull || (isMinuteFull && counter.minuteEndsAtMs >= counter.burstEndsAtMs);
    return describeCounter(counter, limits, nowMs, isMinuteLater ? "minute" : "burst");
  }
  if (!isMinuteOpen) {
    counter.minuteEndsAtMs = nowMs + minuteMs;
    counter.minuteCount = 0;
  }
  if (!isBurstOpen) {
    counter.burstEndsAtMs = nowMs + burstMs;
    counter.burstCount = 0;
  }
  counter.minuteCount++;
  counter.burstCount++;
  return describeCounter(counter, limits, nowMs, null);
}

/** The counter as a decision, without counting. */
export function describeCounter(
  counter: Counter,
  limits: RateLimit,
  nowMs: number,
  refusedBy: LimitDecision["refusedBy"],
): LimitDecision {
  const isMinuteOpen = isOpen(counter.minuteEndsAtMs, minuteMs, nowMs);
  const isBurstOpen = isOpen(counter.burstEndsAtMs, burstMs, nowMs);
  return {
    admitted: refusedBy === null,
    refusedBy,
    minute: {
      limit: limits.perMinute,
      remaining: Math.max(0, limits.perMinute - (isMinuteOpen ? counter.minuteCount : 0)),
      resetAt: isMinuteOpen ? counter.minuteEndsAtMs : nowMs + minuteMs,
    },
    burst: {
      limit: limits.per10Seconds,
      remaining: Math.max(0, limits.per10Seconds - (isBurstOpen ? counter.burstCount : 0)),
      resetAt: isBurstOpen ? counter.burstEndsAtMs : nowMs + burstMs,
    },
  };
}
