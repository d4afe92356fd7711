import { z } from "zod";

export interface Failure {
  /** The file and the test's titles. */
  name: string;
  message: string;
}

/** What a stage printed and wrote. Skipped tests count as failed: a test that did not run proves nothing. */
export interface Outcome {
  passed: number;
  failed: number;
  failures: readonly Failure[];
}

const vitestReport = z.object({
  numTotalTests: z.number(),
  numPassedTests: z.number(),
  testResults: z
    .array(
      z.object({
        name: z.string(),
        status: z.string(),
        message: z.string().default(""),
        assertionResults: z.array(
          z.object({
            fullName: z.string(),
            status: z.string(),
            failureMessages: z.array(z.string()).default([]),
          }),
        ),
      }),
    )
    .default([]),
});

const errors = z.array(z.object({ message: z.string().default("") })).default([]);
const playwrightSuite = z.object({
  specs: z
    .array(
      z.object({
        file: z.string(),
        line: z.number(),
        title: z.string(),
        tests: z.array(z.object({ status: z.string(), results: z.array(z.object({ errors })).default([]) })),
      }),
    )
    .default([]),
  get suites(): z.ZodOptional<z.ZodArray<typeof playwrightSuite>> {
    return z.array(playwrightSuite).optional();
  },
});
const playwrightReport = playwrightSuite.extend({
  errors,
  stats: z.object({
    expected: z.number().default(0),
    unexpected: z.number().default(0),
    flaky: z.number().default(0),
    skipped: z.number().default(0),
  }),
});

/** A stage that crashed, wrote no report or ran no test counts as failed even if no single test failed. */
function conclude(
  exitCode: number,
  passed: number,
  failed: number,
  failures: readonly Failure[] = [],
): Outcome {
  const hasFailed = failed > 0 || exitCode !== 0 || passed === 0;
  return { passed, failed: hasFailed ? Math.max(failed, 1) : 0, failures };
}

export function readCheck(exitCode: number): Outcome {
  return conclude(exitCode, exitCode === 0 ? 1 : 0, 0);
}

export function readVitest(report: unknown, exitCode: number): Outcome {
  const { data } = vitestReport.safeParse(report);
  if (data === undefined) return conclude(exitCode, 0, 1);
  const failures = data.testResults.flatMap(({ name, status, message, assertionResults }): Failure[] => {
    // A file that could not be loaded has no tests in the totals.
    if (assertionResults.length === 0 && status === "failed") return [{ name, message }];
    return assertionResults
      .filter((test) => test.status !== "passed")
      .map((test) => ({
        name: `${name} > ${test.fullName} (${test.status})`,
        message: test.failureMessages.join("\n"),
      }));
  });
  const brokenFiles = data.testResults.filter(
    ({ status, assertionResults }) => status === "failed" && assertionResults.length === 0,
  );
  const failed = data.numTotalTests - data.numPassedTests + brokenFiles.length;
  return conclude(exitCode, data.numPassedTests, failed, failures);
}

export function readPlaywright(report: unknown, exitCode: number): Outcome {
  const { data } = playwrightReport.safeParse(report);
  if (data === undefined) return conclude(exitCode, 0, 1);
  const { expected, unexpected, flaky, skipped } = data.stats;
  const outside = data.errors.map(({ message }) => ({ name: "Outside of tests", message }));
  return conclude(exitCode, expected, unexpected + flaky + skipped, [...outside, ...listSuiteFailures(data)]);
}

function listSuiteFailures({ specs, suites = [] }: z.infer<typeof playwrightSuite>): Failure[] {
  const failures = specs.flatMap(({ file, line, title, tests }) =>
    tests
      .filter(({ status }) => status !== "expected")
      .map(({ status, results }) => ({
        name: `${file}:${line} > ${title} (${status})`,
        message: results.flatMap((result) => result.errors.map(({ message }) => message)).join("\n"),
      })),
  );
  return [...failures, ...suites.flatMap(listSuiteFailures)];
}

export function formatCounts({ passed, failed }: Pick<Outcome, "passed" | "failed">): string {
  return `${passed} passed, ${failed} failed`;
}

/** The maximum number of failures repeated at the end, and of lines for each. The full output is above. */
const maxFailures = 30;
const maxLines = 12;

/** Repeats what failed, because the end of a long log is read first. Empty if nothing failed. */
export function formatFailures(failures: readonly Failure[]): string {
  const shown = failures.slice(0, maxFailures).map(({ name, message }) => {
    const lines = message.split("\n").slice(0, maxLines);
    return [`- ${name}`, ...lines.map((line) => `    ${line}`.trimEnd())].join("\n");
  });
  const left = failures.length - shown.length;
  return [...shown, ...(left > 0 ? [`and ${left} more`] : [])].join("\n");
}
