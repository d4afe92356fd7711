import { availableParallelism } from "node:os";
import { nextEnvironment } from "../launch/build.mjs";
import { LaunchError } from "../launch/launch-error.mjs";
import { prepareCheckout } from "../launch/prepare.mjs";
import { runLauncher } from "../launch/run/run-launcher.mjs";
import { ensureChromium } from "./chromium.mjs";
import { formatFailures } from "./failures.mjs";
import { startPostgres } from "./postgres-server.mjs";
import { formatResult, sumResults } from "./results.mjs";
import { printHeading, runStage } from "./run-stage.mjs";
import { selectStages } from "./stages.mjs";
import { ensureTool } from "./tools.mjs";

/**
 * @typedef {import("./stages.mjs").Stage} Stage
 * @typedef {import("./run-stage.mjs").Outcome} Outcome
 */

/**
 * Runs the parts of the tests named on the command line, or all of them. The last line is `N passed, N
 * failed`.
 * @param {readonly string[]} parameters
 */
export async function runTests(parameters) {
  await runLauncher(async (signal) => {
    const stages = selectStages(parameters);
    if (typeof stages === "string") throw new LaunchError(stages);
    const startedAt = performance.now();
    const outcomes = await runStages(stages, signal);
    const total = sumResults(outcomes);
    const failures = formatFailures(outcomes.flatMap((outcome) => outcome.failures));
    if (failures !== "") console.log(`\n== Failures\n${failures}`);
    console.log(`\nTook ${Math.round((performance.now() - startedAt) / 1000)} s.`);
    console.log(formatResult(total));
    return total.failed === 0 ? 0 : 1;
  });
}

/**
 * @param {readonly Stage[]} stages
 * @param {AbortSignal} signal
 * @returns {Promise<readonly Outcome[]>}
 */
async function runStages(stages, signal) {
  const node = await prepareNode(signal);
  if (node === null) return [failWith("Preparing the checkout", "See the reason above.")];
  const checks = stages.filter((stage) => stage.part === "static");
  const results = await runInParallel(checks, (stage) =>
    runStage(stage, { node, environment: {}, isShared: true, signal }),
  );
  for (const stage of stages.filter((stage) => stage.part !== "static")) {
    results.push(await runWithNeeds(stage, node, signal));
  }
  return results;
}

/**
 * @param {AbortSignal} signal
 * @returns {Promise<string | null>} null if the checkout could not be prepared; the reason is printed
 */
async function prepareNode(signal) {
  try {
    const { node } = await prepareCheckout({ needsBuild: false, signal });
    return node;
  } catch (error) {
    if (signal.aborted || !(error instanceof LaunchError)) throw error;
    console.error(error.message);
    return null;
  }
}

/**
 * Runs as many stages at a time as there are processors. The results are in the order in which they finish.
 * @param {readonly Stage[]} stages
 * @param {(stage: Stage) => Promise<Outcome>} run
 * @returns {Promise<Outcome[]>}
 */
async function runInParallel(stages, run) {
  const waiting = [...stages];
  /** @type {Outcome[]} */
  const results = [];
  const lanes = Array.from({ length: availableParallelism() }, async () => {
    for (let stage = waiting.shift(); stage !== undefined; stage = waiting.shift())
      results.push(await run(stage));
  });
  await Promise.all(lanes);
  return results;
}

/**
 * Provides what a stage needs and runs it. If something cannot be provided, this stage fails and the others
 * still run.
 * @param {Stage} stage
 * @param {string} node
 * @param {AbortSignal} signal
 * @returns {Promise<Outcome>}
 */
async function runWithNeeds(stage, node, signal) {
  /** @type {Record<string, string>} */
  const environment = {};
  /** @type {(() => Promise<void>)[]} */
  const cleanUps = [];
  try {
    if (stage.needs.includes("postgres")) {
      const server = await startPostgres(signal);
      cleanUps.push(server.stop);
      environment.TEST_DATABASE_URL = server.url;
    }
    if (stage.needs.includes("redis")) environment.TEST_REDIS_SERVER = await ensureTool("redis", signal);
    if (stage.needs.includes("nginx")) environment.TEST_NGINX = await ensureTool("nginx", signal);
    if (stage.needs.includes("caddy")) environment.TEST_CADDY = await ensureTool("caddy", signal);
    if (stage.needs.includes("haproxy")) environment.TEST_HAPROXY = await ensureTool("haproxy", signal);
    if (stage.needs.includes("python")) environment.TEST_PYTHON = await ensureTool("python", signal);
    if (stage.needs.includes("chromium")) environment.CHROMIUM_PATH = await ensureChromium(node, signal);
    if (stage.needs.includes("build")) Object.assign(environment, await getBuildEnvironment(signal));
    return await runStage(stage, { node, environment, isShared: false, signal });
  } catch (error) {
    if (signal.aborted) throw error;
    printHeading(stage);
    const message = error instanceof LaunchError ? error.message : `${error}`;
    console.error(error instanceof LaunchError ? message : error);
    return failWith(stage.title, message);
  } finally {
    for (const cleanUp of cleanUps) await cleanUp();
  }
}

/**
 * @param {string} name
 * @param {string} message
 * @returns {Outcome}
 */
function failWith(name, message) {
  return { passed: 0, failed: 1, failures: [{ name, message }] };
}

/** @param {AbortSignal} signal */
async function getBuildEnvironment(signal) {
  const { buildDirectory } = await prepareCheckout({ needsBuild: true, signal });
  return { ...nextEnvironment, ...(buildDirectory === null ? {} : { NEXT_DIST_DIR: buildDirectory }) };
}
