// Proof: 100,000 nonexistent keys, well-formed and from so many IP addresses that none reaches its limit,
// cause no lookups: only the shared polls, at most 20 per second. They leave nothing in memory. The same for
// text that is not a key. The instance has a million secrets, and the proof prints the memory that their digests take.
// `npm run prove -- invalid-keys [how many]`
import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { callMany, sumOf } from "#e2e/support/access/call-many.ts";
import { readMetric, startFleet } from "#e2e/support/verification/fleet.ts";
import { createSecret } from "#lib/domain/keys/secret.ts";

const total = Number(process.argv[2] ?? 100_000);
const maxPollsPerSecond = 20;
const secrets = 1_000_000;
const maxBytesPerMillion = 16e6;
const maxGrowthMegabytes = 64;
const fleet = await startFleet({ serve: ["api"], environment: { TRUST_PROXY: "1" } });
const instance = fleet.instances[0] ?? assert.fail();

/** A key that looks valid but has a different last character. */
function createLookAlike(): string {
  const secret = createSecret();
  return secret.slice(0, -1) + (secret.endsWith("0") ? "1" : "0");
}

/** A request from a random public address, so that two requests rarely have the same one. */
function createRequest(secret: string): string {
  const address = [11, randomInt(256), randomInt(256), randomInt(256)].join(".");
  return [
    "GET /v1/api/auth HTTP/1.1",
    `Host: ${new URL(instance.origin).host}`,
    `Authorization: Bearer ${secret}`,
    `X-Forwarded-For: ${address}`,
    "X-Forwarded-Proto: https",
    "\r\n",
  ].join("\r\n");
}

async function countReads(table: string): Promise<number> {
  const { rows } = await fleet.database.pool.query<{ scans: string }>(
    "SELECT idx_scan + seq_scan AS scans FROM pg_stat_user_tables WHERE relname = $1",
    [table],
  );
  return Number(rows[0]?.scans);
}

/**
 * An idle connection, such as the one that created the fleet's data, reports its statistics only ten seconds
 * later.
 */
const waitForCounts = () => wait(12_000);

/** Secrets of one key, all of them over: their digests are kept too. */
async function insertSecrets(): Promise<void> {
  const batch = secrets / 10;
  for (let first = 1; first <= secrets; first += batch) {
    await fleet.database.pool.query(
      `INSERT INTO key_secrets (id, key_id, hash, hint, ends_at)
       SELECT 'sec_' || n, $1, sha256(n::text::bytea), '', now() FROM generate_series($2::int, $3::int) n`,
      [fleet.owner.id, first, first + batch - 1],
    );
  }
  while ((await countDigests()) < secrets) await wait(1_000);
}

/** With the space that ends its name: another metric's begins with it. */
const countDigests = () => readMetric(instance, "byteengine_key_digests ");

async function stateFilterMemory(): Promise<void> {
  const digests = await countDigests();
  const bytes = await readMetric(instance, "byteengine_key_digests_bytes");
  const perMillion = (bytes / digests) * 1e6;
  console.log(`${digests} digests take ${bytes} bytes: ${(perMillion / 1e6).toFixed(1)} MB per million`);
  assert.ok(perMillion <= maxBytesPerMillion);
}

const readMegabytes = async () => (await readMetric(instance, "process_resident_memory_bytes")) / 2 ** 20;

/** Sends the requests and prints what they cost. */
async function prove(name: string, count: number, createText: () => string): Promise<void> {
  await waitForCounts();
  const [lookUpsBefore, pollsBefore, megabytesBefore] = [
    await countReads("key_secrets"),
    await countReads("invalidations"),
    await readMegabytes(),
  ];
  const startedAt = performance.now();
  const statuses = await callMany(instance.origin, count, () => createRequest(createText()));
  const seconds = (performance.now() - startedAt) / 1000;
  await waitForCounts();
  const lookUps = (await countReads("key_secrets")) - lookUpsBefore;
  const polls = (await countReads("invalidations")) - pollsBefore;
  const megabytes = await readMegabytes();
  console.log(
    `${count} ${name} in ${seconds.toFixed(0)} s, ${sumOf(statuses)}: ${lookUps} lookups, ${polls} polls, ` +
      `memory ${megabytesBefore.toFixed(0)} MiB before and ${megabytes.toFixed(0)} MiB after`,
  );
  assert.deepEqual([...statuses.keys()], [401]);
  assert.equal(lookUps, 0);
  // A poll that finds a change reads the table twice, and idle polling, twice a second, continues while
  // waiting for the statistics.
  assert.ok(polls <= (seconds + 1) * maxPollsPerSecond + 4 * 13);
  // Each address has a counter, and recently allocated memory is not collected yet.
  assert.ok(megabytes < megabytesBefore + maxGrowthMegabytes);
}

try {
  await insertSecrets();
  await stateFilterMemory();
  // The process needs this much for so many requests at all, mostly for counters of IP addresses, which are bounded.
  await callMany(instance.origin, total, () => createRequest(createSecret()));
  await prove("nonexistent keys", total, createSecret);
  await prove("look-alikes", total / 5, createLookAlike);
  await prove("texts", total / 5, () => `nobody-${Math.random()}`);
  assert.equal(await readMetric(instance, "byteengine_key_cache_misses_total"), 0);
} finally {
  await fleet.stop();
}
