import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { findFreePort } from "#e2e/support/servers/free-port.ts";
import { findProgram } from "../../../scripts/test/system-packages.ts";

/** A pgbouncer in front of a server, with its default settings except the mode. */
export interface PgbouncerProcess {
  url: string;
  stop(): Promise<void>;
}

export async function startPgbouncer(
  serverUrl: string,
  poolMode: "session" | "transaction" | "statement",
): Promise<PgbouncerProcess> {
  const { hostname, port: serverPort, username, password } = new URL(serverUrl);
  const port = await findFreePort();
  const directory = await mkdtemp(join(tmpdir(), "pgbouncer-"));
  await chmod(directory, 0o755);
  const file = join(directory, "pgbouncer.ini");
  const lines = [
    "[databases]",
    `* = host=${hostname} port=${serverPort} user=${username} password=${password}`,
    "[pgbouncer]",
    "listen_addr = 127.0.0.1",
    `listen_port = ${port}`,
    "unix_socket_dir =",
    "auth_type = any",
    `pool_mode = ${poolMode}`,
    "max_client_conn = 200",
    "default_pool_size = 60",
  ];
  await writeFile(file, lines.join("\n"));
  // pgbouncer does not run as root.
  const asOther = process.getuid?.() === 0 ? ["-u", "nobody"] : [];
  const program = findProgram(["pgbouncer"], ["/usr/sbin", "/usr/local/sbin"]);
  if (program === null) throw new Error("pgbouncer is not installed");
  const child = spawn(program, ["-q", ...asOther, file], { stdio: ["ignore", "ignore", "inherit"] });
  await waitForPort(port);
  return {
    url: `postgresql://${username}@127.0.0.1:${port}/postgres`,
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) {
        const exit = once(child, "exit");
        child.kill("SIGKILL");
        await exit;
      }
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function waitForPort(port: number): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const socket = connect(port, "127.0.0.1");
    const isOpen = await Promise.race([
      once(socket, "connect").then(() => true),
      once(socket, "error").then(() => false),
    ]).catch(() => false);
    socket.destroy();
    if (isOpen) return;
    await wait(50);
  }
  throw new Error("pgbouncer did not start");
}
