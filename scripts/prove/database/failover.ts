// Proof: the primary is lost and a standby that lags 42 transactions behind is promoted, with both hosts in
// DATABASE_URL. No instance is restarted, and no key revoked afterwards is accepted for longer than five
// seconds. Revocations acknowledged earlier that never reached the standby are lost with the primary, as with
// any asynchronous replication, and counted separately.
// `npm run prove -- failover [revocations]`
import assert from "node:assert/strict";
import pg from "pg";
import { requestAuth } from "#e2e/support/access/request-auth.ts";
import { insertKey } from "#e2e/support/database/fixtures.ts";
import { startTcpRelay, type TcpRelay } from "#e2e/support/servers/tcp-relay.ts";
import { startFleet, unlimited } from "#e2e/support/verification/fleet.ts";
import {
  describeRevocations,
  revokeAndVerify,
  runConcurrently,
} from "#e2e/support/verification/revoke-and-verify.ts";
import { startStandby } from "../../test/postgres-server.ts";

const total = Number(process.argv[2] ?? 200);
const never = new AbortController().signal;
let relay: TcpRelay | undefined;
let standby: Awaited<ReturnType<typeof startStandby>> | undefined;

const fleet = await startFleet({
  serve: ["console", "api"],
  prepare: async (postgres) => {
    const upstream = new URL(postgres.url);
    relay = await startTcpRelay({ host: upstream.hostname, port: Number(upstream.port) });
    const { host, username, password } = upstream;
    upstream.port = String(relay.port);
    standby = await startStandby(upstream.href, never);
    const hosts = `${host},${new URL(standby.url).host}`;
    return {
      DATABASE_URL: `postgresql://${username}:${password}@${hosts}/postgres?target_session_attrs=read-write`,
    };
  },
});
const { database, team, owner, postgres } = fleet;
const [first = "", second = ""] = fleet.instances.map(({ origin }) => origin);

async function queryStandby<Row extends pg.QueryResultRow>(
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client(standby?.url);
  await client.connect();
  const { rows } = await client.query<Row>(text, values);
  await client.end();
  return rows;
}

async function waitUntilCopied(id: string): Promise<void> {
  while ((await queryStandby("SELECT 1 AS found FROM api_keys WHERE id = $1", [id])).length === 0);
}

try {
  const create = () => insertKey(database, team, unlimited);
  const keys = await runConcurrently(Array.from({ length: total }), 8, create);
  const before = await runConcurrently(Array.from({ length: 42 }), 8, create);
  await waitUntilCopied((await create()).id);
  for (const { secret } of [...keys, ...before]) {
    for (const origin of [first, second]) assert.equal(await requestAuth(origin, secret), 200);
  }
  await relay?.cut();
  const lagging = await runConcurrently(before, 8, (key) =>
    revokeAndVerify([first, second], { ownerSecret: owner.secret, key }),
  );
  console.log(`before, while the standby lags: ${describeRevocations(lagging)}`);
  await postgres.crash();
  await queryStandby("SELECT pg_promote()");
  const promotedAt = performance.now();
  // Moves past the position where the instances stopped reading, before they reconnect.
  for (let i = 0; i < 100; i++) await queryStandby("SELECT pg_current_xact_id()");
  const outcomes = await runConcurrently(keys, 8, (key) =>
    revokeAndVerify([first, second], { ownerSecret: owner.secret, key }, 1_000),
  );
  const seconds = ((performance.now() - promotedAt) / 1000).toFixed(1);
  console.log(`after the failover, within ${seconds} s: ${describeRevocations(outcomes)}`);
  const lost = await queryStandby("SELECT id FROM api_keys WHERE id = ANY ($1) AND revoked_at IS NULL", [
    before.map(({ id }) => id),
  ]);
  console.log(
    `revocations acknowledged before the failover and lost with the primary: ${lost.length} of ${before.length}`,
  );
  assert.ok(outcomes.every(({ late, lagMs }) => late === 0 && lagMs <= 5_000));
} finally {
  await fleet.stop();
  await relay?.stop();
  await standby?.stop();
}
