import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { readCpuUs } from "./process-cpu.ts";

const run = promisify(execFile);

export interface Target {
  origin: string;
  path: string;
  /** A file with one key per line. */
  keysFile: string;
  /** Every `churn`-th request uses a key from `coldFile`. */
  churn?: number;
  coldFile?: string;
  /** The processes that answer, to measure the CPU time of a response. */
  pids?: readonly number[];
  /** Default: 32. */
  connections?: number;
}

export interface LoadResult {
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
  /** Failed connections and responses. */
  errors: number;
  /** Responses with status 400 and above. */
  rejected: number;
  /** CPU time per response of the target's processes, in microseconds; 0 if unknown. */
  cpuUs: number;
}

const defaultConnections = 32;

/** The bench uses two processors: the servers run on processor 0. */
export const loadProcessor = "1";

/** Sends requests as fast as they are answered, over 32 connections, from a process on a separate processor. */
export async function measureLoad(
  target: Target,
  seconds: number,
  signal?: AbortSignal,
): Promise<LoadResult> {
  const script = fileURLToPath(new URL("load/keys.lua", import.meta.url));
  const cpuBefore = sumCpuUs(target);
  const { connections = defaultConnections } = target;
  const parameters = ["-t1", `-c${connections}`, `-d${seconds}s`, "-s", script, target.origin];
  const { stdout } = await run("taskset", ["-c", loadProcessor, "wrk", ...parameters], {
    signal,
    env: {
      ...process.env,
      KEYS: target.keysFile,
      COLD: target.coldFile ?? "",
      CHURN: String(target.churn ?? 0),
      TARGET_PATH: target.path,
    },
  });
  const [, requests, durationUs, p50Us, p99Us, errors] =
    /RESULT (\d+) (\d+) ([\d.]+) ([\d.]+) (\d+)/.exec(stdout) ?? [];
  const [, rejected] = /REJECTED (\d+)/.exec(stdout) ?? [];
  if (requests === undefined) throw new Error(`unexpected output of wrk:\n${stdout}`);
  return {
    perSecond: Number(requests) / (Number(durationUs) / 1e6),
    p50Ms: Number(p50Us) / 1000,
    p99Ms: Number(p99Us) / 1000,
    errors: Number(errors),
    rejected: Number(rejected),
    cpuUs: (sumCpuUs(target) - cpuBefore) / Number(requests),
  };
}

function sumCpuUs({ pids = [] }: Pick<Target, "pids">): number {
  return pids.reduce((sum, pid) => sum + readCpuUs(pid), 0);
}

/**
 * Loads several targets at once, with their share of the connections. The rate is their sum, and the response times are the
 * slowest target's.
 */
export async function measureTogether(targets: readonly Target[], seconds: number): Promise<LoadResult> {
  const connections = Math.round(defaultConnections / targets.length);
  const pids = [...new Set(targets.flatMap((target) => target.pids ?? []))];
  const cpuBefore = sumCpuUs({ pids });
  const results = await Promise.all(
    targets.map((target) => measureLoad({ ...target, connections }, seconds)),
  );
  const perSecond = results.reduce((sum, result) => sum + result.perSecond, 0);
  return {
    ...summarize(results),
    perSecond,
    p50Ms: Math.max(...results.map(({ p50Ms }) => p50Ms)),
    p99Ms: Math.max(...results.map(({ p99Ms }) => p99Ms)),
    cpuUs: (sumCpuUs({ pids }) - cpuBefore) / (perSecond * seconds),
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/**
 * Measures the targets in turn, `rounds` times, so that a disturbance of the machine affects all of them.
 * Returns medians.
 */
export async function measureInterleaved<Name extends string>(
  targets: Record<Name, Target>,
  { rounds, seconds }: { rounds: number; seconds: number },
): Promise<Record<Name, LoadResult>> {
  const names = Object.keys(targets) as Name[];
  const all = new Map<Name, LoadResult[]>(names.map((name) => [name, []]));
  // Until V8 has optimized its code, a server runs at half its speed.
  for (const name of names) await measureLoad(targets[name], 3);
  for (let round = 0; round < rounds; round++) {
    for (const name of names) {
      // The system may have evicted this server's memory pages in the meantime.
      await measureLoad(targets[name], 1);
      all.get(name)?.push(await measureLoad(targets[name], seconds));
    }
  }
  return Object.fromEntries(names.map((name) => [name, summarize(all.get(name) ?? [])])) as Record<
    Name,
    LoadResult
  >;
}

/** Medians of the figures, sums of the failures. */
export function summarize(results: readonly LoadResult[]): LoadResult {
  return {
    perSecond: median(results.map(({ perSecond }) => perSecond)),
    p50Ms: median(results.map(({ p50Ms }) => p50Ms)),
    p99Ms: median(results.map(({ p99Ms }) => p99Ms)),
    errors: results.reduce((sum, { errors }) => sum + errors, 0),
    rejected: results.reduce((sum, { rejected }) => sum + rejected, 0),
    cpuUs: median(results.map(({ cpuUs }) => cpuUs)),
  };
}
