// Proof: 100,000 distinct texts that are no keys, a third of them invented keys with a right checksum and a third with a wrong
// one, cost no look-up and leave nothing in memory. `npm run prove -- invalid-keys [how many]`
import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import { createSecret } from "#lib/keys/secret.ts";
import { askAuth } from "#lib/testing/ask-auth.ts";
import { readMetric, startFleet } from "#lib/testing/fleet.ts";

const total = Number(process.argv[2] ?? 100_000);
const fleet = await startFleet({ serve: ["api"] });
const instance = fleet.instances[0] ?? assert.fail();

/** Looks right; its last character is another. */
function createLookAlike(): string {
  const secret = createSecret();
  return secret.slice(0, -1) + (secret.endsWith("0") ? "1" : "0");
}

async function send(count: number): Promise<void> {
  let sent = 0;
  const work = async () => {
    while (sent < count) {
      sent++;
      const kinds = [createSecret, createLookAlike, () => `nobody-${sent}-${Math.random()}`];
      const secret = kinds[sent % kinds.length]?.() ?? assert.fail();
      const status = await askAuth(instance.origin, secret);
      assert.ok(status === 401 || status === 429, `no key was answered ${status}`);
    }
  };
  await Promise.all(Array.from({ length: 32 }, work));
}

async function countLookUps(): Promise<number> {
  // A connection that has gone quiet, such as the one that made the fleet's data, tells its counts ten seconds later.
  await wait(12_000);
  const { rows } = await fleet.database.pool.query<{ scans: string }>(
    "SELECT idx_scan + seq_scan AS scans FROM pg_stat_user_tables WHERE relname = 'key_secrets'",
  );
  return Number(rows[0]?.scans);
}

const readMegabytes = async () => (await readMetric(instance, "process_resident_memory_bytes")) / 2 ** 20;

try {
  await send(total / 5);
  const lookUpsBefore = await countLookUps();
  const megabytesBefore = await readMegabytes();
  await send(total);
  const lookUps = (await countLookUps()) - lookUpsBefore;
  const megabytes = await readMegabytes();
  const misses = await readMetric(instance, "byteengine_key_cache_misses_total");
  console.log(
    `${total} texts that are no keys: ${lookUps} look-ups, ${misses} misses, ` +
      `memory ${megabytesBefore.toFixed(0)} MiB before and ${megabytes.toFixed(0)} MiB after`,
  );
  assert.equal(lookUps, 0);
  assert.equal(misses, 0);
  assert.ok(megabytes < megabytesBefore * 1.1 + 10);
} finally {
  await fleet.stop();
}
