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

/** Asks for each key of the file until the instance knows so many. */
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

/** The ways a key can be found, and what one costs in memory. */
export async function measureKeys(place: Workplace): Promise<Section[]> {
  const { keys: count } = place.options;
  const { target: hit } = await place.getOurs();
  const many = await place.fillDatabase("many", count);
  const garbage = join(place.files, "garbage");
  await writeFile(garbage, `be_${"x".repeat(46)}\n`);
  // On every processor until it knows all keys.
  const { running, target: large } = await place.startOurs({}, { over: many, processors: null });
  await warm(large, count, place.metricsToken);
  moveTo("0", running.pid);
  const { target: forgetful } = await place.startOurs({ KEY_CACHE_SIZE: "100" }, { over: many });
  const ofFew = { ...forgetful, keysFile: await place.takeFirst(many.secretsFile, 50) };
  const measured = await measureInterleaved(
    {
      hit,
      hitAmongMany: { ...large, keysFile: await place.takeFirst(many.secretsFile, 1_000) },
      hitAll: large,
      churn1: { ...ofFew, churn: 100, coldFile: many.secretsFile },
      churn10: { ...ofFew, churn: 10, coldFile: many.secretsFile },
      miss: forgetful,
      garbage: { ...hit, keysFile: garbage },
    },
    place.options,
  );
  const bytes = await measureKeySize(many.database, many.secretsFile);
  const over = (name: keyof typeof measured) => formatRatio(measured[name].perSecond, measured.hit.perSecond);
  const all = whole.format(count);
  return [
    {
      title: "Ways through",
      claims: [
        [`${all} keys in turn, all in memory ÷ 1,000 in turn`, over("hitAll")],
        [`1,000 of ${all} keys in turn, all in memory ÷ 1,000 of 1,000`, over("hitAmongMany")],
        ["bytes a cached key", whole.format(bytes)],
      ],
      text: `Reference: the hit among 1,000 keys.

${formatTable(measured.hit, [
  ["hit, 1,000 keys in turn", measured.hit],
  [`hit, 1,000 of ${all} keys in memory in turn`, measured.hitAmongMany],
  [`hit, all of ${all} keys in turn`, measured.hitAll],
  ["1 % not in the cache", measured.churn1],
  ["10 % not in the cache", measured.churn10],
  ["miss: one indexed query each", measured.miss],
  ["garbage, refused by its checksum", measured.garbage],
])}`,
    },
  ];
}
