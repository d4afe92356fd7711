import { spawn } from "node:child_process";
import { join } from "node:path";
import { LaunchError } from "../launch-error.mjs";
import { repository } from "../repository.mjs";
import { getSignalExitCode } from "./run-launcher.mjs";
import { stopSignals } from "./watch-parent.mjs";

// A terminal's Ctrl-C arrives twice if npm passes it on as well. A person who presses it again takes longer
// than this.
const echoMs = 500;

/**
 * The embedded database is for small installations: less room for short-lived objects and fewer V8 threads,
 * each of which keeps its own reserve, save a third of the idle memory. With a database server, speed is more
 * important.
 */
const smallMemory = ["--max-semi-space-size=8", "--v8-pool-size=1"];

/** @param {boolean} isReloading */
function getServerParameters(isReloading) {
  // Watches folders instead of imported files: those would include every file Next compiles, and each page
  // view would restart the server.
  const reload = ["--watch", "--watch-preserve-output", "--watch-path=server", "--watch-path=lib"];
  const stopWithLauncher = new URL("stop-with-launcher.mjs", import.meta.url).href;
  return [
    ...((process.env.DATABASE_URL ?? "") === "" ? smallMemory : []),
    ...(isReloading ? reload : ["--import", stopWithLauncher]),
    join("server", "main.ts"),
  ];
}

/**
 * Runs the server until it ends, in its own process group. A signal then reaches it only once, through this
 * process, whether it comes from a terminal, from npm or from a supervisor.
 * @param {string} node
 * @param {{ isReloading: boolean, environment: Record<string, string>, signal: AbortSignal }} options
 * @returns {Promise<number>} its exit code
 */
export function runServer(node, { isReloading, environment, signal }) {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const child = spawn(node, getServerParameters(isReloading), {
      cwd: repository,
      detached: true,
      stdio: ["ignore", "inherit", "inherit", "ipc"],
      env: { ...process.env, ...environment, PATH: getPath(process.env.PATH) },
    });
    const stopForwarding = forwardSignals((name) => child.kill(name));
    child.on("error", (error) => {
      stopForwarding();
      reject(new LaunchError(`The server could not be started: ${error.message}`));
    });
    child.on("exit", (code, name) => {
      stopForwarding();
      resolve(code ?? (name === null ? 1 : getSignalExitCode(name)));
    });
  });
}

/** @param {string | undefined} path */
function getPath(path = "") {
  const separator = process.platform === "win32" ? ";" : ":";
  return `${join(repository, "node_modules", ".bin")}${separator}${path}`;
}

/**
 * @param {(name: NodeJS.Signals) => void} forward
 * @returns {() => void} stops forwarding
 */
function forwardSignals(forward) {
  let lastAt = Number.NEGATIVE_INFINITY;
  const listeners = stopSignals.map((name) => {
    const listener = () => {
      const now = performance.now();
      if (now - lastAt >= echoMs) forward(name);
      lastAt = now;
    };
    process.on(name, listener);
    return { name, listener };
  });
  return () => {
    for (const { name, listener } of listeners) process.off(name, listener);
  };
}
