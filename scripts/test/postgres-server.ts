import { type ChildProcess, type ChildProcessByStdio, spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { findFreePort } from "#e2e/support/servers/free-port.ts";
import { LaunchError } from "../launch/launch-error.mjs";
import { ensurePostgres } from "./tools.ts";

const startLimitMs = 60_000;
const stopLimitMs = 10_000;

export interface PostgresServer {
  url: string;
  /** Ends it and removes its data. */
  stop(): Promise<void>;
  /** Ends the server and keeps its data for `resume`. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Ends it immediately: what it has not sent to a standby is lost. */
  crash(): Promise<void>;
}

/** Where a server runs, and as which user: PostgreSQL does not run as root. */
interface Place {
  programs: string;
  data: string;
  sockets: string;
  passwordFile: string;
  options: { cwd: string; env: NodeJS.ProcessEnv; uid?: number; gid?: number };
}

function findServerUser(): { uid: number; gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  const read = (kind: string, name: string) =>
    Number.parseInt(spawnSync("id", [kind, name], { encoding: "utf8" }).stdout, 10);
  for (const name of ["postgres", "nobody"]) {
    const user = { uid: read("-u", name), gid: read("-g", name) };
    if (user.uid > 0 && user.gid > 0) return user;
  }
  throw new LaunchError(
    "PostgreSQL does not run as root, and there is no user `postgres` or `nobody`; create one.",
  );
}

/**
 * Starts a server on a new data directory that `stop` removes. It sorts text by language, as most servers do, while the
 * embedded database sorts by bytes: the tests must pass on both.
 */
export function startPostgres(signal: AbortSignal): Promise<PostgresServer> {
  return startOn(signal, randomBytes(16).toString("hex"), createCluster);
}

/** Starts a standby that copies and follows a running server, possibly through a relay. */
export function startStandby(upstream: string, signal: AbortSignal): Promise<PostgresServer> {
  return startOn(signal, new URL(upstream).password, (place) => copyCluster(place, upstream));
}

async function startOn(
  signal: AbortSignal,
  password: string,
  create: (place: Place) => void | Promise<void>,
): Promise<PostgresServer> {
  const programs = await ensurePostgres(signal);
  const user = findServerUser();
  const directory = mkdtempSync(join(tmpdir(), "pg-"));
  const [data, sockets] = [join(directory, "data"), join(directory, "sockets")];
  const passwordFile = join(directory, "password");
  const remove = () => rmSync(directory, { recursive: true, force: true });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  for (const path of [data, sockets]) mkdirSync(path, { mode: 0o700 });
  if (user !== null)
    for (const path of [directory, data, sockets, passwordFile]) chownSync(path, user.uid, user.gid);
  const options = { cwd: data, env: { ...process.env, LC_ALL: "C" }, ...user };
  const place: Place = { programs, data, sockets, passwordFile, options };
  try {
    await create(place);
    const port = await findFreePort();
    let server = await startServer(place, port, signal);
    return {
      url: `postgresql://postgres:${password}@127.0.0.1:${port}/postgres`,
      pause: () => stopServer(server),
      resume: async () => {
        server = await startServer(place, port, signal);
      },
      crash: () => stopServer(server, "SIGQUIT"),
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

/** Asynchronous, because the connection may go through a relay in this process. */
async function copyCluster({ programs, data, options }: Place, upstream: string): Promise<void> {
  const parameters = ["-D", data, "-d", upstream, "--write-recovery-conf", "--checkpoint=fast", "--no-sync"];
  const copying = spawn(join(programs, "pg_basebackup"), parameters, {
    ...options,
    stdio: ["ignore", "ignore", "inherit"],
    timeout: startLimitMs,
  });
  const [status] = await once(copying, "exit");
  if (status !== 0) throw new LaunchError("PostgreSQL could not be copied");
}

function createCluster({ programs, data, passwordFile, options }: Place): void {
  const parameters = [
    ...["-D", data, "-U", "postgres", `--pwfile=${passwordFile}`, "--auth=scram-sha-256", "--no-sync"],
    ...["--encoding=UTF8", "--locale=C", "--locale-provider=icu", "--icu-locale=en-US"],
  ];
  const { status, stderr, error } = spawnSync(join(programs, "initdb"), parameters, {
    ...options,
    encoding: "utf8",
  });
  if (status !== 0)
    throw new LaunchError(`PostgreSQL could not create a data directory: ${error?.message ?? stderr}`);
}

async function startServer({ programs, data, sockets, options }: Place, port: number, signal: AbortSignal) {
  const settings = [
    ...[
      "listen_addresses=127.0.0.1",
      `port=${port}`,
      `unix_socket_directories=${sockets}`,
      "max_connections=200",
    ],
    // The data is temporary, so there is no reason to wait for the disk.
    ...["fsync=off", "synchronous_commit=off", "full_page_writes=off"],
  ].flatMap((setting) => ["-c", setting]);
  const server = spawn(join(programs, "postgres"), ["-D", data, ...settings], {
    ...options,
    stdio: ["ignore", "ignore", "pipe"],
    // Not reached by the terminal's Ctrl-C: it stops after the tests that use it, not before.
    detached: true,
  });
  try {
    await waitUntilReady(server, AbortSignal.any([signal, AbortSignal.timeout(startLimitMs)]));
  } catch (error) {
    await stopServer(server);
    throw error;
  }
  return server;
}

function waitUntilReady(
  server: ChildProcessByStdio<null, null, Readable>,
  signal: AbortSignal,
): Promise<void> {
  let log = "";
  return new Promise((resolve, reject) => {
    const fail = (reason: string) => reject(new LaunchError(`PostgreSQL did not start: ${reason}\n${log}`));
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

/** Ends all sessions and shuts down cleanly (SIGINT, PostgreSQL's "fast shutdown"), or ends immediately (SIGQUIT). */
async function stopServer(server: ChildProcess, how: "SIGINT" | "SIGQUIT" = "SIGINT"): Promise<void> {
  if (server.pid === undefined || server.exitCode !== null || server.signalCode !== null) return;
  const exit = once(server, "exit");
  server.kill(how);
  const limit = setTimeout(() => server.kill("SIGQUIT"), stopLimitMs);
  await exit;
  clearTimeout(limit);
}
