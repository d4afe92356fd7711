import { expect, test } from "vitest";
import {
  addToDeviceMark,
  type DeviceMark,
  deviceMarkSeconds,
  formatDeviceMark,
  isKnownDevice,
  parseDeviceMark,
} from "./device-mark.ts";

const secrets = ["s".repeat(32)];
const now = new Date("2026-11-29T10:00:00Z");
const ada = "ada@example.com";

function roundTrip(mark: DeviceMark): DeviceMark | null {
  return parseDeviceMark(formatDeviceMark(mark));
}

test("recognizes only the accounts that signed in on the device", () => {
  const mark = roundTrip(
    addToDeviceMark(roundTrip(addToDeviceMark(null, ada, secrets, now)), "bob@example.com", secrets, now),
  );
  expect(isKnownDevice(mark, ada, secrets, now)).toBe(true);
  expect(isKnownDevice(mark, "bob@example.com", secrets, now)).toBe(true);
  expect(isKnownDevice(mark, "eve@example.com", secrets, now)).toBe(false);
});

test("rejects a mark with another ID, time, account or secret", () => {
  const mark = addToDeviceMark(null, ada, secrets, now);
  const [entry = ""] = mark.entries;
  expect(isKnownDevice({ ...mark, id: "A".repeat(22) }, ada, secrets, now)).toBe(false);
  expect(isKnownDevice({ ...mark, entries: [entry.replace(/^\w/, "z")] }, ada, secrets, now)).toBe(false);
  expect(isKnownDevice(mark, ada, ["t".repeat(32)], now)).toBe(false);
  expect(isKnownDevice(mark, ada, ["t".repeat(32), ...secrets], now), "a rotated secret").toBe(true);
});

test("expires after 180 days without a sign-in", () => {
  const mark = addToDeviceMark(null, ada, secrets, now);
  const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);
  expect(isKnownDevice(mark, ada, secrets, later(deviceMarkSeconds - 60))).toBe(true);
  expect(isKnownDevice(mark, ada, secrets, later(deviceMarkSeconds + 60))).toBe(false);
});

test("keeps one entry per account for at most 5 accounts, and reveals no account", () => {
  let mark: DeviceMark | null = null;
  for (let i = 0; i < 8; i++) mark = addToDeviceMark(mark, `person-${i}@example.com`, secrets, now);
  for (let i = 0; i < 8; i++) mark = addToDeviceMark(mark, ada, secrets, now);
  expect(mark?.entries).toHaveLength(5);
  expect(mark && formatDeviceMark(mark)).not.toMatch(/example|ada/);
});

test.each([
  undefined,
  "",
  "x",
  "A".repeat(5000),
  `${"A".repeat(22)}.0_short`,
  "A".repeat(22) + ".".repeat(30),
])("rejects invalid text: %s", (text) => {
  expect(parseDeviceMark(text)).toBeNull();
});
