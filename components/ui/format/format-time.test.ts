import { expect, test } from "vitest";
import { formatTime } from "./format-time.ts";
import { readZone } from "./zone-cookie.ts";

const at = "2026-11-29T22:05:00Z";

test("formats a time in the stored language and time zone", () => {
  expect(formatTime(at, "minute", readZone("en-GB Asia/Tokyo"))).toBe("30 Nov 2026, 7:05");
  expect(formatTime(at, "day", readZone("en-US America/New_York"))).toBe("Nov 29, 2026");
});

test("keeps to English for other languages", () => {
  expect(formatTime(at, "day", readZone("de-DE Europe/Berlin"))).toBe("29 Nov 2026");
});

test.each([undefined, "", "en-GB", "en-GB Nowhere/City", "<script> UTC"])("uses UTC for %j", (stored) => {
  expect(formatTime(at, "minute", readZone(stored))).toBe("29 Nov 2026, 22:05 UTC");
});
