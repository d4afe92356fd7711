// `npm test`: runs the parts of the tests named on the command line, or all of them. The last line is `N passed, N failed`.
import { availableParallelism } from "node:os";
import { nextEnvironment } from "../launch/build.mjs";
import { LaunchError } from "../launch/launch-error.mjs";
import { prepareCheckout } from "../launch/prepare.mjs";
import { runLauncher } from "../launch/run/run-launcher.mjs";
import { startPostgres } from "./postgres-server.ts";
import { formatCounts, formatFailures, type Outcome } from "./reports.ts";
import { formatHeading, runStage, type StageOptions } from "./run-stage.ts";
import { type Need, type Stage, selectStages } from "./stages.ts";
import { ensureChromium, ensureTool } from "./tools.ts";

await runLauncher(async (signal: AbortSignal) => {
  const stages = selectStages(process.argv.slice(2));
  if (typeof stages === "string") throw new LaunchError(stages);
  const startedAt = performance.now();
  const outcomes = await runStages(stages, signal);
  const sum = (count: "passed" | "failed") => outcomes.reduce((total, outcome) => total + outcome[count], 0);
  const failures = formatFailures(outcomes.flatMap((outcome) => outcome.failures));
  if (failures !== "") console.log(`\n== Failures\n${failures}`);
  console.log(`\nTook ${Math.round((performance.now() - startedAt) / 1000)} s.`);
  console.log(formatCounts({ passed: sum("passed"), failed: sum("failed") }));
  return sum("failed") === 0 ? 0 : 1;
});

function printNow(text: string): void {
  console.log(text);
}

/**
 * What needs only the sources runs side by side. With what needs more, it fills the time in which that waits: the unit tests
 * while the pages are built, and then the checks, which have no time limits, at a low priority. The checks print between
 * two other stages.
 */
async function runStages(stages: readonly Stage[], signal: AbortSignal): Promise<Outcome[]> {
  const alone = stages.filter(({ part }) => part === "int" || part === "e2e");
  const checks = stages.filter(({ part }) => part === "static");
  const unit = stages.filter(({ part }) => part === "unit");
  const options = { environment: {}, print: printNow, signal };
  if (alone.length === 0) return runLanes(stages, availableParallelism(), options);

  const outcomes: Outcome[] = [];
  const [tested] = await Promise.all([runLanes(unit, 1, options), buildFor(alone, signal)]);
  const printed: string[] = [];
  const checking = runLanes(checks, 1, {
    ...options,
    print: (text) => void printed.push(text),
    niceness: 10,
  });
  const printChecks = () => {
    for (const text of printed.splice(0)) printNow(text);
  };
  for (const stage of alone) {
    outcomes.push(await runWithNeeds(stage, signal));
    printChecks();
  }
  const checked = await checking;
  printChecks();
  return [...tested, ...checked, ...outcomes];
}

/** Runs as many of the stages at a time as there are lanes. */
async function runLanes(stages: readonly Stage[], lanes: number, options: StageOptions): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const waiting = [...stages];
  const runAll = async () => {
    for (let stage = waiting.shift(); stage !== undefined; stage = waiting.shift())
      outcomes.push(await runStage(stage, options));
  };
  await Promise.all(Array.from({ length: lanes }, runAll));
  return outcomes;
}

/** Builds the pages if a stage needs them. The stage itself reports why that failed. */
async function buildFor(stages: readonly Stage[], signal: AbortSignal): Promise<void> {
  if (!stages.some(({ needs }) => needs.includes("build"))) return;
  await prepareCheckout({ needsBuild: true, signal }).catch(() => signal.throwIfAborted());
}

/** Provides what a stage needs and runs it. If something cannot be provided, this stage fails and the others still run. */
async function runWithNeeds(stage: Stage, signal: AbortSignal): Promise<Outcome> {
  const cleanUps: (() => Promise<void>)[] = [];
  try {
    const environment: Record<string, string> = {};
    for (const need of stage.needs) Object.assign(environment, await provide(need, cleanUps, signal));
    return await runStage(stage, { environment, print: null, signal });
  } catch (error) {
    if (signal.aborted) throw error;
    printNow(formatHeading(stage));
    console.error(error instanceof LaunchError ? error.message : error);
    return { passed: 0, failed: 1, failures: [{ name: stage.title, message: `${error}` }] };
  } finally {
    for (const cleanUp of cleanUps) await cleanUp();
  }
}

/** Returns the environment variables through which the tests find it. */
async function provide(
  need: Need,
  cleanUps: (() => Promise<void>)[],
  signal: AbortSignal,
): Promise<Record<string, string>> {
  switch (need) {
    case "postgres": {
      const server = await startPostgres(signal);
      cleanUps.push(server.stop);
      return { TEST_DATABASE_URL: server.url };
    }
    case "redis":
      return { TEST_REDIS_SERVER: await ensureTool("redis", signal) };
    case "chromium":
      return { CHROMIUM_PATH: await ensureChromium(signal) };
    case "build": {
      const { buildDirectory } = await prepareCheckout({ needsBuild: true, signal });
      return { ...nextEnvironment, NEXT_DIST_DIR: buildDirectory ?? ".next" };
    }
    default:
      return { [`TEST_${need.toUpperCase()}`]: await ensureTool(need, signal) };
  }
}
