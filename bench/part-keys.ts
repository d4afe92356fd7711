import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { measureKeySize } from "./measure-key-size.ts";
import { measureInterleaved, measureLoad, type Target } from "./measure-load.ts";
import { moveTo, type Workplace } from "./workplace.ts";
import { formatRatio, formatTable, type Section, whole } from "./write-results.ts";

async function readCacheSize({ origin }: Target, token: string): Promise<number> {
  const response = await fetch(`${origin}/metrics`, { headers: { authorization: `Bearer ${token}` } });
  return Number(/^byteengine_key_cache_size (\d+)/m.exec(await response.text())?.[1] ?? 0);
}

/** Requests verifications of the file's keys until the instance has this many in its cache. */
async function warm(target: Target, count: number, token: string): Promise<void> {
  const ending = new AbortController();
  const load = measureLoad(target, 3600, ending.signal).catch((error: unknown) => {
    if (!ending.signal.aborted) throw error;
  });
  const endWhenFull = async () => {
    while ((await readCacheSize(target, token)) < count) await wait(2_000);
    ending.abort();
  };
  await Promise.all([load, endWhenFull()]);
}

/** The ways in which a key can be found, and the memory per key. */
export async function measureKeys(place: Workplace): Promise<Section[]> {
  const { keys: count } = place.options;
  const { target: hit } = await place.getOurs();
  const many = await place.fillDatabase("many", count);
  const garbage = join(place.files, "garbage");
  await writeFile(garbage, `be_${"x".repeat(46)}\n`);
  // Uses every processor until all keys are cached.
  const { running, target: large } = await place.startOurs({}, { over: many, processors: null });
  await warm(large, count, place.metricsToken);
  moveTo("0", running.pid);
  const { target: smallCache } = await place.startOurs({ KEY_CACHE_SIZE: "100" }, { over: many });
  const fewKeys = { ...smallCache, keysFile: await place.takeFirst(many.secretsFile, 50) };
  const measured = await measureInterleaved(
    {
      hit,
      hitAmongMany: { ...large, keysFile: await place.takeFirst(many.secretsFile, 1_000) },
      hitAll: large,
      churn1: { ...fewKeys, churn: 100, coldFile: many.secretsFile },
      churn10: { ...fewKeys, churn: 10, coldFile: many.secretsFile },
      miss: smallCache,
      garbage: { ...hit, keysFile: garbage },
    },
    place.options,
  );
  const bytes = await measureKeySize(many.database, many.secretsFile);
  const over = (name: keyof typeof measured) => formatRatio(measured[name].perSecond, measured.hit.perSecond);
  const all = whole.format(count);
  return [
    {
      title: "Cache hits and misses",
      claims: [
        [`${all} keys in turn, all in memory ÷ 1,000 in turn`, over("hitAll")],
        [
          `CPU of 1,000 keys in turn ÷ CPU of ${all} keys in turn`,
          formatRatio(measured.hit.cpuUs, measured.hitAll.cpuUs),
        ],
        [`1,000 of ${all} keys in turn, all in memory ÷ 1,000 of 1,000`, over("hitAmongMany")],
        ["bytes per cached key", whole.format(bytes)],
      ],
      text: `Reference: a hit with 1,000 keys in turn. With ${all} keys in turn, every request adds a row of usage, and PostgreSQL, which
runs on the same two processors, writes them: it takes up to two thirds of one. CPU is that of ByteEngine only.

${formatTable(measured.hit, [
  ["hit, 1,000 keys in turn", measured.hit],
  [`hit, 1,000 of ${all} keys in memory in turn`, measured.hitAmongMany],
  [`hit, all of ${all} keys in turn`, measured.hitAll],
  ["1 % not cached", measured.churn1],
  ["10 % not cached", measured.churn10],
  ["miss: one indexed query per request", measured.miss],
  ["invalid key, rejected by its checksum", measured.garbage],
])}`,
    },
  ];
}
