// Proof: PostgreSQL is stopped under load. Every known key is still accepted, no rejected key becomes
// accepted, an unknown key is answered with 503 and never with 401, and everything works within two seconds
// of PostgreSQL's return.
// `npm run prove -- database-unreachable [seconds]`
import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import { requestAuth } from "#e2e/support/access/request-auth.ts";
import { insertKey } from "#e2e/support/database/fixtures.ts";
import { startFleet, unlimited } from "#e2e/support/verification/fleet.ts";
import { createSecret } from "#lib/domain/keys/secret.ts";

const seconds = Number(process.argv[2] ?? 60);
const fleet = await startFleet({ serve: ["api"] });
const { database, team, postgres } = fleet;
const origin = fleet.instances[0]?.origin ?? assert.fail();

const known = await Promise.all(Array.from({ length: 100 }, () => insertKey(database, team, unlimited)));
const revoked = await Promise.all(
  Array.from({ length: 20 }, () => insertKey(database, team, { revokedAt: new Date(), ...unlimited })),
);
const unseen = await Promise.all(Array.from({ length: 50 }, () => insertKey(database, team, unlimited)));
for (const { secret } of known) assert.equal(await requestAuth(origin, secret), 200);
for (const { secret } of revoked) assert.equal(await requestAuth(origin, secret), 401);

type Kind = "known" | "revoked" | "unseen" | "invented";
const answers = new Map<Kind, Map<number, number>>();
const slowestMs = new Map<Kind, number>();
let isLoading = true;

async function send(kind: Kind, secret: string): Promise<void> {
  const sentAtMs = performance.now();
  const status = await requestAuth(origin, secret);
  const counts = answers.get(kind) ?? new Map<number, number>();
  answers.set(kind, counts.set(status, (counts.get(status) ?? 0) + 1));
  slowestMs.set(kind, Math.max(slowestMs.get(kind) ?? 0, performance.now() - sentAtMs));
}

/** Sends about 200 requests with known keys per second, and a few of each other kind. */
async function loadUntilStopped(): Promise<void> {
  const pick = <T>(list: readonly T[]) => list[Math.floor(Math.random() * list.length)] ?? assert.fail();
  while (isLoading) {
    const sending = Array.from({ length: 10 }, () => send("known", pick(known).secret));
    sending.push(send("revoked", pick(revoked).secret));
    sending.push(send("unseen", pick(unseen).secret), send("invented", createSecret()));
    await Promise.all([...sending, wait(50)]);
  }
}

function report(): void {
  for (const [kind, counts] of answers) {
    const summary = [...counts].map(([status, count]) => `${count} × ${status}`).join(", ");
    console.log(`  ${kind}: ${summary}; slowest ${(slowestMs.get(kind) ?? 0).toFixed(0)} ms`);
  }
}

const listStatuses = (kind: Kind) => [...(answers.get(kind)?.keys() ?? [])].sort();

try {
  await postgres.pause();
  const loading = loadUntilStopped();
  await wait(seconds * 1000);
  isLoading = false;
  await loading;
  console.log(`PostgreSQL stopped for ${seconds} s:`);
  report();
  assert.deepEqual(listStatuses("known"), [200]);
  // Rejected requests count toward the IP address, which reaches its limit in the end.
  assert.ok(listStatuses("revoked").every((status) => status === 401 || status === 429));
  assert.deepEqual(listStatuses("unseen"), [503]);
  assert.deepEqual(listStatuses("invented"), [503]);

  const resuming = postgres.resume();
  await resuming;
  const backAt = performance.now();
  const fresh = unseen[0]?.secret ?? assert.fail();
  while ((await requestAuth(origin, fresh)) !== 200) await wait(10);
  const recoveredMs = performance.now() - backAt;
  console.log(
    `a key never seen before was verified ${recoveredMs.toFixed(0)} ms after PostgreSQL was running again`,
  );
  assert.ok(recoveredMs <= 2_000);
} finally {
  await fleet.stop();
}
