/**
 * @typedef {object} Result
 * @property {number} passed
 * @property {number} failed including skipped tests: a test that did not run proves nothing
 */

/**
 * @param {unknown} value
 * @returns {Record<string, unknown>}
 */
function asRecord(value) {
  return value !== null && typeof value === "object" ? { ...value } : {};
}

/**
 * @param {unknown} value
 * @returns {number}
 */
function asCount(value) {
  return typeof value === "number" ? value : 0;
}

/**
 * A stage that did not exit with 0, or ran no tests, counts as failed even if no single test failed.
 * @param {Result} result
 * @param {number} exitCode
 * @returns {Result}
 */
function applyExitCode(result, exitCode) {
  const hasFailed = exitCode !== 0 || result.passed + result.failed === 0;
  return hasFailed && result.failed === 0 ? { passed: result.passed, failed: 1 } : result;
}

/**
 * @param {number} exitCode
 * @returns {Result}
 */
export function countCheck(exitCode) {
  return applyExitCode({ passed: exitCode === 0 ? 1 : 0, failed: 0 }, exitCode);
}

/**
 * @param {unknown} report of Vitest's JSON reporter
 * @param {number} exitCode
 * @returns {Result}
 */
export function countVitest(report, exitCode) {
  const { numPassedTests, numTotalTests, testResults } = asRecord(report);
  const passed = asCount(numPassedTests);
  // A file that could not be loaded has no tests in the totals.
  const brokenFiles = (Array.isArray(testResults) ? testResults : [])
    .map(asRecord)
    .filter(
      (file) =>
        file.status === "failed" &&
        Array.isArray(file.assertionResults) &&
        file.assertionResults.length === 0,
    );
  return applyExitCode({ passed, failed: asCount(numTotalTests) - passed + brokenFiles.length }, exitCode);
}

/**
 * @param {unknown} report of Playwright's JSON reporter
 * @param {number} exitCode
 * @returns {Result}
 */
export function countPlaywright(report, exitCode) {
  const { expected, unexpected, flaky, skipped } = asRecord(asRecord(report).stats);
  const failed = asCount(unexpected) + asCount(flaky) + asCount(skipped);
  return applyExitCode({ passed: asCount(expected), failed }, exitCode);
}

/**
 * @param {readonly Result[]} results
 * @returns {Result}
 */
export function sumResults(results) {
  return results.reduce(
    (sum, { passed, failed }) => ({ passed: sum.passed + passed, failed: sum.failed + failed }),
    { passed: 0, failed: 0 },
  );
}

/** @param {Result} result */
export function formatResult({ passed, failed }) {
  return `${passed} passed, ${failed} failed`;
}
