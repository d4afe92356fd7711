import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { repository } from "../launch/repository.mjs";
import { listPlaywrightFailures, listVitestFailures } from "./failures.mjs";
import { countCheck, countPlaywright, countVitest, formatResult } from "./results.mjs";

const reports = join(repository, "test-results", "reports");

/** Removes the services of the caller's shell: tests write data, and must never write there. */
const withoutServices = {
  DATABASE_URL: undefined,
  TEST_DATABASE_URL: undefined,
  REDIS_URL: undefined,
  SMTP_URL: undefined,
};

/**
 * @typedef {import("./stages.mjs").Stage} Stage
 * @typedef {import("./results.mjs").Result} Result
 * @typedef {import("./failures.mjs").Failure} Failure
 * @typedef {Result & { failures: readonly Failure[] }} Outcome
 */

/**
 * Runs a stage and counts the results in its report. Its output is printed as it arrives, or all at once at
 * the end if several stages run in parallel.
 * @param {Stage} stage
 * @param {{ node: string, environment: Record<string, string>, isShared: boolean, signal: AbortSignal }}
 * options
 * @returns {Promise<Outcome>}
 */
export async function runStage(stage, { node, environment, isShared, signal }) {
  const startedAt = performance.now();
  if (!isShared) printHeading(stage);
  const report = join(reports, `${stage.title.toLowerCase().replace(/[^a-z]+/g, "-")}.json`);
  mkdirSync(reports, { recursive: true });
  rmSync(report, { force: true });
  const { exitCode, output } = await runCommand(node, getParameters(stage, report), {
    environment: { ...environment, PLAYWRIGHT_JSON_OUTPUT_FILE: report },
    isCaptured: isShared,
    signal,
  });
  if (isShared) {
    printHeading(stage);
    process.stdout.write(output);
  }
  const content = readReport(report);
  const result = countStage(stage, content, exitCode);
  console.log(`-- ${formatResult(result)} (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`);
  return { ...result, failures: result.failed === 0 ? [] : listFailures(stage, content, output) };
}

/** @param {Stage} stage */
export function printHeading(stage) {
  console.log(`\n== ${stage.title}`);
}

/**
 * @param {Stage} stage
 * @param {string} report
 */
function getParameters({ counts, command }, report) {
  if (counts === "vitest")
    return [...command, "--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  if (counts === "playwright") return [...command, "--reporter=list,json"];
  return command;
}

/**
 * @param {Stage} stage
 * @param {unknown} content of its report
 * @param {number} exitCode
 * @returns {Result}
 */
function countStage({ counts }, content, exitCode) {
  if (counts === "exit-code") return countCheck(exitCode);
  return counts === "vitest" ? countVitest(content, exitCode) : countPlaywright(content, exitCode);
}

/**
 * @param {Stage} stage
 * @param {unknown} content of its report
 * @param {string} output what it printed, if captured
 * @returns {readonly Failure[]} never empty: if a stage fails without a failed test, the stage itself is
 * listed
 */
function listFailures({ title, counts }, content, output) {
  if (counts === "exit-code") return [{ name: title, message: output.trim() }];
  const failures = counts === "vitest" ? listVitestFailures(content) : listPlaywrightFailures(content);
  return failures.length > 0 ? failures : [{ name: title, message: "It ended early. See its output above." }];
}

/**
 * @param {string} report
 * @returns {unknown} null if there is none, or if the stage died while writing it
 */
function readReport(report) {
  try {
    return JSON.parse(readFileSync(report, "utf8"));
  } catch {
    return null;
  }
}

/**
 * @param {string} node
 * @param {readonly string[]} parameters
 * @param {{ environment: Record<string, string>, isCaptured: boolean, signal: AbortSignal }} options
 * @returns {Promise<{ exitCode: number, output: string }>}
 */
function runCommand(node, parameters, { environment, isCaptured, signal }) {
  return new Promise((resolve, reject) => {
    const child = spawn(node, parameters, {
      cwd: repository,
      stdio: ["ignore", isCaptured ? "pipe" : "inherit", isCaptured ? "pipe" : "inherit"],
      env: { ...process.env, ...withoutServices, ...environment },
      signal,
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text) => {
        output += text;
      });
    }
    child.on("error", (error) =>
      signal.aborted ? reject(error) : resolve({ exitCode: -1, output: error.message }),
    );
    child.on("close", (code) => resolve({ exitCode: code ?? -1, output }));
  });
}
