// Proof: once an administrator's request to suspend a team is answered, no thread of two instances accepts any of the team's
// keys, no matter who owns them, and once the team is reinstated, both accept them all again.
// `npm run prove -- suspended-team [rounds] [keys]`
import assert from "node:assert/strict";
import { insertKey, insertMember, insertTeam } from "#e2e/support/database/fixtures.ts";
import { insertLiveSession } from "#e2e/support/database/live-session.ts";
import { fleetSecrets, startFleet, unlimited } from "#e2e/support/verification/fleet.ts";
import { connectToThreads, waitForThreads } from "#e2e/support/verification/thread-connections.ts";

const rounds = Number(process.argv[2] ?? 20);
const total = Number(process.argv[3] ?? 1000);
const threads = 2;
const fleet = await startFleet({
  serve: ["console", "api"],
  environment: { VERIFY_THREADS: String(threads) },
});
const { database, owner } = fleet;
const [acting, other] = fleet.instances;
assert.ok(acting !== undefined && other !== undefined);
await waitForThreads(acting, threads);
await waitForThreads(other, threads);
const connecting = { threads, each: 2, secret: owner.secret };
const everywhere = [await connectToThreads(acting, connecting), await connectToThreads(other, connecting)];

const team = await insertTeam(database);
const member = await insertMember(database, team, "developer");
const secrets: string[] = [];
for (let i = 0; i < total; i++) {
  const owned = i % 3 === 0 ? { ownerType: "team" as const } : i % 3 === 1 ? { ownerUserId: member.id } : {};
  secrets.push((await insertKey(database, team, { ...unlimited, ...owned })).secret);
}

const administrator = fleet.team.owner.id;
await database.prisma.user.update({ where: { id: administrator }, data: { isInstanceOwner: true } });
const session = await insertLiveSession(database, { secrets: fleetSecrets }, administrator);

async function setStatus(status: "active" | "suspended"): Promise<void> {
  const { origin } = acting ?? assert.fail();
  const response = await fetch(`${origin}/v1/api/instance/teams/${team.id}`, {
    method: "PATCH",
    headers: { origin, cookie: session.cookie, "content-type": "application/json" },
    body: JSON.stringify({ status }),
  });
  assert.equal(response.status, 200, await response.text());
}

/** Sends every key over every connection. Returns how many requests were accepted, and how many there were. */
async function askAll(): Promise<{ accepted: number; asked: number }> {
  const counts = { accepted: 0, asked: 0 };
  const ask = async (connections: (typeof everywhere)[number]) => {
    for (const secret of secrets) {
      const statuses = await connections.ask(secret, "");
      // A rejected key counts toward the IP address, which reaches its limit. A valid key never does.
      assert.ok(
        statuses.every((status) => [200, 401, 429].includes(status)),
        `answered ${statuses}`,
      );
      counts.accepted += statuses.filter((status) => status === 200).length;
      counts.asked += statuses.length;
    }
  };
  await Promise.all(everywhere.map(ask));
  return counts;
}

/** Sends random keys to all threads until stopped. Returns when the last accepted request was sent. */
function keepAsking() {
  let isRunning = true;
  let lastAcceptedAtMs = 0;
  const ask = async (connections: (typeof everywhere)[number]) => {
    while (isRunning) {
      const sentAtMs = performance.now();
      const secret = secrets[Math.floor(Math.random() * secrets.length)] ?? "";
      const statuses = await connections.ask(secret, "");
      if (statuses.includes(200)) lastAcceptedAtMs = Math.max(lastAcceptedAtMs, sentAtMs);
    }
  };
  const running = Promise.all(everywhere.map(ask));
  return async () => {
    isRunning = false;
    await running;
    return lastAcceptedAtMs;
  };
}

let late = 0;
let missing = 0;
let lastMs = Number.NEGATIVE_INFINITY;
let asked = 0;
try {
  for (let round = 1; round <= rounds; round++) {
    // Every key is in the memory of every thread before it is suspended.
    const before = await askAll();
    missing += before.asked - before.accepted;
    const stop = keepAsking();
    await setStatus("suspended");
    const answeredAtMs = performance.now();
    const after = await askAll();
    late += after.accepted;
    asked += after.asked;
    lastMs = Math.max(lastMs, (await stop()) - answeredAtMs);
    await setStatus("active");
  }
} finally {
  for (const connections of everywhere) connections.close();
  await fleet.stop();
}
console.log(
  `${rounds} suspensions of a team with ${total} keys, 2 instances with ${threads} threads each: accepted after the 2xx: ` +
    `${late} of ${asked}; the last accepted request was sent ${(-lastMs).toFixed(1)} ms before the 2xx; ` +
    `not accepted although reinstated: ${missing}`,
);
process.exitCode = late === 0 && missing === 0 && lastMs <= 0 ? 0 : 1;
