// `npm test`: runs the parts of the tests named on the command line, or all of them. The last line is `N passed, N failed`.
import { availableParallelism } from "node:os";
import { nextEnvironment } from "../launch/build.mjs";
import { LaunchError } from "../launch/launch-error.mjs";
import { prepareCheckout } from "../launch/prepare.mjs";
import { runLauncher } from "../launch/run/run-launcher.mjs";
import { startPostgres } from "./postgres-server.ts";
import { formatCounts, formatFailures, type Outcome } from "./reports.ts";
import { printHeading, runStage } from "./run-stage.ts";
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

/** What needs nothing but the sources runs in parallel, as many at a time as there are processors. */
async function runStages(stages: readonly Stage[], signal: AbortSignal): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const isShared = ({ part, needs }: Stage) => (part === "static" || part === "unit") && needs.length === 0;
  const waiting = stages.filter(isShared);
  const lanes = Array.from({ length: availableParallelism() }, async () => {
    for (let stage = waiting.shift(); stage !== undefined; stage = waiting.shift())
      outcomes.push(await runStage(stage, { environment: {}, isShared: true, signal }));
  });
  await Promise.all(lanes);
  for (const stage of stages.filter((stage) => !isShared(stage))) {
    outcomes.push(await runWithNeeds(stage, signal));
  }
  return outcomes;
}

/** Provides what a stage needs and runs it. If something cannot be provided, this stage fails and the others still run. */
async function runWithNeeds(stage: Stage, signal: AbortSignal): Promise<Outcome> {
  const cleanUps: (() => Promise<void>)[] = [];
  try {
    const environment: Record<string, string> = {};
    for (const need of stage.needs) Object.assign(environment, await provide(need, cleanUps, signal));
    return await runStage(stage, { environment, isShared: false, signal });
  } catch (error) {
    if (signal.aborted) throw error;
    printHeading(stage);
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
