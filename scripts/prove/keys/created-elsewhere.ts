// Proof: a key created or rotated on one instance is accepted by the other as soon as the change is
// acknowledged, while invalid keys are also being sent: under normal conditions, with the listening
// connections repeatedly cut, and with the other instance paused for 3 s.
// `npm run prove -- created-elsewhere [how many]`
import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import { requestAuth } from "#e2e/support/access/request-auth.ts";
import { readMetric, startFleet } from "#e2e/support/verification/fleet.ts";
import { createSecret } from "#lib/domain/keys/secret.ts";

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

const created = { name: "Created for a proof", environment: "development" };

/** How many of the new secrets the other instance rejects. */
async function countRejected(count: number): Promise<number> {
  let started = 0;
  let rejected = 0;
  let isSendingUnknown = true;
  const sendUnknown = async () => {
    while (isSendingUnknown) {
      for (const origin of origins) await requestAuth(origin, createSecret());
    }
  };
  const work = async () => {
    while (started < count) {
      const [here, there] = started % 2 === 0 ? origins : ([origins[1], origins[0]] as const);
      const isRotation = started % 10 === 9;
      started += 1;
      const key = await post(here, "/keys", created);
      if ((await requestAuth(there, key.secret)) !== 200) rejected += 1;
      if (!isRotation) continue;
      const rotated = await post(here, `/keys/${key.id}/rotate`, { gracePeriodSeconds: 60 });
      if ((await requestAuth(there, rotated.secret)) !== 200) rejected += 1;
    }
  };
  const sendingUnknown = [sendUnknown(), sendUnknown()];
  await Promise.all(Array.from({ length: workers }, work));
  isSendingUnknown = false;
  await Promise.all(sendingUnknown);
  return rejected;
}

async function runRound(name: string, count: number): Promise<void> {
  const startedAt = performance.now();
  const rejected = await countRejected(count);
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  console.log(`${name}: ${count} created, ${rejected} rejected by the other instance, ${seconds} s`);
  assert.equal(rejected, 0);
}

try {
  await runRound("normal conditions", Math.ceil(total * 0.8));

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
  console.log(`nonexistent keys rejected from memory by one instance: ${unknown}`);
  assert.ok(unknown > 0);
} finally {
  await fleet.stop();
}
