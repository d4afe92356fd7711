import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { expect, test } from "@playwright/test";
import { findFreePort } from "#e2e/support/servers/free-port.ts";
import { isProcessAlive } from "#lib/platform/process/process-identity.mjs";

/** Runs `npm start` with its own port and data directory. */
function runStart(port: number, dataDirectory: string): { npm: ChildProcess; readOutput: () => string } {
  const npm = spawn("npm", ["start"], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, PORT: String(port), DATA_DIR: dataDirectory },
  });
  const output: string[] = [];
  for (const stream of [npm.stdout, npm.stderr]) stream.on("data", (chunk) => output.push(String(chunk)));
  return { npm, readOutput: () => output.join("") };
}

/** All child processes of a process, recursively. */
function listDescendants(pid: number): number[] {
  const parents = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" })
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  const children = parents.flatMap(([child = 0, parent]) => (parent === pid ? [child] : []));
  return children.flatMap((child) => [child, ...listDescendants(child)]);
}

async function assertPortIsFree(port: number): Promise<void> {
  const server = createServer().listen(port, "127.0.0.1");
  await once(server, "listening");
  server.close();
}

test("npm start serves the build, and SIGTERM ends every process and frees the port", async () => {
  // Generous, because npm itself can take half a minute on a busy machine.
  test.setTimeout(240_000);
  const dataDirectory = await mkdtemp(join(tmpdir(), "byteengine-start-"));
  const port = await findFreePort();
  const { npm, readOutput } = runStart(port, dataDirectory);
  const ended = once(npm, "exit");
  try {
    await expect(async () => {
      const response = await fetch(`http://127.0.0.1:${port}/sign-in`);
      expect(response.status, readOutput()).toBe(200);
      expect(await response.text()).toContain("Sign in");
    }).toPass({ intervals: [100], timeout: 180_000 });
    expect(readOutput(), "uses the build of the tests").not.toContain("Building");
    const processes = listDescendants(npm.pid ?? 0);
    expect(processes.length).toBeGreaterThanOrEqual(2);

    npm.kill("SIGTERM");
    await ended;
    for (let tries = 0; tries < 100 && processes.some((pid) => isProcessAlive(pid, null)); tries++)
      await wait(50);
    expect(processes.filter((pid) => isProcessAlive(pid, null))).toEqual([]);
    await assertPortIsFree(port);
  } finally {
    npm.kill("SIGKILL");
    await rm(dataDirectory, { recursive: true, force: true });
  }
});
