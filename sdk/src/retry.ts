/** Longer than any rate limit window of the API. If the API asks for a longer wait, the caller must decide. */
const maxWaitMs = 65_000;

const firstWaitMs = 500;
const maxBackoffMs = 8_000;

/** 5xx statuses that are permanent: the same request fails again (RFC 9110, section 15.6; RFC 6585, section 6). */
const permanent: ReadonlySet<number> = new Set([501, 505, 506, 508, 510, 511]);

/** Whether the same request can succeed later. Proxies use 520 to 529 for a server that is unavailable. */
function isStatusTemporary(status: number): boolean {
  return status === 408 || status === 429 || (status >= 500 && status <= 599 && !permanent.has(status));
}

/** Whether the first attempt can still be running: there was no response, or a gateway timed out. */
export function isSilence(status: number | null): boolean {
  return status === null || status === 408 || (status !== 500 && status >= 500 && isStatusTemporary(status));
}

/** The result of one attempt. */
export interface Attempt {
  /** Null: no response. */
  status: number | null;
  /** In seconds. */
  retryAfter: number | null;
  /** Whether an earlier attempt got no response from the API itself. Then a 409 can mean that it is still running. */
  isAfterSilence: boolean;
}

function isTemporary({ status, isAfterSilence }: Attempt): boolean {
  return status === null || isStatusTemporary(status) || (status === 409 && isAfterSilence);
}

/**
 * The milliseconds to wait before the next attempt. Null: do not retry. `number` is the number of attempts so far. `random`
 * is from 0 to 1, so that not all clients retry at the same moment after an outage.
 */
export function getWaitMs(attempt: Attempt, number: number, random: number): number | null {
  if (!isTemporary(attempt)) return null;
  if (attempt.retryAfter !== null) {
    const requested = attempt.retryAfter * 1000;
    return requested > maxWaitMs ? null : requested + random * 250;
  }
  const backoff = Math.min(maxBackoffMs, firstWaitMs * 2 ** (number - 1));
  return backoff * (0.5 + random / 2);
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const month = `(${months.join("|")})`;
const time = "(\\d{2}):(\\d{2}):(\\d{2})";

/** The three forms of an HTTP date (RFC 9110, section 5.6.7). The day of the week is ignored. */
const dateForms: readonly { pattern: RegExp; order: "dmy" | "mdy" }[] = [
  {
    pattern: new RegExp(`^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (\\d{2}) ${month} (\\d{4}) ${time} GMT$`),
    order: "dmy",
  },
  {
    pattern: new RegExp(
      `^(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, (\\d{2})-${month}-(\\d{2}) ${time} GMT$`,
    ),
    order: "dmy",
  },
  {
    pattern: new RegExp(`^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) ${month} ([ \\d]\\d) ${time} (\\d{4})$`),
    order: "mdy",
  },
];

/** Milliseconds since 1970; null for anything that is not an HTTP date. */
function parseHttpDate(text: string, nowMs: number): number | null {
  for (const { pattern, order } of dateForms) {
    const parts = pattern.exec(text)?.slice(1);
    if (parts === undefined) continue;
    const [first = "", second = "", third = "", fourth = "", fifth = "", sixth = ""] = parts;
    return order === "dmy"
      ? toMoment({ day: first, name: second, year: third, clock: [fourth, fifth, sixth] }, nowMs)
      : toMoment({ day: second, name: first, year: sixth, clock: [third, fourth, fifth] }, nowMs);
  }
  return null;
}

interface DateParts {
  day: string;
  name: string;
  year: string;
  clock: [hours: string, minutes: string, seconds: string];
}

function toMoment({ day, name, year, clock }: DateParts, nowMs: number): number | null {
  const [hours, minutes, seconds] = clock.map(Number);
  const date = Number(day);
  const wholeYear = year.length === 2 ? expandYear(Number(year), nowMs) : Number(year);
  const atMs = Date.UTC(wholeYear, months.indexOf(name), date, hours, minutes, seconds);
  const isReal = new Date(atMs).getUTCDate() === date;
  return isReal && Number(hours) < 24 && Number(minutes) < 60 && Number(seconds) <= 60 ? atMs : null;
}

/** A two-digit year more than 50 years ahead is in the previous century (RFC 9110, section 5.6.7). */
function expandYear(year: number, nowMs: number): number {
  const thisYear = new Date(nowMs).getUTCFullYear();
  const whole = Math.floor(thisYear / 100) * 100 + year;
  return whole > thisYear + 50 ? whole - 100 : whole;
}

/** The seconds of a `Retry-After` header, digits or an HTTP date (RFC 9110, section 10.2.3). Null for anything else. */
export function parseRetryAfter(header: string | null, nowMs: number): number | null {
  const text = header?.trim() ?? "";
  if (/^\d+$/.test(text)) return Number(text);
  const atMs = parseHttpDate(text, nowMs);
  return atMs === null ? null : Math.max(0, Math.ceil((atMs - nowMs) / 1000));
}

/** Waits. If the signal is aborted, rejects with its reason. */
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
