import { spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LaunchError } from "../launch/launch-error.mjs";
import { ensurePostgres } from "./postgres-programs.mjs";

const startLimitMs = 60_000;
const stopLimitMs = 10_000;

/**
 * The user that runs a server: PostgreSQL does not run as root.
 * @returns {{ uid: number, gid: number } | null} null if this process does not run as root, so its own user
 * is used
 */
function findServerUser() {
  if (process.getuid?.() !== 0) return null;
  for (const name of ["postgres", "nobody"]) {
    const uid = readId("-u", name);
    const gid = readId("-g", name);
    if (uid > 0 && gid > 0) return { uid, gid };
  }
  throw new LaunchError(
    "PostgreSQL does not run as root, and there is no user `postgres` or `nobody`; create one.",
  );
}

/**
 * @param {"-u" | "-g"} kind
 * @param {string} name
 */
function readId(kind, name) {
  return Number.parseInt(spawnSync("id", [kind, name], { encoding: "utf8" }).stdout, 10);
}

async function findFreePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port was assigned");
  return address.port;
}

/**
 * @typedef {object} PostgresServer
 * @property {string} url
 * @property {() => Promise<void>} stop ends it and removes its data
 * @property {() => Promise<void>} pause ends the server and keeps its data for `resume`
 * @property {() => Promise<void>} resume
 * @property {() => Promise<void>} crash ends it immediately: what it has not sent to a standby is lost
 */

/**
 * Starts a server on a new data directory that `stop` removes. It sorts text by language, as most servers do,
 * while the embedded database sorts by bytes: the tests must pass on both.
 * @param {AbortSignal} signal
 * @returns {Promise<PostgresServer>}
 */
export async function startPostgres(signal) {
  const password = randomBytes(16).toString("hex");
  return startOn(signal, password, (programs, { data, passwordFile }, user) =>
    createCluster(programs, data, passwordFile, user),
  );
}

/**
 * Starts a standby that copies and follows a running server.
 * @param {string} upstream address of a server from `startPostgres`, possibly through a relay
 * @param {AbortSignal} signal
 * @returns {Promise<PostgresServer>}
 */
export async function startStandby(upstream, signal) {
  const { password } = new URL(upstream);
  return startOn(signal, password, (programs, { data }, user) => copyCluster(programs, data, upstream, user));
}

/**
 * @typedef {{ uid: number, gid: number } | null} ServerUser
 * @typedef {{ data: string, sockets: string, passwordFile: string }} Places
 */

/**
 * @param {AbortSignal} signal
 * @param {string} password
 * @param {(programs: string, places: Places, user: ServerUser) => void | Promise<void>} create fills the data directory
 * @returns {Promise<PostgresServer>}
 */
async function startOn(signal, password, create) {
  const programs = await ensurePostgres(signal);
  const user = findServerUser();
  const directory = mkdtempSync(join(tmpdir(), "pg-"));
  const data = join(directory, "data");
  const sockets = join(directory, "sockets");
  const passwordFile = join(directory, "password");
  const remove = () => rmSync(directory, { recursive: true, force: true });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  for (const path of [data, sockets]) mkdirSync(path, { mode: 0o700 });
  if (user !== null)
    for (const path of [directory, data, sockets, passwordFile]) chownSync(path, user.uid, user.gid);
  try {
    await create(programs, { data, sockets, passwordFile }, user);
    const port = await findFreePort();
    const start = () => startServer(programs, { data, sockets, port }, user, signal);
    let server = await start();
    return {
      pause: () => stopServer(server),
      resume: async () => {
        server = await start();
      },
      crash: () => stopServer(server, "SIGQUIT"),
      url: `postgresql://postgres:${password}@127.0.0.1:${port}/postgres`,
      stop: async () => {
        await stopServer(server);
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}

/**
 * Asynchronous, because the connection may go through a relay in this process.
 * @param {string} programs
 * @param {string} data
 * @param {string} upstream
 * @param {ServerUser} user
 */
async function copyCluster(programs, data, upstream, user) {
  const parameters = ["-D", data, "-d", upstream, "--write-recovery-conf", "--checkpoint=fast", "--no-sync"];
  const copying = spawn(join(programs, "pg_basebackup"), parameters, {
    cwd: data,
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, LC_ALL: "C" },
    timeout: startLimitMs,
    ...user,
  });
  const [status] = await once(copying, "exit");
  if (status !== 0) throw new LaunchError("PostgreSQL could not be copied");
}

/**
 * @param {string} programs
 * @param {string} data
 * @param {string} passwordFile
 * @param {{ uid: number, gid: number } | null} user
 */
function createCluster(programs, data, passwordFile, user) {
  const parameters = [
    "-D",
    data,
    "-U",
    "postgres",
    `--pwfile=${passwordFile}`,
    "--auth=scram-sha-256",
    "--no-sync",
  ];
  const locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=icu", "--icu-locale=en-US"];
  const { status, stderr, error } = spawnSync(join(programs, "initdb"), [...parameters, ...locale], {
    encoding: "utf8",
    cwd: data,
    env: { ...process.env, LC_ALL: "C" },
    ...user,
  });
  if (status !== 0)
    throw new LaunchError(`PostgreSQL could not create a data directory: ${error?.message ?? stderr}`);
}

/**
 * @param {string} programs
 * @param {{ data: string, sockets: string, port: number }} places
 * @param {{ uid: number, gid: number } | null} user
 * @param {AbortSignal} signal
 */
async function startServer(programs, { data, sockets, port }, user, signal) {
  const settings = [
    "listen_addresses=127.0.0.1",
    `port=${port}`,
    `unix_socket_directories=${sockets}`,
    "max_connections=200",
    // The data is temporary, so there is no reason to wait for the disk.
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
  ].flatMap((setting) => ["-c", setting]);
  const server = spawn(join(programs, "postgres"), ["-D", data, ...settings], {
    cwd: data,
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, LC_ALL: "C" },
    // Not reached by the terminal's Ctrl-C: it stops after the tests that use it, not before.
    detached: true,
    ...user,
  });
  try {
    await waitUntilReady(server, AbortSignal.any([signal, AbortSignal.timeout(startLimitMs)]));
  } catch (error) {
    await stopServer(server);
    throw error;
  }
  return server;
}

/**
 * @param {import("node:child_process").ChildProcessByStdio<null, null, import("node:stream").Readable>} server
 * @param {AbortSignal} signal
 * @returns {Promise<void>}
 */
function waitUntilReady(server, signal) {
  let log = "";
  return new Promise((resolve, reject) => {
    const fail = (/** @type {string} */ reason) =>
      reject(new LaunchError(`PostgreSQL did not start: ${reason}\n${log}`));
    server.stderr.setEncoding("utf8").on("data", (text) => {
      // The log is always read to the end: a full pipe would block the server.
      if (log.length < 100_000) log += text;
      if (/database system is ready to accept (read-only )?connections/.test(log)) resolve();
    });
    server.on("error", (error) => fail(error.message));
    server.on("exit", () => fail("it ended"));
    signal.addEventListener("abort", () => fail("it took too long"));
  });
}

/**
 * Ends all sessions and shuts down cleanly (SIGINT, PostgreSQL's "fast shutdown"), or ends immediately
 * (SIGQUIT).
 * @param {import("node:child_process").ChildProcess} server
 * @param {"SIGINT" | "SIGQUIT"} [how]
 */
async function stopServer(server, how = "SIGINT") {
  if (server.pid === undefined || server.exitCode !== null || server.signalCode !== null) return;
  const exit = once(server, "exit");
  server.kill(how);
  const limit = setTimeout(() => server.kill("SIGQUIT"), stopLimitMs);
  await exit;
  clearTimeout(limit);
}
