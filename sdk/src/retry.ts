/** Longer than any window of the API: whoever is asked to wait longer than this decides for themselves. */
const longestWaitMs = 65_000;

const firstWaitMs = 500;
const longestBackoffMs = 8_000;

/** Statuses after which the same request may well succeed. */
const passing: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);

/** What came of one attempt. */
export interface Attempt {
  /** Null: no answer came. */
  status: number | null;
  /** Seconds. */
  retryAfter: number | null;
  /** Whether an attempt before this one got no answer: then a 409 may mean that it is still running. */
  isAfterSilence: boolean;
}

function isPassing({ status, isAfterSilence }: Attempt): boolean {
  return status === null || passing.has(status) || (status === 409 && isAfterSilence);
}

/**
 * Milliseconds to wait before the next try, or null when there should be none. `number` counts the attempts made, `random` is
 * from 0 to 1: a server that was away is not to be met by everybody at the same moment.
 */
export function getWaitMs(attempt: Attempt, number: number, random: number): number | null {
  if (!isPassing(attempt)) return null;
  if (attempt.retryAfter !== null) {
    const asked = attempt.retryAfter * 1000;
    return asked > longestWaitMs ? null : asked + random * 250;
  }
  const backoff = Math.min(longestBackoffMs, firstWaitMs * 2 ** (number - 1));
  return backoff * (0.5 + random / 2);
}

/** Seconds from a `Retry-After` header, which is a number or a date (RFC 9110, section 10.2.3); null for neither. */
export function parseRetryAfter(header: string | null, nowMs: number): number | null {
  if (header === null) return null;
  if (/^\d+$/.test(header)) return Number(header);
  const atMs = Date.parse(header);
  return Number.isNaN(atMs) ? null : Math.max(0, Math.ceil((atMs - nowMs) / 1000));
}

/** Waits, unless the signal says to stop: then rejects with its reason. */
export function wait(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, ms);
    if (signal?.aborted === true) stop();
    else signal?.addEventListener("abort", stop, { once: true });
  });
}
