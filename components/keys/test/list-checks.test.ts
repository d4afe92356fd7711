import { expect, test } from "vitest";
import { checks, listChecks } from "./list-checks.ts";

const everything = { permission: true, environment: true };

test("lists the checks in the order of the API contract", () => {
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

test("marks every check as passed for a valid key", () => {
  expect(new Set(listChecks("VALID", everything).map(({ verdict }) => verdict))).toEqual(new Set(["passed"]));
});

test("marks checks before the failing one as passed and those after it as not reached", () => {
  for (const [index, code] of checks.entries()) {
    const verdicts = listChecks(code, everything).map(({ verdict }) => verdict);
    expect(verdicts.slice(0, index).every((verdict) => verdict === "passed")).toBe(true);
    expect(verdicts[index]).toBe("failed");
    expect(verdicts.slice(index + 1).every((verdict) => verdict === "not_reached")).toBe(true);
  }
});

test("marks checks that were not requested as not checked", () => {
  const verdicts = new Map(
    listChecks("VALID", { permission: false, environment: false }).map(({ check, verdict }) => [
      check,
      verdict,
    ]),
  );
  expect(verdicts.get("ENVIRONMENT_MISMATCH")).toBe("not_checked");
  expect(verdicts.get("INSUFFICIENT_PERMISSIONS")).toBe("not_checked");
  expect(verdicts.get("EXPIRED")).toBe("passed");
});
