/**
 * @typedef {"static" | "unit" | "int" | "e2e"} Part
 * @typedef {object} Stage
 * @property {string} title
 * @property {Part} part
 * @property {"exit-code" | "vitest" | "playwright"} counts where its result comes from: a report, or the exit code of a single check
 * @property {readonly [string, ...string[]]} command what Node runs, relative to the repository
 * @property {readonly ("chromium" | "postgres" | "redis" | "nginx" | "caddy" | "haproxy" | "python" | "build")[]} needs
 */

/** @type {readonly Part[]} */
const parts = ["static", "unit", "int", "e2e"];

/** @type {readonly Stage[]} */
export const stages = [
  check("Format and lint", [
    "node_modules/@biomejs/biome/bin/biome",
    "ci",
    "--colors=off",
    "--error-on-warnings",
  ]),
  check("Types", ["scripts/test/check-types.mjs"]),
  check("Import rules", [
    "node_modules/dependency-cruiser/bin/dependency-cruiser.mjs",
    "--config",
    ".dependency-cruiser.mjs",
    ".",
  ]),
  check("Unused code", ["node_modules/knip/bin/knip.js", "--no-progress"]),
  check("API document", ["scripts/test/check-api-document.ts"]),
  check("SDK types", ["scripts/generate-sdk-types.ts", "--check"]),
  vitest("Unit tests", "unit", "unit", []),
  vitest("Integration tests, embedded database", "int", "integration", ["redis"]),
  vitest("Integration tests, PostgreSQL server", "int", "integration", ["postgres", "redis"]),
  {
    title: "Browser and contract tests, built product",
    part: "e2e",
    counts: "playwright",
    command: ["node_modules/@playwright/test/cli.js", "test"],
    needs: ["chromium", "nginx", "caddy", "haproxy", "python", "build"],
  },
];

/**
 * @param {string} title
 * @param {[string, ...string[]]} command
 * @returns {Stage}
 */
function check(title, command) {
  return { title, part: "static", counts: "exit-code", command, needs: [] };
}

/**
 * @param {string} title
 * @param {Part} part
 * @param {string} project of vitest.config.ts
 * @param {Stage["needs"]} needs
 * @returns {Stage}
 */
function vitest(title, part, project, needs) {
  return {
    title,
    part,
    counts: "vitest",
    command: ["node_modules/vitest/vitest.mjs", "run", "--project", project],
    needs,
  };
}

/**
 * The stages named on the command line, in their fixed order, or all of them if none is named.
 * @param {readonly string[]} parameters
 * @returns {readonly Stage[] | string} a line to print if an unknown part is named
 */
export function selectStages(parameters) {
  const unknown = parameters.find((name) => !parts.some((part) => part === name));
  if (unknown !== undefined) return `There is no test part "${unknown}". Choose from ${parts.join(", ")}.`;
  if (parameters.length === 0) return stages;
  return stages.filter((stage) => parameters.includes(stage.part));
}
