import { expect, test } from "vitest";
import { createOwnRequestToken, isOwnRequestToken } from "./own-request.ts";

const [secret, earlier, other] = ["a", "b", "c"].map((letter) => letter.repeat(32)) as [
  string,
  string,
  string,
];
const now = 1_800_000_000_000;

test("recognizes a token for 30 seconds, on every instance that knows the secret", () => {
  const token = createOwnRequestToken([secret, earlier], now);
  expect(isOwnRequestToken([secret], token, now)).toBe(true);
  expect(isOwnRequestToken([earlier, secret], token, now + 29_000)).toBe(true);
  expect(isOwnRequestToken([secret], token, now + 31_000)).toBe(false);
});

test.each(["", "x", "1800000000000.", "1800000020000.AAAA", "NaN.x", "Infinity.x"])("rejects %j", (token) => {
  expect(isOwnRequestToken([secret], token, now)).toBe(false);
});

test("rejects a token of another secret, and one that would be valid for longer", () => {
  expect(isOwnRequestToken([secret], createOwnRequestToken([other], now), now)).toBe(false);
  expect(isOwnRequestToken([secret], createOwnRequestToken([secret], now + 3_600_000), now)).toBe(false);
});
