// Proof: alerts of deploy/prometheus/alerts.yml fire when the real thing breaks, in a real Prometheus that scrapes a real
// console, and stop when it works again. Only the waiting times of the rules are shortened.
// `npm run prove -- alerts`
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { requestAuth } from "#e2e/support/access/request-auth.ts";
import { insertKey } from "#e2e/support/database/fixtures.ts";
import { findFreePort } from "#e2e/support/servers/free-port.ts";
import { startFleet, unlimited } from "#e2e/support/verification/fleet.ts";
import { findProgram } from "../../test/system-packages.ts";

const limitMs = 60_000;
const metricsToken = "metrics-token-of-a-drill";

const fleet = await startFleet({
  serve: ["console"],
  withRedis: true,
  environment: { METRICS_TOKEN: metricsToken },
});
const { database, team, postgres, redis } = fleet;
const [instance] = fleet.instances;
assert(instance !== undefined && redis !== null);
const { origin, pid } = instance;
const prometheus = await startPrometheus(new URL(origin).host);

interface Firing {
  labels: { alertname: string };
  state: string;
}

async function startPrometheus(target: string) {
  const directory = await mkdtemp(join(tmpdir(), "alerts-"));
  const rules = await readFile("deploy/prometheus/alerts.yml", "utf8");
  await writeFile(
    join(directory, "alerts.yml"),
    rules.replaceAll(/for: \w+/g, "for: 2s").replaceAll(/\[\d+[mh]\]/g, "[15s]"),
  );
  await writeFile(
    join(directory, "prometheus.yml"),
    `global: { scrape_interval: 1s, evaluation_interval: 1s }
rule_files: [alerts.yml]
scrape_configs:
  - job_name: byteengine
    authorization: { credentials: ${metricsToken} }
    static_configs: [{ targets: ["${target}"] }]
`,
  );
  const program = findProgram(["prometheus"]);
  if (program === null) throw new Error("Prometheus is not installed");
  const port = await findFreePort();
  const parameters = [
    `--config.file=${directory}/prometheus.yml`,
    `--storage.tsdb.path=${directory}/data`,
    `--web.listen-address=127.0.0.1:${port}`,
  ];
  const child = spawn(program, parameters, { stdio: "ignore" });
  process.once("exit", () => child.kill("SIGKILL"));
  return {
    listFiring: async (): Promise<string[]> => {
      const response = await fetch(`http://127.0.0.1:${port}/api/v1/alerts`).catch(() => null);
      if (response === null) return [];
      const body: { data: { alerts: Firing[] } } = JSON.parse(await response.text());
      const firing = body.data.alerts.filter(({ state }) => state === "firing");
      return [...new Set(firing.map(({ labels }) => labels.alertname))].sort();
    },
    stop: async () => {
      const exit = once(child, "exit");
      child.kill();
      await exit;
      await rm(directory, { recursive: true, force: true });
    },
  };
}

interface Drill {
  title: string;
  expected: readonly string[];
  /** Once, at the beginning. */
  breakIt?: () => Promise<unknown>;
  /** Again and again, until the alerts fire. */
  repeat?: () => Promise<unknown>;
  /** Null: it stays broken. */
  repair: (() => Promise<unknown>) | null;
}

/** Returns the seconds until then. */
async function waitUntil(
  title: string,
  isReached: (firing: string[]) => boolean,
  repeat: () => Promise<unknown> = async () => {},
): Promise<number> {
  const startedAtMs = performance.now();
  for (;;) {
    const firing = await prometheus.listFiring();
    if (isReached(firing)) return Math.round((performance.now() - startedAtMs) / 1_000);
    assert(performance.now() - startedAtMs < limitMs, `${title}; firing: ${firing.join(", ")}`);
    await repeat();
    await wait(250);
  }
}

async function runDrill({ title, expected, breakIt, repeat, repair }: Drill): Promise<void> {
  await breakIt?.();
  const firedAfter = await waitUntil(
    title,
    (firing) => expected.every((name) => firing.includes(name)),
    repeat,
  );
  console.log(`${title}: ${expected.join(", ")} after ${firedAfter} s`);
  if (repair === null) return;
  await repair();
  const endedAfter = await waitUntil(
    `${title}, repaired`,
    (firing) => !expected.some((name) => firing.includes(name)),
  );
  console.log(`  quiet ${endedAfter} s after the repair`);
}

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

const keys = await Promise.all(Array.from({ length: 500 }, () => insertKey(database, team, unlimited)));
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

await runDrill({
  title: "Redis is killed",
  expected: ["ByteEngineLimiterAway"],
  breakIt: redis.kill,
  repeat: verifyNewKey,
  repair: async () => {
    await redis.start();
    await verifyNewKey();
  },
});
await runDrill({
  title: "PostgreSQL is stopped",
  expected: ["ByteEngineDatabaseDown", "ByteEngineInvalidationLag", "ByteEngineVerificationErrors"],
  breakIt: postgres.pause,
  repeat: verifyNewKey,
  repair: postgres.resume,
});
await runDrill({
  title: "The pages process is killed again and again",
  expected: ["ByteEnginePagesDown"],
  repeat: killPages,
  repair: () => wait(10_000),
});
const migration = await findLatestMigration();
await runDrill({
  title: "A migration is missing",
  expected: ["ByteEngineMigrationsPending"],
  breakIt: () => renameMigration(migration, `${migration}_hidden`),
  repair: () => renameMigration(`${migration}_hidden`, migration),
});
await runDrill({
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
await runDrill({
  title: "The instance is stopped",
  expected: ["ByteEngineDown"],
  breakIt: () => instance.stop(),
  repair: null,
});
await prometheus.stop();
await fleet.stop();
