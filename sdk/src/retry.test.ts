import { expect, test } from "vitest";
import { getWaitMs, isSilence, parseRetryAfter } from "./retry.ts";

const answered = (status: number | null, retryAfter: number | null = null) => ({
  status,
  retryAfter,
  isAfterSilence: false,
});

test.each([null, 408, 429, 500, 502, 503, 504, 507, 520, 521, 522, 523, 524, 525, 526, 527, 529, 530, 599])(
  "retries after %s",
  (status) => {
    expect(getWaitMs(answered(status), 1, 0.5)).toBeGreaterThan(0);
  },
);

test.each([400, 401, 403, 404, 405, 409, 413, 415, 422, 501, 505, 511, 600])(
  "does not retry after %s",
  (status) => {
    expect(getWaitMs(answered(status, 1), 1, 0.5)).toBeNull();
  },
);

test("retries a 409 after an attempt without a response, which can still be running", () => {
  expect(getWaitMs({ status: 409, retryAfter: null, isAfterSilence: true }, 2, 0)).toBeGreaterThan(0);
});

test.each([null, 408, 502, 503, 504, 520, 524])(
  "the first attempt can still be running after %s",
  (status) => {
    expect(isSilence(status)).toBe(true);
  },
);

test.each([200, 400, 409, 429, 500, 501])("%s is a response of the API itself", (status) => {
  expect(isSilence(status)).toBe(false);
});

test("waits increase up to a maximum and are randomized", () => {
  const waits = (random: number) =>
    Array.from({ length: 8 }, (_, i) => getWaitMs(answered(503), i + 1, random));
  expect(waits(1)).toEqual([500, 1000, 2000, 4000, 8000, 8000, 8000, 8000]);
  expect(waits(0)).toEqual([250, 500, 1000, 2000, 4000, 4000, 4000, 4000]);
});

test("never retries before Retry-After, and not at all if it is more than a minute", () => {
  for (const seconds of [0, 1, 10, 60]) {
    for (const random of [0, 0.5, 1]) {
      expect(getWaitMs(answered(429, seconds), 1, random)).toBeGreaterThanOrEqual(seconds * 1000);
    }
  }
  expect(getWaitMs(answered(429, 66), 1, 0)).toBeNull();
});

test("parses Retry-After as seconds or a date", () => {
  const nowMs = Date.parse("2026-01-05T09:00:00Z");
  expect(parseRetryAfter("7", nowMs)).toBe(7);
  expect(parseRetryAfter("Mon, 05 Jan 2026 09:00:30 GMT", nowMs)).toBe(30);
  expect(parseRetryAfter("Mon, 05 Jan 2026 08:00:00 GMT", nowMs)).toBe(0);
  expect(parseRetryAfter("Monday, 05-Jan-26 09:00:30 GMT", nowMs)).toBe(30);
  expect(parseRetryAfter("Mon Jan  5 09:00:30 2026", nowMs)).toBe(30);
  expect(parseRetryAfter(" 7 ", nowMs)).toBe(7);
});

test.each([
  null,
  "",
  "soon",
  "-1",
  "1.5",
  "1e3",
  "0x10",
  "7, 8",
  "7s",
  "2026-01-05T09:00:30Z",
  "Mon, 05 Jan 2026 09:00:30",
  "Mon, 05 Jan 2026 09:00:30 +0000",
  "Mon, 5 Jan 2026 09:00:30 GMT",
  "Sat, 31 Feb 2026 09:00:30 GMT",
  "Mon, 05 Jan 2026 25:00:30 GMT",
])("ignores Retry-After %j", (header) => {
  expect(parseRetryAfter(header, Date.parse("2026-01-05T09:00:00Z"))).toBeNull();
});
