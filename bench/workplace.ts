import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { insertTeam, type TestTeam } from "#e2e/support/database/fixtures.ts";
import { type ConsoleProcess, startConsole } from "#e2e/support/servers/console-process.ts";
import { type Database, openServer } from "#lib/platform/db/database.ts";
import { applyMigrations } from "#lib/platform/db/migrations/migrations.ts";
import { createLogger } from "#lib/platform/log/log.ts";
import { startPostgres } from "../scripts/test/postgres-server.ts";
import { insertKeys } from "./insert-keys.ts";
import type { Target } from "./measure-load.ts";

export interface BenchOptions {
  rounds: number;
  seconds: number;
  /** How many keys the largest database has. */
  keys: number;
}

/** A database with keys of one team, and their secrets in a file. */
interface FilledDatabase {
  url: string;
  database: Database;
  team: TestTeam;
  secretsFile: string;
}

/** A started server, and how to send requests to it. */
export interface OurServer {
  running: ConsoleProcess;
  target: Target;
}

/** What the parts of the bench share. `close` stops everything started here. */
export interface Workplace {
  options: BenchOptions;
  /** A folder that is removed at the end. */
  files: string;
  few: FilledDatabase;
  /** The environment of each ByteEngine server. */
  settings: Record<string, string>;
  /** The bearer token for the metrics. */
  metricsToken: string;
  /** A server on the small database, on processor 0, shared by all parts that change no setting. */
  getOurs(): Promise<OurServer>;
  startOurs(environment: Record<string, string>, options?: StartOptions): Promise<OurServer>;
  /**
   * Starts another product's server on processor 0. Resolves once it is ready, with its output and its
   * process id.
   */
  startPeer(command: readonly string[], environment?: Record<string, string>): Promise<Peer>;
  fillDatabase(name: string, count: number): Promise<FilledDatabase>;
  /** Writes the first secrets of a file to a separate file. */
  takeFirst(secretsFile: string, count: number): Promise<string>;
  onClose(stop: () => unknown): void;
  close(): Promise<void>;
}

interface StartOptions {
  over?: FilledDatabase;
  /** As passed to taskset. Default: processor 0. Null means all. */
  processors?: string | null;
}

interface Peer {
  pid: number;
  output: string;
}

const silent = createLogger({ level: "silent" });

export function pinTo(processors: string | null): string[] {
  return processors === null ? [] : ["taskset", "-c", processors];
}

/** Moves a running process, with all its threads. */
export function moveTo(processors: string, pid: number): void {
  const [program = "", ...parameters] = ["taskset", "-a", "-p", "-c", processors, String(pid)];
  const { status } = spawnSync(program, parameters);
  if (status !== 0) throw new Error("taskset could not move the process");
}

async function createDatabase(serverUrl: string, name: string): Promise<string> {
  const client = new Client(serverUrl);
  await client.connect();
  await client.query(`CREATE DATABASE ${name}`);
  await client.end();
  return Object.assign(new URL(serverUrl), { pathname: `/${name}` }).href;
}

export async function openWorkplace(options: BenchOptions): Promise<Workplace> {
  const stops: (() => unknown)[] = [];
  const files = mkdtempSync(join(tmpdir(), "byteengine-bench-"));
  stops.push(() => rm(files, { recursive: true, force: true }));
  const postgres = await startPostgres(new AbortController().signal);
  stops.push(postgres.stop);
  const metricsToken = "m".repeat(32);

  const fillDatabase = async (name: string, count: number): Promise<FilledDatabase> => {
    const url = await createDatabase(postgres.url, name);
    const database = await openServer(url, silent);
    stops.push(() => database.close());
    await applyMigrations(database, silent);
    const team = await insertTeam(database);
    const secretsFile = join(files, name);
    await insertKeys(database, team, count, secretsFile);
    return { url, database, team, secretsFile };
  };

  const few = await fillDatabase("few", 1_000);
  const settings = {
    SESSION_SECRET: "s".repeat(32),
    AUDIT_SECRET: "a".repeat(32),
    LOG_LEVEL: "error",
    METRICS_TOKEN: metricsToken,
    RATE_LIMIT_PER_MINUTE: "2000000000",
    RATE_LIMIT_PER_10_SECONDS: "2000000000",
    KEY_CACHE_SIZE: "2000000",
    TRUST_PROXY: "1",
  };

  const startOurs: Workplace["startOurs"] = async (environment, { over = few, processors = "0" } = {}) => {
    const running = await startConsole({
      wrapper: pinTo(processors),
      environment: { ...settings, DATABASE_URL: over.url, ...environment },
    });
    stops.push(() => running.stop());
    const path = `/v1/api/auth?team=${over.team.id}`;
    const target = { origin: running.origin, path, keysFile: over.secretsFile, pids: [running.pid] };
    return { running, target };
  };
  let ours: Promise<OurServer> | null = null;

  return {
    options,
    files,
    few,
    settings,
    metricsToken,
    getOurs: () => {
      ours ??= startOurs({});
      return ours;
    },
    startOurs,
    startPeer: async (command, environment = {}) => {
      const peer = await startPeer(command, environment, (stop) => stops.push(stop));
      return peer;
    },
    fillDatabase,
    takeFirst: async (secretsFile, count) => {
      const taken = `${secretsFile}-first-${count}`;
      const secrets = (await readFile(secretsFile, "utf8")).split("\n");
      await writeFile(taken, `${secrets.slice(0, count).join("\n")}\n`);
      return taken;
    },
    onClose: (stop) => {
      stops.push(stop);
    },
    close: async () => {
      for (const stop of stops.splice(0).reverse()) await stop();
    },
  };
}

async function startPeer(
  command: readonly string[],
  environment: Record<string, string>,
  onClose: (stop: () => unknown) => void,
): Promise<Peer> {
  const [program = "", ...parameters] = [...pinTo("0"), ...command];
  const child = spawn(program, parameters, {
    env: { ...process.env, NODE_ENV: "production", ...environment },
    stdio: ["ignore", "pipe", "inherit"],
  });
  onClose(() => child.kill("SIGTERM"));
  let output = "";
  for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
    output += String(chunk);
    if (/ready/i.test(output)) break;
  }
  child.stdout.resume();
  return { pid: child.pid ?? 0, output };
}
