// Proof: the pages process is killed repeatedly under load. No verification fails, people get a 503 with a
// Retry-After, and pages are available again within five seconds. When the verifier is killed, its pages
// process ends by itself.
// `npm run prove -- pages-crash [rounds]`
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";
import { requestAuth } from "#e2e/support/access/request-auth.ts";
import { insertKey } from "#e2e/support/database/fixtures.ts";
import { startFleet, unlimited } from "#e2e/support/verification/fleet.ts";
import { isProcessAlive } from "#lib/platform/process/process-identity.mjs";

const rounds = Number(process.argv[2] ?? 20);
const maxAbsenceMs = 5_000;

const fleet = await startFleet({ serve: ["console"] });
const [instance] = fleet.instances;
assert(instance !== undefined);
const { origin, pid } = instance;
const keys = await Promise.all(
  Array.from({ length: 100 }, () => insertKey(fleet.database, fleet.team, unlimited)),
);

/** The verifier's only child process. */
async function findPagesPid(): Promise<number> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8");
  return Number(children.trim().split(" ")[0]);
}

const statuses = new Map<number, number>();
let isLoading = true;

async function verifyUntilStopped(lane: number): Promise<void> {
  for (let i = lane; isLoading; i++) {
    const status = await requestAuth(origin, keys[i % keys.length]?.secret ?? "").catch(() => 0);
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
  }
}

async function readPage(): Promise<number> {
  const response = await fetch(`${origin}/sign-in`, { headers: { accept: "text/html" } });
  await response.arrayBuffer();
  if (response.status === 503) assert.equal(response.headers.get("retry-after"), "2");
  return response.status;
}

async function waitForPages(): Promise<void> {
  while ((await readPage()) !== 200) await wait(20);
}

assert.equal(await readPage(), 200);
const loading = Promise.all(Array.from({ length: 8 }, (_, lane) => verifyUntilStopped(lane)));
const absences: number[] = [];
for (let round = 0; round < rounds; round++) {
  await wait(1_000);
  const killedAtMs = performance.now();
  process.kill(await findPagesPid(), "SIGKILL");
  while ((await readPage()) === 200) await wait(5);
  await waitForPages();
  absences.push(performance.now() - killedAtMs);
  // Far enough apart not to count as a series of crashes, in which each restart is delayed further.
  if (round < rounds - 1) await wait(30_000);
}
isLoading = false;
await loading;

const orphan = await findPagesPid();
await instance.stop("SIGKILL");
const killedAtMs = performance.now();
while (isProcessAlive(orphan, null) && performance.now() - killedAtMs < maxAbsenceMs) await wait(20);
const orphanEndedMs = performance.now() - killedAtMs;
await fleet.stop();

absences.sort((a, b) => a - b);
const slowestMs = absences.at(-1) ?? Number.POSITIVE_INFINITY;
console.log(`verifications: ${[...statuses].map(([status, count]) => `${count} × ${status}`).join(", ")}`);
console.log(`pages available again after ${absences.map((ms) => ms.toFixed(0)).join(", ")} ms`);
console.log(`after the verifier was killed, the pages process ended in ${orphanEndedMs.toFixed(0)} ms`);
assert.deepEqual([...statuses.keys()], [200]);
assert(slowestMs <= maxAbsenceMs);
assert(orphanEndedMs < maxAbsenceMs);
