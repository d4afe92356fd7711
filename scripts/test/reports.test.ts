import { expect, test } from "vitest";
import { formatCounts, formatFailures, readCheck, readPlaywright, readVitest } from "./reports.ts";
import { selectStages, stages } from "./stages.ts";

test("a check counts as one test", () => {
  expect(readCheck(0)).toMatchObject({ passed: 1, failed: 0 });
  expect(readCheck(1)).toMatchObject({ passed: 0, failed: 1 });
  expect(readCheck(-1)).toMatchObject({ passed: 0, failed: 1 });
});

test("skipped and unfinished tests count as failed", () => {
  const report = {
    numTotalTests: 10,
    numPassedTests: 6,
    numFailedTests: 1,
    numPendingTests: 2,
    numTodoTests: 1,
  };
  expect(readVitest(report, 1)).toMatchObject({ passed: 6, failed: 4 });
  const stats = { expected: 5, unexpected: 1, flaky: 1, skipped: 2 };
  expect(readPlaywright({ stats }, 1)).toMatchObject({ passed: 5, failed: 4 });
});

test("a test file that could not be loaded counts as failed", () => {
  const report = {
    numTotalTests: 1,
    numPassedTests: 1,
    testResults: [
      { name: "a", status: "failed", assertionResults: [] },
      { name: "b", status: "passed", assertionResults: [{ fullName: "works", status: "passed" }] },
    ],
  };
  expect(readVitest(report, 1)).toMatchObject({ passed: 1, failed: 1 });
});

test("a stage that crashed, wrote no report or ran no test counts as failed", () => {
  expect(readVitest(null, 1)).toMatchObject({ passed: 0, failed: 1 });
  expect(readVitest({ numTotalTests: 0, numPassedTests: 0 }, 0)).toMatchObject({ passed: 0, failed: 1 });
  expect(readVitest({ numTotalTests: 3, numPassedTests: 3 }, 1)).toMatchObject({ passed: 3, failed: 1 });
  expect(readPlaywright(undefined, 0)).toMatchObject({ passed: 0, failed: 1 });
  expect(readPlaywright({ stats: { expected: 2 } }, 137)).toMatchObject({ passed: 2, failed: 1 });
});

test("the counts are printed as the last line", () => {
  expect(formatCounts({ passed: 3, failed: 1 })).toBe("3 passed, 1 failed");
});

test("a part's name selects its stages, no name selects all, and an unknown one returns the choices", () => {
  expect(selectStages([])).toBe(stages);
  expect(selectStages(["int"])).toHaveLength(2);
  expect(selectStages(["browser"])).toMatch(/static, unit, int, e2e/);
});

test("every failed test of a report is listed again at the end, with the beginning of its message", () => {
  const vitest = readVitest(
    {
      numTotalTests: 3,
      numPassedTests: 1,
      testResults: [
        {
          name: "a.test.ts",
          status: "failed",
          assertionResults: [
            { fullName: "works", status: "passed", failureMessages: [] },
            { fullName: "breaks", status: "failed", failureMessages: ["expected 1\nto be 2"] },
            { fullName: "waits", status: "skipped", failureMessages: [] },
          ],
        },
        { name: "b.test.ts", status: "failed", message: "cannot be loaded", assertionResults: [] },
      ],
    },
    1,
  );
  expect(formatFailures(vitest.failures)).toBe(
    [
      "- a.test.ts > breaks (failed)",
      "    expected 1",
      "    to be 2",
      "- a.test.ts > waits (skipped)",
      "",
      "- b.test.ts",
      "    cannot be loaded",
    ].join("\n"),
  );
  const tests = (status: string, message: string) => [{ status, results: [{ errors: [{ message }] }] }];
  const playwright = readPlaywright(
    {
      stats: { expected: 1, unexpected: 1 },
      suites: [
        {
          suites: [
            {
              specs: [
                { file: "a.spec.ts", line: 3, title: "breaks", tests: tests("unexpected", "no button") },
              ],
            },
          ],
          specs: [{ file: "a.spec.ts", line: 9, title: "works", tests: tests("expected", "") }],
        },
      ],
    },
    1,
  );
  expect(formatFailures(playwright.failures)).toBe("- a.spec.ts:3 > breaks (unexpected)\n    no button");
  expect(formatFailures([])).toBe("");
  expect(formatFailures(Array.from({ length: 33 }, () => ({ name: "n", message: "" })))).toMatch(
    /and 3 more$/,
  );
});
