import { expect, test } from "vitest";
import { dayMs, hourMs } from "#lib/domain/common/durations.ts";
import { planTimes } from "./lifetimes.ts";

const createdAt = new Date("2026-01-01T00:00:00Z");
const at = (ms: number) => new Date(createdAt.getTime() + ms);

test("a grant with offline access moves on with each use, up to a year", () => {
  const grant = { createdAt, scopes: ["offline_access"] };
  expect(planTimes(grant, createdAt)).toEqual({ tokenEndsAt: at(hourMs), grantEndsAt: at(90 * dayMs) });
  expect(planTimes(grant, at(300 * dayMs)).grantEndsAt).toEqual(at(365 * dayMs));
  expect(planTimes(grant, at(365 * dayMs - 1000)).tokenEndsAt).toEqual(at(365 * dayMs));
});

test("one without ends with its token", () => {
  expect(planTimes({ createdAt, scopes: ["patient/*.rs"] }, createdAt)).toEqual({
    tokenEndsAt: at(hourMs),
    grantEndsAt: at(hourMs),
  });
});
