// Proof: alerts of deploy/prometheus/alerts.yml fire when the real thing breaks, in a real Prometheus that scrapes a real
// console, and stop when it works again. Only the waiting times of the rules are shortened. `alerts-of-one-machine` has those
// about threads, emails, disks and backups.
// `npm run prove -- alerts`
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { Agent, request } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { requestAuth } from "#e2e/support/access/request-auth.ts";
import { insertKey } from "#e2e/support/database/fixtures.ts";
import { startTcpRelay, type TcpRelay } from "#e2e/support/servers/tcp-relay.ts";
import { startFleet, unlimited } from "#e2e/support/verification/fleet.ts";
import { runConcurrently } from "#e2e/support/verification/revoke-and-verify.ts";
import { drillMetricsToken, startPrometheus } from "../../drills/prometheus.ts";
import { runDrill } from "../../drills/run-drill.ts";

/** A lookup takes two ways through the network. */
const slowWayMs = 100;

let relay: TcpRelay | undefined;
const fleet = await startFleet({
  serve: ["console"],
  withRedis: true,
  environment: { METRICS_TOKEN: drillMetricsToken },
  prepare: async ({ url }) => {
    const direct = new URL(url);
    relay = await startTcpRelay({ host: direct.hostname, port: Number(direct.port) });
    direct.port = String(relay.port);
    return { DATABASE_URL: direct.href };
  },
});
const { database, team, postgres, redis } = fleet;
const [instance] = fleet.instances;
assert(instance !== undefined && redis !== null && relay !== undefined);
const network = relay;
const { origin, pid } = instance;
const agent = new Agent({ keepAlive: true, maxSockets: 64 });
/** Each verifies the keys of all others: 122,500 rows, of which 100,000 can wait in memory. */
const services = 350;
const prometheus = await startPrometheus(origin);

async function killPages(): Promise<void> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8");
  const pagesPid = Number(children.trim().split(" ")[0]);
  if (pagesPid > 0) process.kill(pagesPid, "SIGKILL");
}

async function renameMigration(from: string, to: string): Promise<void> {
  await database.pool.query("UPDATE _prisma_migrations SET migration_name = $2 WHERE migration_name = $1", [
    from,
    to,
  ]);
}

async function findLatestMigration(): Promise<string> {
  const { rows } = await database.pool.query<{ name: string }>(
    "SELECT max(migration_name) AS name FROM _prisma_migrations",
  );
  return rows[0]?.name ?? "";
}

/** Verifies a key on behalf of a service, which has a key too. Each pair is a row of usage of its own. */
function verifyFor(service: string, key: string): Promise<void> {
  return new Promise((resolve) => {
    const body = JSON.stringify({ key });
    const sent = request(`${origin}/v1/api/keys/verify`, {
      method: "POST",
      agent,
      headers: { authorization: `Bearer ${service}`, "content-type": "application/json" },
    });
    sent.once("response", (response) => {
      response.resume();
      response.once("close", resolve);
    });
    sent.once("error", () => resolve());
    sent.end(body);
  });
}

let pair = 0;

/** A few thousand rows of usage. */
async function useKeysOfServices(): Promise<void> {
  const numbers = Array.from({ length: 4_000 }, () => pair++);
  await runConcurrently(numbers, 64, (number) => {
    const service = keys[Math.floor(number / services) % services];
    return verifyFor(service?.secret ?? "", keys[number % services]?.secret ?? "");
  });
}

const keys = await Promise.all(Array.from({ length: 1_500 }, () => insertKey(database, team, unlimited)));
let next = 0;

/** Verifies a key that the instance doesn't have in memory. */
async function verifyNewKey(): Promise<void> {
  next += 1;
  await requestAuth(origin, keys[next % keys.length]?.secret ?? "").catch(() => 0);
}

for (let second = 0; second < 10; second++) {
  await verifyNewKey();
  await wait(1_000);
}
assert.deepEqual(await prometheus.listFiring(), [], "nothing fires while everything works");

await runDrill(prometheus, {
  title: "Redis is killed",
  expected: ["ByteEngineLimiterAway"],
  breakIt: redis.kill,
  repeat: verifyNewKey,
  repair: async () => {
    await redis.start();
    await verifyNewKey();
  },
});
await runDrill(prometheus, {
  title: "PostgreSQL is stopped",
  expected: ["ByteEngineDatabaseDown", "ByteEngineInvalidationLag", "ByteEngineVerificationErrors"],
  breakIt: postgres.pause,
  repeat: verifyNewKey,
  repair: postgres.resume,
});
await runDrill(prometheus, {
  title: "The pages process is killed again and again",
  expected: ["ByteEnginePagesDown"],
  repeat: killPages,
  repair: () => wait(10_000),
});
await runDrill(prometheus, {
  title: "Lookups of keys take 200 ms through the network",
  expected: ["ByteEngineVerificationSlow"],
  breakIt: async () => network.slow(slowWayMs),
  repeat: verifyNewKey,
  repair: network.restore,
});
const lock = await database.pool.connect();
await runDrill(prometheus, {
  title: "The table for usage is locked, and more usage is counted than there is room for",
  expected: ["ByteEngineUsageDropped"],
  breakIt: async () => {
    await lock.query("BEGIN");
    await lock.query("LOCK TABLE key_usage IN ACCESS EXCLUSIVE MODE");
  },
  repeat: useKeysOfServices,
  repair: async () => {
    await lock.query("ROLLBACK");
    lock.release();
  },
  limitSeconds: 300,
});
const migration = await findLatestMigration();
await runDrill(prometheus, {
  title: "A migration is missing",
  expected: ["ByteEngineMigrationsPending"],
  breakIt: () => renameMigration(migration, `${migration}_hidden`),
  repair: () => renameMigration(`${migration}_hidden`, migration),
});
await runDrill(prometheus, {
  title: "The verifier gets hardly any processor time",
  expected: ["ByteEngineEventLoopLag"],
  repeat: async () => {
    instance.pause();
    await wait(900);
    instance.resume();
  },
  // The lag of an interval shows until the end of the next one.
  repair: () => wait(60_000),
});
await runDrill(prometheus, {
  title: "The instance is stopped",
  expected: ["ByteEngineDown"],
  breakIt: () => instance.stop(),
  repair: null,
});
await prometheus.stop();
await fleet.stop();
await network.stop();
