import { expect, test } from "vitest";
import { formatFailures, listPlaywrightFailures, listVitestFailures } from "./failures.mjs";
import { countCheck, countPlaywright, countVitest, formatResult, sumResults } from "./results.mjs";
import { selectStages, stages } from "./stages.mjs";

test("a check counts as one test", () => {
  expect(countCheck(0)).toEqual({ passed: 1, failed: 0 });
  expect(countCheck(1)).toEqual({ passed: 0, failed: 1 });
  expect(countCheck(-1)).toEqual({ passed: 0, failed: 1 });
});

test("skipped and unfinished tests count as failed", () => {
  const report = {
    numTotalTests: 10,
    numPassedTests: 6,
    numFailedTests: 1,
    numPendingTests: 2,
    numTodoTests: 1,
  };
  expect(countVitest(report, 1)).toEqual({ passed: 6, failed: 4 });
  const stats = { expected: 5, unexpected: 1, flaky: 1, skipped: 2 };
  expect(countPlaywright({ stats }, 1)).toEqual({ passed: 5, failed: 4 });
});

test("a test file that could not be loaded counts as failed", () => {
  const report = {
    numTotalTests: 1,
    numPassedTests: 1,
    testResults: [
      { status: "failed", assertionResults: [] },
      { status: "passed", assertionResults: [{}] },
    ],
  };
  expect(countVitest(report, 1)).toEqual({ passed: 1, failed: 1 });
});

test("a stage that crashed, wrote no report or ran no test counts as failed", () => {
  expect(countVitest(null, 1)).toEqual({ passed: 0, failed: 1 });
  expect(countVitest({ numTotalTests: 0, numPassedTests: 0 }, 0)).toEqual({ passed: 0, failed: 1 });
  expect(countVitest({ numTotalTests: 3, numPassedTests: 3 }, 1)).toEqual({ passed: 3, failed: 1 });
  expect(countPlaywright(undefined, 0)).toEqual({ passed: 0, failed: 1 });
  expect(countPlaywright({ stats: { expected: 2 } }, 137)).toEqual({ passed: 2, failed: 1 });
});

test("the last line sums all stages", () => {
  const sum = sumResults([
    { passed: 3, failed: 0 },
    { passed: 0, failed: 1 },
  ]);
  expect(formatResult(sum)).toBe("3 passed, 1 failed");
});

test("a part's name selects its stages, no name selects all, and an unknown one returns the choices", () => {
  expect(selectStages([])).toBe(stages);
  expect(selectStages(["int"])).toHaveLength(2);
  expect(selectStages(["browser"])).toMatch(/static, unit, int, e2e/);
});

test("every failed test of a report is listed again at the end, with the beginning of its message", () => {
  const vitest = listVitestFailures({
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
  });
  expect(formatFailures(vitest)).toBe(
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
  const playwright = listPlaywrightFailures({
    suites: [
      {
        suites: [
          {
            specs: [{ file: "a.spec.ts", line: 3, title: "breaks", tests: tests("unexpected", "no button") }],
          },
        ],
        specs: [{ file: "a.spec.ts", line: 9, title: "works", tests: tests("expected", "") }],
      },
    ],
  });
  expect(formatFailures(playwright)).toBe("- a.spec.ts:3 > breaks (unexpected)\n    no button");
  expect(formatFailures([])).toBe("");
  expect(formatFailures(Array.from({ length: 33 }, () => ({ name: "n", message: "" })))).toMatch(
    /and 3 more$/,
  );
});
