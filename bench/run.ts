// `npm run bench [rounds] [seconds] [largest number of keys]`: verification beside its peers, in one run on one PostgreSQL server, and writes
// bench/RESULTS.md. The server has processor 0 to itself, the load processor 1. Needs wrk and taskset.
import { spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, symlinkSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Client } from "pg";
import { type Database, openServer } from "#lib/db/database.ts";
import { applyMigrations } from "#lib/db/migrations.ts";
import { createLogger } from "#lib/log.ts";
import { type ConsoleProcess, startConsole } from "#lib/testing/console-process.ts";
import { insertKey, insertTeam, type TestTeam } from "#lib/testing/fixtures.ts";
import { unlimited } from "#lib/testing/fleet.ts";
import { findFreePort } from "#lib/testing/free-port.ts";
import { startRedis } from "#lib/testing/redis-process.ts";
import { startPostgres } from "../scripts/test/postgres-server.mjs";
import { ensureTool } from "../scripts/test/tools.mjs";
import { insertKeys } from "./insert-keys.ts";
import { measureExport } from "./measure-export.ts";
import { measureKeySize } from "./measure-key-size.ts";
import { measureInterleaved, measureLoad, type Target } from "./measure-load.ts";
import { measureProfile } from "./measure-profile.ts";
import { type Results, writeResults } from "./write-results.ts";

const rounds = Number(process.argv[2] ?? 5);
const seconds = Number(process.argv[3] ?? 3);
const mostKeys = Number(process.argv[4] ?? 100_000);

const folder = fileURLToPath(new URL("peers", import.meta.url));
const files = mkdtempSync(join(tmpdir(), "byteengine-bench-"));
const { signal } = new AbortController();
const pinned = ["taskset", "-c", "0"];
const metricsToken = "m".repeat(32);
const stops: (() => Promise<unknown> | unknown)[] = [];

/** A peer of its own process on processor 0; resolves with what it prints once it is ready. */
async function startPeer(command: string[], environment: Record<string, string>): Promise<string> {
  const [program = "", ...parameters] = [...pinned, ...command];
  const child = spawn(program, parameters, {
    cwd: folder,
    env: { ...process.env, NODE_ENV: "production", ...environment },
    stdio: ["ignore", "pipe", "inherit"],
  });
  stops.push(() => child.kill("SIGKILL"));
  let output = "";
  for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
    output += String(chunk);
    if (/ready/i.test(output)) break;
  }
  child.stdout.resume();
  return output;
}

/** One of ours answers once with every header; a bare server then answers the same bytes. */
async function recordAnswer(target: Target, secret: string): Promise<string> {
  const response = await fetch(`${target.origin}${target.path}`, {
    headers: { authorization: `Bearer ${secret}` },
  });
  if (response.status !== 200) throw new Error(`/auth answered ${response.status}`);
  const own = ["connection", "keep-alive", "date", "transfer-encoding"];
  const headers = [...response.headers].filter(([name]) => !own.includes(name));
  return JSON.stringify([200, Object.fromEntries(headers), await response.text()]);
}

async function startBare(answer: string): Promise<string> {
  const port = await findFreePort();
  await startPeer([process.execPath, "bare.mjs"], { PORT: String(port), ANSWER: answer });
  return `http://127.0.0.1:${port}`;
}

/** A database of its own with so many keys of one team, and their secrets in a file. */
async function fillDatabase(
  url: string,
  count: number,
  secretsFile: string,
): Promise<{ database: Database; team: TestTeam }> {
  const database = await openServer(url, createLogger({ level: "silent" }));
  stops.push(() => database.close());
  await applyMigrations(database, createLogger({ level: "silent" }));
  const team = await insertTeam(database);
  await insertKeys(database, team, count, secretsFile);
  return { database, team };
}

async function createEmptyDatabase(url: string, name: string): Promise<string> {
  const client = new Client(url);
  await client.connect();
  await client.query(`CREATE DATABASE ${name}`);
  await client.end();
  return Object.assign(new URL(url), { pathname: `/${name}` }).href;
}

async function readCacheSize({ origin }: Target): Promise<number> {
  const response = await fetch(`${origin}/metrics`, { headers: { authorization: `Bearer ${metricsToken}` } });
  return Number(/^byteengine_key_cache_size (\d+)/m.exec(await response.text())?.[1] ?? 0);
}

/** Asks for each key of the file until the instance knows so many. */
async function warm(target: Target, count: number): Promise<void> {
  const ending = new AbortController();
  const load = measureLoad(target, 3600, ending.signal).catch((error: unknown) => {
    if (!ending.signal.aborted) throw error;
  });
  const endWhenFull = async () => {
    while ((await readCacheSize(target)) < count) await wait(1_000);
    ending.abort();
  };
  await Promise.all([load, endWhenFull()]);
}

/** The first of the file's keys. */
async function takeFirst(secretsFile: string, count: number): Promise<string> {
  const taken = join(files, `first-${count}`);
  const secrets = (await readFile(secretsFile, "utf8")).split("\n");
  await writeFile(taken, `${secrets.slice(0, count).join("\n")}\n`);
  return taken;
}

/** Built away from the repository, where Next would take the product's own files for the peer's. */
async function startNext(): Promise<string> {
  const root = join(folder, "../..");
  const place = join(files, "next");
  cpSync(join(folder, "next"), place, { recursive: true });
  symlinkSync(join(root, "node_modules"), join(place, "node_modules"));
  const next = join(root, "node_modules/next/dist/bin/next");
  const environment = { ...process.env, NEXT_DIST_DIR: undefined };
  const built = spawnSync(process.execPath, [next, "build", "--webpack", place], {
    cwd: place,
    env: environment,
    encoding: "utf8",
  });
  if (built.status !== 0)
    throw new Error(`the Next peer could not be built:\n${built.stdout}${built.stderr}`);
  const port = await findFreePort();
  await startPeer([process.execPath, next, "start", place, "-p", String(port)], {});
  return `http://127.0.0.1:${port}`;
}

async function startBetterAuth(databaseUrl: string, counts: "yes" | "no"): Promise<Target> {
  const port = await findFreePort();
  const output = await startPeer([process.execPath, "better-auth.mjs"], {
    PORT: String(port),
    DATABASE_URL: databaseUrl,
    COUNTS: counts,
  });
  const keysFile = join(files, `better-auth-${counts}`);
  await writeFile(keysFile, `${/ready (\S+)/.exec(output)?.[1] ?? ""}\n`);
  return { origin: `http://127.0.0.1:${port}`, path: "/verify", keysFile };
}

async function startOurs(environment: Record<string, string>): Promise<ConsoleProcess> {
  const running = await startConsole({ wrapper: pinned, environment });
  stops.push(() => running.stop());
  return running;
}

async function measureStart(environment: Record<string, string>): Promise<number> {
  const startedAt = performance.now();
  const running = await startConsole({ environment });
  const elapsedMs = performance.now() - startedAt;
  await running.stop();
  return elapsedMs;
}

if (!existsSync(join(folder, "node_modules"))) {
  const { status } = spawnSync("npm", ["install"], { cwd: folder, stdio: "inherit" });
  if (status !== 0) throw new Error("the peers could not be installed");
}
await ensureTool("wrk", signal);
const postgres = await startPostgres(signal);
stops.push(postgres.stop);
const peers = await startPostgres(signal);
stops.push(peers.stop);
const few = join(files, "few");
const many = join(files, "many");
const { database, team } = await fillDatabase(postgres.url, 1_000, few);
const settings = {
  DATABASE_URL: postgres.url,
  SESSION_SECRET: "s".repeat(32),
  AUDIT_SECRET: "a".repeat(32),
  LOG_LEVEL: "error",
  METRICS_TOKEN: metricsToken,
  RATE_LIMIT_PER_MINUTE: "2000000000",
  RATE_LIMIT_PER_10_SECONDS: "2000000000",
};
const startMs = await measureStart(settings);
const ours = await startOurs({ ...settings, KEY_CACHE_SIZE: "2000000" });
const path = `/v1/api/auth?team=${team.id}`;
const hit: Target = { origin: ours.origin, path, keysFile: few };
const { secret } = await insertKey(database, team, unlimited);
const bareOrigin = await startBare(
  JSON.stringify([200, { "Content-Type": "application/json" }, '{"valid":true}']),
);
const sameOrigin = await startBare(await recordAnswer(hit, secret));
const betterAuth = await startBetterAuth(peers.url, "no");
const betterAuthCounting = await startBetterAuth(peers.url, "yes");
const nextOrigin = await startNext();
const peersMeasured = await measureInterleaved(
  {
    bare: { ...hit, origin: bareOrigin },
    bareSameBytes: { ...hit, origin: sameOrigin },
    hit,
    next: { ...hit, origin: nextOrigin, path: "/static" },
    betterAuth,
    betterAuthCounting,
  },
  { rounds, seconds },
);
console.log(peersMeasured);

const manyUrl = await createEmptyDatabase(postgres.url, "many");
const { database: largeDatabase, team: largeTeam } = await fillDatabase(manyUrl, mostKeys, many);
const garbage = join(files, "garbage");
await writeFile(garbage, `be_${"x".repeat(46)}\n`);
const large = await startOurs({ ...settings, DATABASE_URL: manyUrl, KEY_CACHE_SIZE: "2000000" });
const ofLarge = { origin: large.origin, path: `/v1/api/auth?team=${largeTeam.id}` };
await warm({ ...ofLarge, keysFile: many }, mostKeys);
const forgetful = await startOurs({ ...settings, DATABASE_URL: manyUrl, KEY_CACHE_SIZE: "100" });
const ofForgetful = { ...ofLarge, origin: forgetful.origin, keysFile: await takeFirst(many, 50) };
const waysMeasured = await measureInterleaved(
  {
    hit,
    hitAmongMany: { ...ofLarge, keysFile: await takeFirst(many, 1_000) },
    hitAll: { ...ofLarge, keysFile: many },
    churn1: { ...ofForgetful, churn: 100, coldFile: many },
    churn10: { ...ofForgetful, churn: 10, coldFile: many },
    miss: { ...ofForgetful, keysFile: many },
    garbage: { ...hit, keysFile: garbage },
  },
  { rounds, seconds },
);
console.log(waysMeasured);

const redis = await startRedis();
stops.push(() => redis.kill());
const shared = { ...settings, REDIS_URL: redis.url, INSTANCES: "2" };
const withRedis = await startOurs(shared);
await startOurs(shared);
const instancesMeasured = await measureInterleaved(
  { one: hit, withRedis: { ...hit, origin: withRedis.origin } },
  { rounds, seconds },
);
console.log(instancesMeasured);
const results: Results = {
  machine: { node: process.version, processors: cpus().length, model: cpus()[0]?.model ?? "" },
  settings: { rounds, seconds, mostKeys },
  startMs,
  peers: peersMeasured,
  ways: waysMeasured,
  instances: instancesMeasured,
  keySize: await measureKeySize(largeDatabase, many),
  profile: await measureProfile(hit, pinned, settings),
  export: await measureExport(database, team, ours, hit, seconds),
};
await writeFile(join(folder, "../RESULTS.md"), writeResults(results));
for (const stop of stops.reverse()) await stop();
