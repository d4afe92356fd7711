import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { createChildEnvironment } from "#lib/env.ts";
import {
  type ClockReading,
  type PagesCalls,
  type PagesReport,
  readMachineMs,
  type VerifierCalls,
} from "#lib/processes/pages-contract.ts";
import { createPeer, type Peer } from "#lib/processes/peer.ts";
import { createProcessPort } from "#lib/processes/process-port.ts";
import type { Runtime } from "#lib/runtime.ts";
import { StartError } from "#lib/start-error.ts";
import { lowerPriority } from "./lower-priority.ts";
import { createVerifierCalls } from "./verifier-calls.ts";

export interface PagesProcess {
  /** Resolves once requests are taken. Throws StartError when it does not come up; it has said why. */
  start(): Promise<void>;
  /** Whether requests are taken now. */
  isReady(): boolean;
  /** What it uses now, or used when it last said so. Null: it never did. */
  report(): Promise<PagesReport | null>;
  /** Lets running requests finish, within limits, and ends it; also while it starts. */
  stop(): Promise<void>;
}

type VerifierRuntime = Pick<
  Runtime,
  "config" | "keys" | "limiter" | "database" | "usage" | "metrics" | "logger"
>;

type Pages = Peer<PagesCalls>;

/** One run of it. */
interface Run {
  pages: Pages;
  /** Resolves to what it ended with. */
  exit: Promise<string>;
  kill: () => void;
  lowerPriority: (niceness: number) => Promise<void>;
}

const reportLimitMs = 300;
const clockIntervalMs = 500;
const heartbeatMs = 2_500;
/** So long nothing of ours keeps a thread busy, on the slowest machine. */
const maxSilenceMs = 20_000;
/** A reading of the clock is rounded to milliseconds. */
const clockToleranceMs = 2;

/** Of all that closes within the ten seconds that supervisors wait. */
const stopLimitMs = 1_500;

/** How long it waits before a new start: at once after the first crash, longer after each that follows soon. */
const restartDelaysMs = [0, 250, 1_000, 2_000, 4_000];
const soonMs = 30_000;

/** Ours, as far as they bear on memory; those that watch files or load modules are for this process. */
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
    pages.end(new Error(`the pages process is gone (${reason})`));
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
  // A message that no longer reaches it is no failure of ours.
  child.on("error", () => {});
  if (child.pid === undefined) return "it cannot be started";
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  return child.signalCode ?? `exit code ${child.exitCode}`;
}

/**
 * Runs the pages and the management API in a process of their own, at a lower priority, until `stop`: however it ends, it is
 * started again.
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
    // A killed one leaves its socket behind.
    await rm(socketPath, { force: true });
    const started = startRun(runtime, program);
    const giveWay = () =>
      started
        .lowerPriority(config.pagesNiceness)
        .catch((error: unknown) => logger.warn({ err: error }, "the pages process keeps its priority"));
    state.current = started;
    if (stopping.signal.aborted) started.kill();
    // Starting takes two seconds of a processor: at a low priority, under load, that is half a minute without pages.
    // One that crashes again and again has to give way while it starts, too.
    if (crashes > 1) await giveWay();
    const clock = readClock();
    const { instanceId } = database.changes;
    await started.pages.call("start", { socketPath, instanceId, clock, embeddedPool: database.embeddedPool });
    await giveWay();
    isReady = true;
  };

  const keepRunning = async (): Promise<void> => {
    for (let crashes = 0; !stopping.signal.aborted; ) {
      const startedAtMs = performance.now();
      const reason = await state.current?.exit;
      isReady = false;
      if (stopping.signal.aborted) return;
      crashes = performance.now() - startedAtMs > soonMs ? 1 : crashes + 1;
      logger.error({ reason }, "the pages process ended; it is started again");
      await wait(restartDelaysMs.at(Math.min(crashes, restartDelaysMs.length) - 1), undefined, {
        signal: stopping.signal,
      }).catch(() => {});
      if (stopping.signal.aborted) return;
      await run(crashes).then(
        () => logger.info("the pages are back"),
        (error: unknown) => logger.error({ err: error }, "the pages process did not start"),
      );
    }
  };

  database.onRenew(() => state.current?.pages.tell("renewConnections"));
  const clockTimer = setInterval(() => {
    // What it is not told now it must be told later.
    const reading = isReady ? readClock.ifChanged() : null;
    if (reading !== null) state.current?.pages.tell("setClock", reading);
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
      const asked = state.current?.pages.call("report").catch(() => null) ?? null;
      const none = wait(reportLimitMs, null, { signal: limit.signal }).catch(() => null);
      lastReport = (await Promise.race([asked, none])) ?? lastReport;
      limit.abort();
      return lastReport;
    },
    stop: async () => {
      stopping.abort();
      clearInterval(clockTimer);
      stopWatching();
      const limit = setTimeout(() => state.current?.kill(), stopLimitMs);
      state.current?.pages.tell("stop");
      await state.current?.exit;
      clearTimeout(limit);
      await running;
    },
  };
}

/**
 * Ends a run that says nothing for too long: it hangs, and what it holds of the database others wait for. Returns what ends
 * the watching. Not for development, where compiling takes as long as it takes.
 */
function endWhenSilent(
  state: { readonly current: Run | null },
  isReady: () => boolean,
  logger: VerifierRuntime["logger"],
): () => void {
  let heard: { run: Run | null; atMs: number } = { run: null, atMs: 0 };
  const timer = setInterval(() => {
    const { current } = state;
    const nowMs = performance.now();
    if (current === null || !isReady() || current !== heard.run) heard = { run: current, atMs: nowMs };
    if (current === null || !isReady()) return;
    if (nowMs - heard.atMs > maxSilenceMs) {
      logger.error("the pages process does not answer and is ended");
      current.kill();
      return;
    }
    current.pages.call("report").then(
      () => {
        if (heard.run === current) heard.atMs = performance.now();
      },
      () => {},
    );
  }, heartbeatMs);
  timer.unref();
  return () => clearInterval(timer);
}

/** Reads the verifier's clock; `ifChanged`: only where it went another way since the last reading. */
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
