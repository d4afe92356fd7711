import { expect, test } from "vitest";
import { findTimeProblem, getExchangedSeconds } from "./subject-token.ts";

const nowMs = 1_800_000_000_000;
const now = nowMs / 1000;

test.each([
  [{ iat: now - 10, exp: now + 300 }, null],
  [{ iat: now + 30, exp: now + 300, nbf: now + 30 }, null],
  [{ iat: now - 86_399, exp: now + 1 }, null],
  [{ iat: now - 10, exp: now }, "expired"],
  [{ iat: now + 31, exp: now + 300 }, "too_early"],
  [{ iat: now, exp: now + 300, nbf: now + 31 }, "too_early"],
  [{ iat: now, exp: now + 300, nbf: "soon" }, "too_early"],
  [{ iat: now - 86_400, exp: now + 1 }, "lifetime"],
  [{ exp: now + 300 }, "lifetime"],
  [{ iat: now }, "lifetime"],
  [{ iat: String(now), exp: now + 300 }, "lifetime"],
] as const)("%j: %s", (claims, problem) => {
  expect(findTimeProblem(claims, nowMs)).toBe(problem);
});

test("the new token lives at most 15 minutes and never longer than the other", () => {
  expect(getExchangedSeconds(now + 7200, nowMs)).toBe(900);
  expect(getExchangedSeconds(now + 60, nowMs + 900)).toBe(59);
  expect(getExchangedSeconds(now - 5, nowMs)).toBe(0);
});
