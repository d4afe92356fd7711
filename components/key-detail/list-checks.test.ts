import { expect, test } from "vitest";
import { checks, listChecks } from "./list-checks.ts";

const everything = { permission: true, environment: true };

test("the checks stand in the order in which the contract says they are decided", () => {
  expect(checks).toEqual([
    "NOT_FOUND",
    "REVOKED",
    "DISABLED",
    "EXPIRED",
    "IP_NOT_ALLOWED",
    "ENVIRONMENT_MISMATCH",
    "INSUFFICIENT_PERMISSIONS",
    "RATE_LIMITED",
  ]);
});

test("a good key has passed every check", () => {
  expect(new Set(listChecks("VALID", everything).map(({ verdict }) => verdict))).toEqual(new Set(["passed"]));
});

test("whatever refuses a key, the checks before it have passed and those after it were not reached", () => {
  for (const [index, code] of checks.entries()) {
    const verdicts = listChecks(code, everything).map(({ verdict }) => verdict);
    expect(verdicts.slice(0, index).every((verdict) => verdict === "passed")).toBe(true);
    expect(verdicts[index]).toBe("failed");
    expect(verdicts.slice(index + 1).every((verdict) => verdict === "not_reached")).toBe(true);
  }
});

test("what was not asked is not said to have passed", () => {
  const verdicts = new Map(
    listChecks("VALID", { permission: false, environment: false }).map(({ check, verdict }) => [
      check,
      verdict,
    ]),
  );
  expect(verdicts.get("ENVIRONMENT_MISMATCH")).toBe("not_asked");
  expect(verdicts.get("INSUFFICIENT_PERMISSIONS")).toBe("not_asked");
  expect(verdicts.get("EXPIRED")).toBe("passed");
});
