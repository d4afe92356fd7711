import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createSecret, hashSecret } from "#lib/domain/keys/secret.ts";
import { type LoadResult, measureLoad, summarize, type Target } from "../measure-load.ts";
import type { OurServer, Workplace } from "../workplace.ts";
import { formatRatio, formatTable, type Section, whole } from "../write-results.ts";

const pairs = 5;
const disabledKeys = 100;
const floodedKeys = 900;

interface Pair {
  on: LoadResult;
  off: LoadResult;
}

/** Alternating pairs, each in the other order than the one before. */
async function measurePairs(on: Target, off: Target, seconds: number): Promise<Pair[]> {
  for (const target of [on, off]) await measureLoad(target, 3);
  const measured: Pair[] = [];
  for (let round = 0; round < pairs; round++) {
    const order = round % 2 === 0 ? [on, off] : [off, on];
    const results = new Map<Target, LoadResult>();
    for (const target of order) {
      await measureLoad(target, 1);
      results.set(target, await measureLoad(target, seconds));
    }
    const [withLog, without] = [results.get(on), results.get(off)];
    if (withLog === undefined || without === undefined) throw new Error("nothing was measured");
    measured.push({ on: withLog, off: without });
  }
  return measured;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function readMemoryMb(pid: number): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kilobytes) / 1024;
}

async function readCounter({ target }: OurServer, token: string, name: string): Promise<number> {
  const headers = { authorization: `Bearer ${token}` };
  const text = await (await fetch(`${target.origin}/metrics`, { headers })).text();
  return Number(new RegExp(`^${name} (\\d+)`, "m").exec(text)?.[1] ?? Number.NaN);
}

/**
 * Verification with the request log and without it: with accepted requests only, with one rejected request in
 * ten, and with rejected requests of hundreds of keys at once, which are more than the log takes.
 */
export async function measureRequests(place: Workplace): Promise<Section[]> {
  const keys = await place.fillDatabase("requests", 1_000);
  const secrets = readFileSync(keys.secretsFile, "utf8").trim().split("\n");
  const disable = (from: number, to: number) =>
    keys.database.pool.query(
      "UPDATE api_keys SET disabled_at = now() WHERE id IN (SELECT key_id FROM key_secrets WHERE hash = ANY($1))",
      [secrets.slice(from, to).map(hashSecret)],
    );
  await disable(0, disabledKeys);
  const accepted = join(place.files, "requests-accepted");
  await writeFile(accepted, `${secrets.slice(disabledKeys).join("\n")}\n`);
  const rejected = join(place.files, "requests-rejected");
  const invented = Array.from({ length: disabledKeys }, () => createSecret());
  await writeFile(rejected, `${[...secrets.slice(0, disabledKeys), ...invented].join("\n")}\n`);

  const log = await place.startOurs({ REQUEST_LOG_DAYS: "7" }, { over: keys });
  const plain = await place.startOurs({ REQUEST_LOG_DAYS: "0" }, { over: keys });
  const describeTarget = ({ target }: OurServer, cold: Partial<Target>): Target => ({
    ...target,
    keysFile: accepted,
    ...cold,
  });
  const { seconds } = place.options;
  const compare = (cold: Partial<Target>) =>
    measurePairs(describeTarget(log, cold), describeTarget(plain, cold), seconds);
  const good = await compare({});
  const mixed = await compare({ churn: 10, coldFile: rejected });
  await disable(disabledKeys, disabledKeys + floodedKeys);
  const flood = await compare({ keysFile: accepted });

  const { rows } = await keys.database.pool.query<{ rows: number; bytes: number; dropped: number }>(
    `SELECT (SELECT count(*)::int FROM request_log) AS rows, pg_total_relation_size('request_log')::float8 AS bytes,
      (SELECT coalesce(sum(count), 0)::float8 FROM request_log_drops) AS dropped`,
  );
  const [written, dropped] = [
    await readCounter(log, place.metricsToken, "byteengine_request_log_entries_total"),
    await readCounter(log, place.metricsToken, "byteengine_request_log_dropped_total"),
  ];
  const memory = [log, plain].map(({ running }) => readMemoryMb(running.pid));
  const name = (what: string, measured: readonly Pair[]) =>
    [
      [`${what}, with the log`, summarize(measured.map(({ on }) => on))],
      [`${what}, without`, summarize(measured.map(({ off }) => off))],
    ] as const;
  const claim = (what: string, measured: readonly Pair[]) =>
    [
      `verification with the request log ÷ without, ${what}: median of ${pairs} alternating pairs`,
      `${formatRatio(median(measured.map(({ on, off }) => on.perSecond / off.perSecond)), 1)} (CPU ${formatRatio(median(measured.map(({ on, off }) => off.cpuUs / on.cpuUs)), 1)})`,
    ] as const;
  return [
    {
      title: "Request log",
      claims: [
        claim("accepted requests", good),
        claim("one in ten rejected", mixed),
        claim("all rejected", flood),
      ],
      text: `Reference: without the log. After all rounds the log has ${whole.format(rows[0]?.rows ?? Number.NaN)} rows in ${whole.format((rows[0]?.bytes ?? 0) / 1e6)} MB. ${whole.format(written)} entries were
written, and ${whole.format(dropped)} requests were dropped and counted (${whole.format(rows[0]?.dropped ?? Number.NaN)} in the database). Memory of the process: ${whole.format(memory[0] ?? 0)} MB with the log, ${whole.format(memory[1] ?? 0)} MB without.

${formatTable(summarize(good.map(({ off }) => off)), [
  ...name("accepted", good),
  ...name("one in ten rejected", mixed),
  ...name("all rejected", flood),
])}`,
    },
  ];
}
