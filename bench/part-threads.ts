import { cpus } from "node:os";
import { ConfigError, readConfig } from "#lib/platform/settings/env.ts";
import {
  type LoadResult,
  measureInterleaved,
  measureLoad,
  measureTogether,
  summarize,
  type Target,
} from "./measure-load.ts";
import { readThreadCpuUs } from "./process-cpu.ts";
import type { OurServer, Workplace } from "./workplace.ts";
import { formatRatio, formatTable, type Section } from "./write-results.ts";

/** An earlier version does not support the setting, and would run the same server several times. */
function supportsThreads(): boolean {
  try {
    readConfig({ VERIFY_THREADS: "none" });
    return false;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.message.startsWith("VERIFY_THREADS");
  }
}

/** Each busiest thread's share of the work under load, in percent. */
async function measureShares({ running, target }: OurServer, threads: number): Promise<string> {
  const before = readThreadCpuUs(running.pid);
  await measureLoad(target, 3);
  const used = [...readThreadCpuUs(running.pid)].map(([id, us]) => us - (before.get(id) ?? 0));
  const busiest = used.sort((first, second) => second - first).slice(0, threads);
  const total = busiest.reduce((sum, us) => sum + us, 0);
  return busiest.map((us) => `${((us / total) * 100).toFixed(0)} %`).join(", ");
}

/**
 * Two threads of one process, and two processes of one thread each, which share nothing: what the second processor costs by
 * itself, which here also runs the load.
 */
async function measurePair(
  place: Workplace,
  pair: Target,
): Promise<{ threads: LoadResult; apart: LoadResult }> {
  const { rounds, seconds } = place.options;
  const start = async (processors: string) =>
    (await place.startOurs({ VERIFY_THREADS: "1" }, { processors })).target;
  const apart = [await start("0"), await start("1")];
  const together = [pair, pair];
  for (const targets of [apart, together]) await measureTogether(targets, 3);
  const results: { threads: LoadResult[]; apart: LoadResult[] } = { threads: [], apart: [] };
  for (let round = 0; round < rounds; round++) {
    results.apart.push(await measureTogether(apart, seconds));
    results.threads.push(await measureTogether(together, seconds));
  }
  return { threads: summarize(results.threads), apart: summarize(results.apart) };
}

const describeThreads = (count: number) => `${count} thread${count === 1 ? "" : "s"}`;

/** Requests per second of CPU time for one thread, two threads, and the default number of threads. */
export async function measureThreads(place: Workplace): Promise<Section[]> {
  const title = "Threads";
  if (!supportsThreads()) return [{ title, claims: [], text: "This version has no `VERIFY_THREADS`." }];
  const processors = cpus().length;
  const counts = [...new Set([1, 2, processors - 1])].filter((count) => count > 0);
  const servers = new Map<string, OurServer>();
  for (const count of counts) {
    const last = Math.min(count, processors) - 1;
    const server = await place.startOurs(
      { VERIFY_THREADS: String(count) },
      { processors: last === 0 ? "0" : `0-${last}` },
    );
    servers.set(describeThreads(count), server);
  }
  const targets = Object.fromEntries([...servers].map(([name, { target }]) => [name, target]));
  const measured = await measureInterleaved(targets, place.options);
  const one = measured[describeThreads(1)];
  const two = measured[describeThreads(2)];
  const pair = servers.get(describeThreads(2));
  if (one === undefined || two === undefined || pair === undefined) throw new Error("nothing was measured");
  const { threads, apart } = await measurePair(place, pair.target);
  const perCpuSecond = ({ cpuUs }: LoadResult) => 1e6 / cpuUs;
  return [
    {
      title,
      claims: [
        [
          "requests per CPU-second, two verification threads ÷ one",
          formatRatio(perCpuSecond(two), perCpuSecond(one)),
        ],
        [
          "requests per CPU-second, two verification threads ÷ two processes that share nothing",
          formatRatio(perCpuSecond(threads), perCpuSecond(apart)),
        ],
      ],
      text: `Reference: one thread. There are as many processors as threads; if no other is left, the last one also runs the load.
The CPU time of two threads is divided as ${await measureShares(pair, 2)}.

${formatTable(one, [
  ...Object.entries(measured),
  ["2 threads, two load generators", threads],
  ["2 processes of 1 thread, two load generators", apart],
])}`,
    },
  ];
}
