// Proof: `npm start` on the embedded database ends within 10 seconds under load: on SIGTERM to npm, on SIGHUP
// only to npm, and on SIGHUP or SIGINT to the process group. The port is free, no process and no lock is
// left, and every verification is counted.
// `npm run prove -- stopping [rounds]`
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { insertKey, insertTeam } from "#e2e/support/database/fixtures.ts";
import { findFreePort } from "#e2e/support/servers/free-port.ts";
import { unlimited } from "#e2e/support/verification/fleet.ts";
import { applyMigrations } from "#lib/platform/db/migrations/migrations.ts";
import { openDatabase } from "#lib/platform/db/open/open-database.ts";
import { createLogger } from "#lib/platform/log/log.ts";

const rounds = Number(process.argv[2] ?? 20);
const limitMs = 10_000;
const ways = [
  ["SIGTERM", "npm"],
  ["SIGHUP", "npm"],
  ["SIGHUP", "the process group"],
  ["SIGINT", "the process group"],
] as const;

const dataDirectory = await mkdtemp(join(tmpdir(), "byteengine-stopping-"));
const logger = createLogger({ level: "error" });

async function withDatabase<T>(
  run: (database: Awaited<ReturnType<typeof openDatabase>>) => Promise<T>,
): Promise<T> {
  const database = await openDatabase({ dataDirectory, databaseUrl: undefined }, logger);
  try {
    return await run(database);
  } finally {
    await database.close();
  }
}

const countStored = () =>
  withDatabase(async (database) => {
    const { _sum } = await database.prisma.keyUsage.aggregate({ _sum: { count: true } });
    return _sum.count ?? 0;
  });

/** The process and all its descendants. */
function listTree(pid: number): number[] {
  const parents = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, "utf8");
        return { pid: Number(name), parent: Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]) };
      } catch {
        return { pid: Number(name), parent: 0 };
      }
    });
  const below = (root: number): number[] => [
    root,
    ...parents.filter(({ parent }) => parent === root).flatMap((child) => below(child.pid)),
  ];
  return below(pid);
}

async function startConsole(port: number): Promise<ChildProcess> {
  const npm = spawn("npm", ["start"], {
    detached: true,
    stdio: "ignore",
    env: { ...process.env, PORT: String(port), DATA_DIR: dataDirectory, LOG_LEVEL: "error" },
  });
  const isReady = async () => (await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null))?.ok === true;
  while (!(await isReady())) {
    if (npm.exitCode !== null) throw new Error("npm start ended immediately");
    await wait(100);
  }
  return npm;
}

/** Sends verifications in several lanes until there is no response. Returns how many were accepted. */
async function verifyUntilGone(origin: string, query: string, secret: string): Promise<number> {
  let accepted = 0;
  const lane = async () => {
    for (;;) {
      const response = await fetch(`${origin}/v1/api/auth?${query}`, {
        headers: { authorization: `Bearer ${secret}` },
      }).catch(() => null);
      if (response === null) return;
      if (response.status === 200) accepted += 1;
      await response.arrayBuffer().catch(() => {});
    }
  };
  await Promise.all(Array.from({ length: 4 }, lane));
  return accepted;
}

async function isPortFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

const { team, secret } = await withDatabase(async (database) => {
  await applyMigrations(database, logger);
  const created = await insertTeam(database);
  return { team: created, secret: (await insertKey(database, created, unlimited)).secret };
});
let stored = 0;
try {
  for (let round = 1; round <= rounds; round++) {
    for (const [signal, target] of ways) {
      const port = await findFreePort();
      const npm = await startConsole(port);
      const pid = npm.pid ?? assert.fail();
      const tree = listTree(pid);
      const verifying = verifyUntilGone(`http://127.0.0.1:${port}`, `team=${team.id}`, secret);
      await wait(1_000 + Math.random() * 2_000);
      const signaledAt = performance.now();
      process.kill(target === "npm" ? pid : -pid, signal);
      while (
        tree.some(
          (member) =>
            existsSync(`/proc/${member}/cmdline`) && readFileSync(`/proc/${member}/cmdline`).length > 0,
        )
      ) {
        assert.ok(performance.now() - signaledAt < limitMs, `some processes of ${tree} still run`);
        await wait(20);
      }
      const goneMs = Math.round(performance.now() - signaledAt);
      const accepted = await verifying;
      assert.ok(await isPortFree(port), "the port is in use");
      assert.ok(!existsSync(join(dataDirectory, "lock")), "the data directory is locked");
      const now = await countStored();
      console.log(
        `round ${round}, ${signal} to ${target}: ended after ${goneMs} ms, ${accepted} accepted, ${accepted - (now - stored)} counts lost`,
      );
      assert.equal(now - stored, accepted);
      stored = now;
    }
  }
} finally {
  await rm(dataDirectory, { recursive: true });
}
