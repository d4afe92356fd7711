import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { setPriority } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { repository } from "../launch/repository.mjs";
import { formatCounts, type Outcome } from "./reports.ts";
import type { Stage } from "./stages.ts";

const reports = join(repository, "test-results", "reports");

/** Removes the services of the caller's shell: tests write data, and must never write there. */
const withoutServices = {
  DATABASE_URL: undefined,
  TEST_DATABASE_URL: undefined,
  REDIS_URL: undefined,
  SMTP_URL: undefined,
};

const stopLimitMs = 20_000;

export interface StageOptions {
  environment: Readonly<Record<string, string>>;
  /** Prints what a stage beside others has to say, all of it at its end. Null: the stage prints while it runs. */
  print: ((text: string) => void) | null;
  /** As that of the command `nice`: 0, or more to leave the processors to others. */
  niceness?: number;
  signal: AbortSignal;
}

export function formatHeading({ title }: Stage): string {
  return `\n== ${title}`;
}

/** Runs a stage and reads its report. */
export async function runStage(stage: Stage, options: StageOptions): Promise<Outcome> {
  const startedAt = performance.now();
  const print = options.print ?? console.log;
  if (options.print === null) print(formatHeading(stage));
  const report = join(reports, `${stage.title.toLowerCase().replace(/[^a-z]+/g, "-")}.json`);
  mkdirSync(reports, { recursive: true });
  rmSync(report, { force: true });
  const { exitCode, output } = await runCommand([...stage.command, ...stage.report(report)], report, options);
  const outcome = stage.read(readReport(report), exitCode);
  const counts = `-- ${formatCounts(outcome)} (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`;
  print(options.print === null ? counts : `${formatHeading(stage)}\n${output}${counts}`);
  if (outcome.failed === 0 || outcome.failures.length > 0) return outcome;
  const message = options.print === null ? "It ended early. See its output above." : output.trim();
  return { ...outcome, failures: [{ name: stage.title, message }] };
}

/** Null if there is no report, or if the stage died while writing it. */
function readReport(report: string): unknown {
  try {
    return JSON.parse(readFileSync(report, "utf8"));
  } catch {
    return null;
  }
}

async function runCommand(
  parameters: readonly string[],
  report: string,
  { environment, print, niceness = 0, signal }: StageOptions,
): Promise<{ exitCode: number; output: string }> {
  const child = spawn(process.execPath, parameters, {
    cwd: repository,
    stdio: ["ignore", print === null ? "inherit" : "pipe", print === null ? "inherit" : "pipe"],
    env: { ...process.env, ...withoutServices, ...environment, PLAYWRIGHT_JSON_OUTPUT_FILE: report },
    signal,
    // As Ctrl-C: Playwright then stops the consoles it has started.
    killSignal: "SIGINT",
  });
  if (child.pid !== undefined && niceness > 0) setPriority(child.pid, niceness);
  signal.addEventListener("abort", () => setTimeout(() => child.kill("SIGKILL"), stopLimitMs).unref());
  const closed = new Promise<number>((resolve) => {
    child.once("error", () => (child.pid === undefined ? resolve(-1) : undefined));
    child.once("close", (code) => resolve(code ?? -1));
  });
  const streams = [child.stdout, child.stderr].filter((stream) => stream !== null);
  const [exitCode, ...outputs] = await Promise.all([closed, ...streams.map((stream) => text(stream))]);
  signal.throwIfAborted();
  return { exitCode, output: outputs.join("") };
}
