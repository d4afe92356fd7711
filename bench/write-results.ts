import type { ExportResult } from "./measure-export.ts";
import type { LoadResult } from "./measure-load.ts";

export interface Results {
  machine: { node: string; processors: number; model: string };
  settings: { rounds: number; seconds: number; mostKeys: number };
  startMs: number;
  peers: Record<"bare" | "bareSameBytes" | "hit" | "next" | "betterAuth" | "betterAuthCounting", LoadResult>;
  ways: Record<"hit" | "hitAmongMany" | "hitAll" | "churn1" | "churn10" | "miss" | "garbage", LoadResult>;
  instances: Record<"one" | "withRedis", LoadResult>;
  keySize: number;
  profile: { name: string; share: number }[];
  export: ExportResult;
}

const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

function ratio(value: number, of: number): string {
  const quotient = value / of;
  return quotient >= 10 ? quotient.toFixed(0) : quotient.toFixed(2);
}

function row(name: string, result: LoadResult, reference: LoadResult): string {
  const { perSecond, p50Ms, p99Ms, errors } = result;
  return `| ${name} | ${ratio(perSecond, reference.perSecond)} | ${whole.format(perSecond)} | ${p50Ms.toFixed(2)} | ${p99Ms.toFixed(2)} | ${errors} |`;
}

const head = "| | ÷ reference | requests/s | p50 ms | p99 ms | failed |\n|---|---|---|---|---|---|";

/** The report in Markdown: ratios first, because absolute figures are the machine's. */
export function writeResults(results: Results): string {
  const { machine, settings, peers, ways, instances } = results;
  const { hit } = peers;
  return `# Results

Written by \`npm run bench\`. Node ${machine.node}, ${machine.processors} processors (${machine.model}). Every server runs on processor 0, the load
(wrk, 32 connections) on processor 1. ${settings.rounds} rounds of ${settings.seconds} s, the servers in turn within each round; medians. Compare ratios within one
table: absolute figures are the machine's, and of that hour.

| claim | figure |
|---|---|
| \`/v1/api/auth\` on a cached key ÷ bare node:http writing the same bytes | ${ratio(hit.perSecond, peers.bareSameBytes.perSecond)} |
| ÷ bare node:http with two headers | ${ratio(hit.perSecond, peers.bare.perSecond)} |
| ÷ better-auth's API keys, counting requests as by default | ${ratio(hit.perSecond, peers.betterAuthCounting.perSecond)} |
| ÷ better-auth's API keys, counting nothing | ${ratio(hit.perSecond, peers.betterAuth.perSecond)} |
| ÷ a Next route handler with static JSON | ${ratio(hit.perSecond, peers.next.perSecond)} |
| p99 ÷ p99 of bare node:http writing the same bytes | ${ratio(hit.p99Ms, peers.bareSameBytes.p99Ms)} |
| hits on 1,000 of ${whole.format(settings.mostKeys)} keys, all in memory ÷ hits on 1,000 of 1,000 | ${ratio(ways.hitAmongMany.perSecond, ways.hit.perSecond)} |
| bytes a cached key | ${whole.format(results.keySize)} |
| start to ready | ${whole.format(results.startMs)} ms |

## Beside its peers

Reference: ours, which counts every request, in limits and in usage. better-auth has a PostgreSQL of its own.

${head}
${row("ours, cached key", hit, hit)}
${row("bare node:http, same bytes", peers.bareSameBytes, hit)}
${row("bare node:http, two headers", peers.bare, hit)}
${row("Next route handler, static JSON", peers.next, hit)}
${row("better-auth verifyApiKey behind Hono, counting", peers.betterAuthCounting, hit)}
${row("the same, counting nothing", peers.betterAuth, hit)}

## Where the time of a cached key goes

Self time in V8's profile of an instance under load, which slows it down by itself.

| | share |
|---|---|
${results.profile.map(({ name, share }) => `| ${name} | ${(share * 100).toFixed(0)} % |`).join("\n")}

## Ways through

Reference: the hit among 1,000 keys.

${head}
${row("hit, 1,000 keys", ways.hit, ways.hit)}
${row(`hit, 1,000 of ${whole.format(settings.mostKeys)} keys in memory`, ways.hitAmongMany, ways.hit)}
${row(`hit, all of ${whole.format(settings.mostKeys)} keys in turn`, ways.hitAll, ways.hit)}
${row("1 % not in the cache", ways.churn1, ways.hit)}
${row("10 % not in the cache", ways.churn10, ways.hit)}
${row("miss: one indexed query each", ways.miss, ways.hit)}
${row("garbage, refused by its checksum", ways.garbage, ways.hit)}

## Several instances

Reference: one instance that counts in its own memory.

${head}
${row("one instance", instances.one, instances.one)}
${row("one of two that count together in Redis", instances.withRedis, instances.one)}

## While somebody exports the audit log

20,000 events, exported ${results.export.exports} times meanwhile. Reference: nobody exports.

${head}
${row("nobody exports", results.export.alone, results.export.alone)}
${row("during exports", results.export.during, results.export.alone)}
`;
}
