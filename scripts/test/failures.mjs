/** The maximum number of failures repeated at the end, and of lines for each. The full output is above. */
const maxFailures = 30;
const maxLines = 12;

/**
 * @typedef {object} Failure
 * @property {string} name the file and the test's titles
 * @property {string} message
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
 * @returns {readonly unknown[]}
 */
function asList(value) {
  return Array.isArray(value) ? value : [];
}

/**
 * @param {unknown} report of Vitest's JSON reporter
 * @returns {readonly Failure[]}
 */
export function listVitestFailures(report) {
  return asList(asRecord(report).testResults)
    .map(asRecord)
    .flatMap(({ name, status, message, assertionResults }) => {
      const failed = asList(assertionResults)
        .map(asRecord)
        .filter((test) => test.status !== "passed");
      if (failed.length === 0) return status === "failed" ? [{ name: `${name}`, message: `${message}` }] : [];
      return failed.map((test) => ({
        name: `${name} > ${test.fullName} (${test.status})`,
        message: asList(test.failureMessages).join("\n"),
      }));
    });
}

/**
 * @param {unknown} report of Playwright's JSON reporter
 * @returns {readonly Failure[]}
 */
export function listPlaywrightFailures(report) {
  const { suites, errors } = asRecord(report);
  return [
    ...asList(errors).map((error) => ({ name: "Outside of tests", message: getMessage(error) })),
    ...asList(suites).flatMap(listSuiteFailures),
  ];
}

/**
 * @param {unknown} suite
 * @returns {readonly Failure[]}
 */
function listSuiteFailures(suite) {
  const { suites, specs } = asRecord(suite);
  const failed = asList(specs)
    .map(asRecord)
    .flatMap((spec) =>
      asList(spec.tests)
        .map(asRecord)
        .filter((test) => test.status !== "expected")
        .map((test) => ({
          name: `${spec.file}:${spec.line} > ${spec.title} (${test.status})`,
          message: asList(test.results)
            .flatMap((result) => asList(asRecord(result).errors))
            .map(getMessage)
            .join("\n"),
        })),
    );
  return [...failed, ...asList(suites).flatMap(listSuiteFailures)];
}

/** @param {unknown} error */
function getMessage(error) {
  return `${asRecord(error).message}`;
}

/**
 * Repeats what failed, because the end of a long log is read first.
 * @param {readonly Failure[]} failures
 * @returns {string} empty if nothing failed
 */
export function formatFailures(failures) {
  const shown = failures.slice(0, maxFailures).map(({ name, message }) => {
    const lines = message.split("\n").slice(0, maxLines);
    return [`- ${name}`, ...lines.map((line) => `    ${line}`.trimEnd())].join("\n");
  });
  const left = failures.length - shown.length;
  return [...shown, ...(left > 0 ? [`and ${left} more`] : [])].join("\n");
}
