// Proof: a key that one instance creates or rotates is accepted by the other from the moment that is acknowledged, while
// others invent keys: as usual, with the listening connections cut again and again, and with the other instance paused for 3 s.
// `npm run prove -- created-elsewhere [how many]`
import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import { createSecret } from "#lib/keys/secret.ts";
import { askAuth } from "#lib/testing/ask-auth.ts";
import { readMetric, startFleet } from "#lib/testing/fleet.ts";

const total = Number(process.argv[2] ?? 10_000);
const workers = 8;
const fleet = await startFleet({ serve: ["console", "console"] });
const [first, second] = fleet.instances;
assert.ok(first !== undefined && second !== undefined);
const origins = [first.origin, second.origin] as const;

async function post(origin: string, path: string, body: unknown): Promise<{ id: string; secret: string }> {
  const response = await fetch(`${origin}/v1/api${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${fleet.owner.secret}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(`POST ${path} answered ${response.status}: ${JSON.stringify(answer)}`);
  return answer;
}

const created = { name: "Made for a proof", environment: "development" };

/** How many of so many new secrets the other instance refuses. */
async function countRefused(count: number): Promise<number> {
  let begun = 0;
  let refused = 0;
  let isInventing = true;
  const invent = async () => {
    while (isInventing) {
      for (const origin of origins) await askAuth(origin, createSecret());
    }
  };
  const work = async () => {
    while (begun < count) {
      const [here, there] = begun % 2 === 0 ? origins : ([origins[1], origins[0]] as const);
      const isRotation = begun % 10 === 9;
      begun += 1;
      const key = await post(here, "/keys", created);
      if ((await askAuth(there, key.secret)) !== 200) refused += 1;
      if (!isRotation) continue;
      const rotated = await post(here, `/keys/${key.id}/rotate`, { gracePeriodSeconds: 60 });
      if ((await askAuth(there, rotated.secret)) !== 200) refused += 1;
    }
  };
  const inventing = [invent(), invent()];
  await Promise.all(Array.from({ length: workers }, work));
  isInventing = false;
  await Promise.all(inventing);
  return refused;
}

async function runRound(name: string, count: number): Promise<void> {
  const startedAt = performance.now();
  const refused = await countRefused(count);
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  console.log(`${name}: ${count} created, ${refused} refused by the other instance, ${seconds} s`);
  assert.equal(refused, 0);
}

try {
  await runRound("as usual", Math.ceil(total * 0.8));

  let isCutting = true;
  const cutting = (async () => {
    while (isCutting) {
      await fleet.database.pool.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'byteengine-invalidations'",
      );
      await wait(50);
    }
  })();
  await runRound("listening connections cut", Math.ceil(total * 0.1));
  isCutting = false;
  await cutting;

  const pausing = (async () => {
    for (let i = 0; i < 3; i++) {
      second.pause();
      await wait(3_000);
      second.resume();
      await wait(2_000);
    }
  })();
  await runRound("one instance paused for 3 s", Math.ceil(total * 0.1));
  await pausing;

  const unknown = await readMetric(first, "byteengine_key_cache_unknown_total");
  console.log(`invented keys refused from memory by one instance: ${unknown}`);
  assert.ok(unknown > 0);
} finally {
  await fleet.stop();
}
