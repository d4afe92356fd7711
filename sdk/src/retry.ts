/** Longer than any window of the API: whoever is asked to wait longer than this decides for themselves. */
const longestWaitMs = 65_000;

const firstWaitMs = 500;
const longestBackoffMs = 8_000;

/** 5xx that say the server never does this: the same request fails again (RFC 9110, section 15.6; RFC 6585, section 6). */
const lasting: ReadonlySet<number> = new Set([501, 505, 506, 508, 510, 511]);

/** Whether the same request may well succeed later; the 520s are a proxy's words for a server that is away. */
function isStatusPassing(status: number): boolean {
  return status === 408 || status === 429 || (status >= 500 && status <= 599 && !lasting.has(status));
}

/** Whether the first attempt may still be running behind this answer: none came, or a gateway gave up on it. */
export function isSilence(status: number | null): boolean {
  return status === null || status === 408 || (status !== 500 && status >= 500 && isStatusPassing(status));
}

/** What came of one attempt. */
export interface Attempt {
  /** Null: no answer came. */
  status: number | null;
  /** Seconds. */
  retryAfter: number | null;
  /** Whether an attempt before this one got no answer of the API's own: then a 409 may mean that it is still running. */
  isAfterSilence: boolean;
}

function isPassing({ status, isAfterSilence }: Attempt): boolean {
  return status === null || isStatusPassing(status) || (status === 409 && isAfterSilence);
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

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const month = `(${months.join("|")})`;
const time = "(\\d{2}):(\\d{2}):(\\d{2})";

/** The three forms of an HTTP date (RFC 9110, section 5.6.7). Their days of the week say nothing new. */
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

/** Two digits that seem more than 50 years ahead are of the century before. */
function expandYear(year: number, nowMs: number): number {
  const thisYear = new Date(nowMs).getUTCFullYear();
  const whole = Math.floor(thisYear / 100) * 100 + year;
  return whole > thisYear + 50 ? whole - 100 : whole;
}

/** Seconds from a `Retry-After` header, digits or an HTTP date (RFC 9110, section 10.2.3); null for anything else. */
export function parseRetryAfter(header: string | null, nowMs: number): number | null {
  const text = header?.trim() ?? "";
  if (/^\d+$/.test(text)) return Number(text);
  const atMs = parseHttpDate(text, nowMs);
  return atMs === null ? null : Math.max(0, Math.ceil((atMs - nowMs) / 1000));
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
