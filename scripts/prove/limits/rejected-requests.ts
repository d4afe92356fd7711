// Proof: 1,000,000 rejected requests from changing addresses of one IPv6 /64, behind a trusted proxy, hardly
// grow the database, and every request with a known key is counted.
// `npm run prove -- rejected-requests [how many]`
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { callMany, sumOf } from "#e2e/support/access/call-many.ts";
import { insertKey } from "#e2e/support/database/fixtures.ts";
import { startFleet, unlimited } from "#e2e/support/verification/fleet.ts";
import { createSecret } from "#lib/domain/keys/secret.ts";

const total = Number(process.argv[2] ?? 1_000_000);
const maxGrowthBytes = 1_000_000;
const fleet = await startFleet({ serve: ["api"], environment: { TRUST_PROXY: "1" } });
const instance = fleet.instances[0] ?? assert.fail();
const { database, team } = fleet;

/** One key for each reason to be rejected. */
const keys = await Promise.all([
  insertKey(database, team, { rateLimitPerMinute: 1, rateLimitPer10Seconds: 1 }),
  insertKey(database, team, { ...unlimited, allowedIps: ["192.0.2.1/32"] }),
  insertKey(database, team, { ...unlimited, disabledAt: new Date(0) }),
  insertKey(database, team, { ...unlimited, expiresAt: new Date(0) }),
  insertKey(database, team, unlimited),
]);
const secrets = keys.map(({ secret }) => secret);

let sent = 0;
let sentWithKnownKeys = 0;

/** Every sixth request has a nonexistent key. The last of the known keys lacks the required environment. */
function createRequest(): string {
  const known = secrets[sent++ % (secrets.length + 1)];
  if (known !== undefined) sentWithKnownKeys += 1;
  const host = randomBytes(8)
    .toString("hex")
    .replace(/(.{4})(?=.)/g, "$1:");
  return [
    "GET /v1/api/auth?environment=production HTTP/1.1",
    `Host: ${new URL(instance.origin).host}`,
    `Authorization: Bearer ${known ?? createSecret()}`,
    `User-Agent: agent-${sent}`,
    `X-Forwarded-For: 2001:db8:1:2:${host}`,
    "X-Forwarded-Proto: https",
    "\r\n",
  ].join("\r\n");
}

async function readNumber(sql: string): Promise<number> {
  const { rows } = await database.pool.query<{ number: string }>(sql);
  return Number(rows[0]?.number);
}

const readSize = () => readNumber("SELECT pg_database_size(current_database()) AS number");

try {
  const before = await readSize();
  const startedAt = performance.now();
  const statuses = await callMany(instance.origin, total, createRequest);
  const seconds = (performance.now() - startedAt) / 1000;
  // Usage is written every five seconds.
  await wait(12_000);
  const growth = (await readSize()) - before;
  const counted = await readNumber("SELECT sum(count) AS number FROM key_usage");
  const rows = await readNumber("SELECT count(*) AS number FROM key_usage");
  console.log(
    `${total} requests in ${seconds.toFixed(0)} s, ${sumOf(statuses)}; the database grew by ${growth} bytes, ` +
      `${rows} usage rows count ${counted} of ${sentWithKnownKeys} requests with known keys`,
  );
  const admitted = statuses.get(200) ?? 0;
  assert.ok(admitted <= 1 + seconds / 60, "requests were admitted that should have been rejected");
  assert.ok(
    [...statuses.keys()].every((status) => status < 500),
    instance.readOutput().slice(-5_000),
  );
  assert.equal(counted, sentWithKnownKeys);
  assert.ok(growth < maxGrowthBytes);
} finally {
  await fleet.stop();
}
