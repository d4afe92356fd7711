import { spawn, spawnSync } from "node:child_process";
import { chmod, chown, cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { applyMigrations, readMigrationState } from "#lib/platform/db/migrations/migrations.ts";
import { openDatabase } from "#lib/platform/db/open/open-database.ts";
import { createLogger } from "#lib/platform/log/log.ts";
import { StartError } from "#lib/platform/process/start-error.ts";
import { lockDataDirectory } from "./data-directory-lock.ts";
import { startEmbedded } from "./start-embedded.ts";

const logger = createLogger({ level: "silent" });
/** Created only once, because it takes the engine seconds. */
let created: string;

beforeAll(async () => {
  created = await mkdtemp(join(tmpdir(), "embedded-created-"));
  const database = await openDatabase({ dataDirectory: created, databaseUrl: undefined }, logger);
  expect(await readMigrationState(database)).toBe("behind");
  await database.close();
});

afterAll(() => rm(created, { recursive: true }));

async function createDirectory(prefix = "embedded-"): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), prefix));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** Copies a data directory with an empty database. */
async function copyCreated(prefix?: string): Promise<string> {
  const directory = await createDirectory(prefix);
  await cp(join(created, "postgresql"), join(directory, "postgresql"), { recursive: true });
  return directory;
}

/** The pid of a process that has ended. */
function runAndEnd(): number {
  return spawnSync(process.execPath, ["-e", ""]).pid;
}

test("keeps data over a restart, and migrates a database only once", async () => {
  const dataDirectory = await copyCreated();
  const config = { dataDirectory, databaseUrl: undefined };
  const first = await openDatabase(config, logger);
  await applyMigrations(first, logger);
  expect(await readMigrationState(first)).toBe("current");
  await first.prisma.throttleWindow.create({ data: { subject: "kept", count: 1, endsAt: new Date() } });
  await first.close();
  const second = await openDatabase(config, logger);
  expect(await readMigrationState(second)).toBe("current");
  expect(await second.prisma.throttleWindow.count({ where: { subject: "kept" } })).toBe(1);
  await second.close();
  // When stopped halfway, it releases the lock and loses nothing.
  const stopping = new AbortController();
  setTimeout(() => stopping.abort(), 200);
  await expect(openDatabase(config, logger, stopping.signal)).rejects.toThrow("abort");
  expect(await readdir(dataDirectory)).toEqual(["postgresql", "socket"]);
  const third = await openDatabase(config, logger);
  expect(await third.prisma.throttleWindow.count({ where: { subject: "kept" } })).toBe(1);
  await third.close();
});

test("removes what a killed first start has left", async () => {
  const dataDirectory = await createDirectory();
  await mkdir(join(dataDirectory, "postgresql-new-killed", "base"), { recursive: true });
  await mkdir(join(dataDirectory, "postgresql-copy-killed", "base"), { recursive: true });
  const stopping = new AbortController();
  stopping.abort();
  await expect(startEmbedded({ dataDirectory, logger, signal: stopping.signal })).rejects.toThrow("abort");
  expect(await readdir(dataDirectory)).toEqual([]);
});

test("syncs a commit to disk, with the only call that PGlite passes on", async () => {
  const database = await openDatabase({ dataDirectory: await copyCreated(), databaseUrl: undefined }, logger);
  const { rows } = await database.pool.query(
    `SELECT current_setting('fsync') AS fsync, current_setting('wal_sync_method') AS method,
       current_setting('synchronous_commit') AS commit`,
  );
  await database.close();
  expect(rows).toEqual([{ fsync: "on", method: "fsync", commit: "on" }]);
});

test("works when the path is too long for a socket, in a directory that only this user can access", async () => {
  const dataDirectory = await copyCreated(`embedded-${"long-".repeat(20)}`);
  const database = await openDatabase({ dataDirectory, databaseUrl: undefined }, logger);
  const socketDirectory = database.pool.options.host ?? "";
  expect((await stat(socketDirectory)).mode & 0o777).toBe(0o700);
  await database.close();
});

test("rejects a directory in use with its holder's name, and accepts it after the release", async () => {
  const directory = await createDirectory();
  const lock = lockDataDirectory(directory);
  const attempt = () => lockDataDirectory(directory);
  expect(attempt).toThrow(StartError);
  expect(attempt).toThrow(`process ${process.pid} on ${hostname()}`);
  lock.release();
  lockDataDirectory(directory).release();
});

test("gives the directory to one of ten concurrent processes", async () => {
  const directory = await createDirectory();
  const takers = Array.from({ length: 10 }, () => startTaker(directory));
  const outcomes = await Promise.all(takers.map(({ outcome }) => outcome));
  // The holder keeps the lock until all have tried.
  for (const taker of takers) taker.leave();
  expect(outcomes.filter((outcome) => outcome === "taken")).toHaveLength(1);
});

/** Each of the racing processes is separate: a lock within one process would prove little. */
function startTaker(directory: string): { outcome: Promise<"taken" | "rejected">; leave: () => void } {
  const script = `
    const { lockDataDirectory } = await import(${JSON.stringify(join(import.meta.dirname, "data-directory-lock.ts"))});
    lockDataDirectory(${JSON.stringify(directory)});
    console.log("taken");
    process.stdin.resume();
    process.stdin.on("end", () => process.exit(0));`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["pipe", "pipe", "ignore"],
  });
  const outcome = new Promise<"taken" | "rejected">((resolve) => {
    child.stdout.once("data", () => resolve("taken"));
    child.once("exit", () => resolve("rejected"));
  });
  return { outcome, leave: () => child.stdin.end() };
}

test.each([
  ["of a process that has ended", { pid: runAndEnd(), startedAt: "1", bootId: "same", host: hostname() }],
  [
    "of an earlier process with the same pid",
    { pid: process.pid, startedAt: "1", bootId: "same", host: hostname() },
  ],
  ["with other contents", { pid: 1, startedAt: null, bootId: "same", host: 7 }],
  ["from before the machine's restart", { pid: 1, startedAt: null, bootId: "another", host: hostname() }],
])("takes over a lock %s", async (_, left) => {
  const directory = await createDirectory();
  const bootId = (await readFile("/proc/sys/kernel/random/boot_id", "utf8")).trim();
  const holder = { ...left, bootId: left.bootId === "same" ? bootId : left.bootId };
  await writeFile(join(directory, "lock"), JSON.stringify(holder));
  lockDataDirectory(directory).release();
});

test("respects another host's lock that is still touched", async () => {
  const directory = await createDirectory();
  const holder = { pid: 1, startedAt: "1", bootId: "x", host: "elsewhere" };
  await writeFile(join(directory, "lock"), JSON.stringify(holder));
  expect(() => lockDataDirectory(directory)).toThrow("process 1 on elsewhere");
});

test("is ready once it reports so, also if Node watches the files and sends its own messages", async () => {
  const directory = await createDirectory();
  const script = join(directory, "start.mjs");
  await writeFile(
    script,
    `const { startInMemory } = await import(${JSON.stringify(join(import.meta.dirname, "start-embedded.ts"))});
    const { default: pg } = await import(${JSON.stringify(import.meta.resolve("pg"))});
    const database = await startInMemory();
    const pool = new pg.Pool(database.poolConfig);
    console.log("answered", (await pool.query("SELECT 42 AS n")).rows[0].n);
    await pool.end();
    await database.stop();`,
  );
  const watched = spawn(process.execPath, ["--watch", script], { stdio: ["ignore", "pipe", "inherit"] });
  try {
    const output: string[] = [];
    for await (const chunk of watched.stdout) {
      output.push(String(chunk));
      if (/answered|Failed/.test(output.join(""))) break;
    }
    expect(output.join("")).toContain("answered 42");
  } finally {
    watched.kill();
  }
});

test("as root, leaves the database of another user alone", async () => {
  // Only root can give a folder to someone else.
  if (process.geteuid?.() !== 0) return;
  const dataDirectory = await copyCreated();
  await chown(join(dataDirectory, "postgresql"), 65_534, 65_534);
  const refused = `${dataDirectory} belongs to the user with the ID 65534`;
  await expect(startEmbedded({ dataDirectory, logger })).rejects.toThrow(refused);
  expect(await readdir(dataDirectory)).toEqual(["postgresql"]);
  const empty = await createDirectory();
  await chown(empty, 65_534, 65_534);
  await expect(startEmbedded({ dataDirectory: empty, logger })).rejects.toThrow(StartError);
});

test("removes the access of others to a data directory", async () => {
  const dataDirectory = await copyCreated();
  await chmod(dataDirectory, 0o755);
  const database = await openDatabase({ dataDirectory, databaseUrl: undefined }, logger);
  await database.close();
  expect((await stat(dataDirectory)).mode & 0o777).toBe(0o700);
});
