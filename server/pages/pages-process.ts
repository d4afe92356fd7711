import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { lowerPriority } from "#lib/platform/process/lower-priority.ts";
import { StartError } from "#lib/platform/process/start-error.ts";
import {
  type ClockReading,
  type PagesCalls,
  type PagesReport,
  readMachineMs,
  type VerifierCalls,
} from "#lib/platform/processes/pages-contract.ts";
import { createPeer, type Peer } from "#lib/platform/processes/peer.ts";
import { createProcessPort } from "#lib/platform/processes/process-port.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { createChildEnvironment } from "#lib/platform/settings/env.ts";
import type { RequestRecorder } from "#lib/verification/requests/request-recorder.ts";
import { createVerifierCalls } from "./verifier-calls.ts";

export interface PagesProcess {
  /**
   * Resolves once the process accepts requests. Throws StartError if it does not start; it has logged the
   * reason.
   */
  start(): Promise<void>;
  /** Whether it accepts requests now. */
  isReady(): boolean;
  /** What it uses now, or its last report. Null if there has been none. */
  report(): Promise<PagesReport | null>;
  /** Lets running requests finish, within limits, and ends the process, even while it starts. */
  stop(): Promise<void>;
}

type VerifierRuntime = Pick<
  Runtime,
  "config" | "keys" | "limiter" | "database" | "usage" | "metrics" | "logger"
> & { requests: Pick<RequestRecorder, "merge"> };

type Pages = Peer<PagesCalls>;

/** One run of the process. */
interface Run {
  pages: Pages;
  /** Resolves to the reason why it ended. */
  exit: Promise<string>;
  kill: () => void;
  lowerPriority: (niceness: number) => Promise<void>;
}

const reportLimitMs = 300;
const clockIntervalMs = 500;
const heartbeatMs = 2_500;
/** No own code keeps a thread busy this long, even on the slowest machine. */
const maxSilenceMs = 20_000;
/** A clock reading is rounded to milliseconds. */
const clockToleranceMs = 2;

/** Its share of the ten seconds that supervisors wait. */
const stopLimitMs = 1_500;

/** Delays before a restart: none after the first crash, longer after each further crash that follows soon. */
const restartDelaysMs = [0, 250, 1_000, 2_000, 4_000];
const soonMs = 30_000;
/** Of a process that has crashed repeatedly, while it starts. */
const startingNiceness = 10;

/**
 * This process's flags that affect memory. Flags that watch files or load modules apply only to this process.
 */
function listOwnFlags(): string[] {
  return process.execArgv.filter((flag) => /^--(max-|v8-pool-size)/.test(flag));
}

function startRun(runtime: VerifierRuntime, program: string): Run {
  const child = spawn(process.execPath, [...listOwnFlags(), program], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    serialization: "advanced",
    env: createChildEnvironment(),
  });
  const pages = createPeer<VerifierCalls, PagesCalls>(createProcessPort(child), createVerifierCalls(runtime));
  const exit = describeExit(child).then((reason) => {
    pages.end(new Error(`the pages process has ended (${reason})`));
    return reason;
  });
  const { pid } = child;
  return {
    pages,
    exit,
    kill: () => child.kill("SIGKILL"),
    lowerPriority: (niceness) => (pid === undefined ? Promise.resolve() : lowerPriority(pid, niceness)),
  };
}

async function describeExit(child: ChildProcess): Promise<string> {
  // A message that can no longer reach it is not an error here.
  child.on("error", () => {});
  if (child.pid === undefined) return "it cannot be started";
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  return child.signalCode ?? `exit code ${child.exitCode}`;
}

/**
 * Runs the pages and the management API in a separate process, at a lower priority, until `stop`. It is
 * restarted whenever it ends.
 */
export function createPagesProcess(
  runtime: VerifierRuntime,
  socketPath: string,
  program = join(import.meta.dirname, "main.ts"),
): PagesProcess {
  const { config, logger, database } = runtime;
  const state: { current: Run | null } = { current: null };
  let isReady = false;
  let lastReport: PagesReport | null = null;
  const stopping = new AbortController();
  const readClock = createClockReader(runtime);

  const run = async (crashes: number): Promise<void> => {
    // A killed process leaves its socket behind.
    await rm(socketPath, { force: true });
    const started = startRun(runtime, program);
    const lowerItsPriority = (niceness: number) =>
      started
        .lowerPriority(niceness)
        .catch((error: unknown) =>
          logger.warn({ err: error }, "cannot lower the priority of the pages process"),
        );
    state.current = started;
    if (stopping.signal.aborted) started.kill();
    // Starting takes two seconds of CPU time. At a low priority and under load, that means half a minute
    // without pages. A process that crashes repeatedly has a low priority from the start.
    if (crashes > 1) await lowerItsPriority(Math.min(startingNiceness, config.pagesNiceness));
    const clock = readClock();
    const { instanceId } = database.changes;
    await started.pages.call("start", { socketPath, instanceId, clock, embeddedPool: database.embeddedPool });
    await lowerItsPriority(config.pagesNiceness);
    isReady = true;
  };

  const keepRunning = async (): Promise<void> => {
    for (let crashes = 0; !stopping.signal.aborted; ) {
      const startedAtMs = performance.now();
      const reason = await state.current?.exit;
      isReady = false;
      if (stopping.signal.aborted) return;
      crashes = performance.now() - startedAtMs > soonMs ? 1 : crashes + 1;
      logger.error({ reason }, "the pages process ended and is being restarted");
      await wait(restartDelaysMs.at(Math.min(crashes, restartDelaysMs.length) - 1), undefined, {
        signal: stopping.signal,
      }).catch(() => {});
      if (stopping.signal.aborted) return;
      await run(crashes).then(
        () => logger.info("the pages process is running again"),
        (error: unknown) => logger.error({ err: error }, "the pages process did not start"),
      );
    }
  };

  database.onRenew(() => state.current?.pages.notify("renewConnections"));
  const clockTimer = setInterval(() => {
    // A reading that is not sent now must be sent later.
    const reading = isReady ? readClock.ifChanged() : null;
    if (reading !== null) state.current?.pages.notify("setClock", reading);
  }, clockIntervalMs);
  clockTimer.unref();

  const stopWatching = config.isDevelopment ? () => {} : endWhenSilent(state, () => isReady, logger);
  let running: Promise<void> | null = null;

  return {
    start: async () => {
      try {
        await run(0);
      } catch (error) {
        state.current?.kill();
        throw new StartError("The pages process did not start", { cause: error });
      }
      running = keepRunning();
    },
    isReady: () => isReady,
    report: async () => {
      const limit = new AbortController();
      const reported = state.current?.pages.call("report").catch(() => null) ?? null;
      const timedOut = wait(reportLimitMs, null, { signal: limit.signal }).catch(() => null);
      lastReport = (await Promise.race([reported, timedOut])) ?? lastReport;
      limit.abort();
      return lastReport;
    },
    stop: async () => {
      stopping.abort();
      clearInterval(clockTimer);
      stopWatching();
      const limit = setTimeout(() => state.current?.kill(), stopLimitMs);
      state.current?.pages.notify("stop");
      await state.current?.exit;
      clearTimeout(limit);
      await running;
    },
  };
}

/**
 * Ends a run that sends nothing for too long: it hangs, and other processes wait for its database locks.
 * Returns a function that stops watching. Not for development, where compiling can take any amount of time.
 */
function endWhenSilent(
  state: { readonly current: Run | null },
  isReady: () => boolean,
  logger: VerifierRuntime["logger"],
): () => void {
  let lastAnswer: { run: Run | null; atMs: number } = { run: null, atMs: 0 };
  const timer = setInterval(() => {
    const { current } = state;
    const nowMs = performance.now();
    if (current === null || !isReady() || current !== lastAnswer.run)
      lastAnswer = { run: current, atMs: nowMs };
    if (current === null || !isReady()) return;
    if (nowMs - lastAnswer.atMs > maxSilenceMs) {
      logger.error("the pages process does not answer; ending it");
      current.kill();
      return;
    }
    current.pages.call("report").then(
      () => {
        if (lastAnswer.run === current) lastAnswer.atMs = performance.now();
      },
      () => {},
    );
  }, heartbeatMs);
  timer.unref();
  return () => clearInterval(timer);
}

/**
 * Reads the verifier's clock. `ifChanged` returns a reading only if the clock has drifted since the last one.
 */
function createClockReader({ keys }: Pick<Runtime, "keys">) {
  let offsetMs = Number.NaN;
  const read = (): ClockReading => {
    const reading = { databaseMs: keys.clock.now(), atMs: readMachineMs() };
    offsetMs = reading.databaseMs - reading.atMs;
    return reading;
  };
  const ifChanged = () => {
    const drift = Math.abs(keys.clock.now() - readMachineMs() - offsetMs);
    return drift < clockToleranceMs ? null : read();
  };
  return Object.assign(read, { ifChanged });
}
