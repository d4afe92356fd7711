import { spawn } from "node:child_process";
import { join } from "node:path";
import { LaunchError } from "./launch-error.mjs";
import { repository } from "./repository.mjs";
import { getSignalExitCode } from "./run-launcher.mjs";
import { stopSignals } from "./watch-parent.mjs";

// A terminal's Ctrl-C reaches us twice when npm passes it on as well; a person who means it again takes longer.
const echoMs = 500;

/**
 * The embedded database is for small installations: short-lived objects get less room, and fewer of V8's threads each keep their
 * own reserve. A third less memory while idle; with a database server, speed comes first.
 */
const smallMemory = ["--max-semi-space-size=8", "--v8-pool-size=1"];

/** @param {boolean} isReloading */
function getServerParameters(isReloading) {
  // By folder and not by what was imported: that would include every file Next compiles, and each page view would restart us.
  const reload = ["--watch", "--watch-preserve-output", "--watch-path=server", "--watch-path=lib"];
  const stopWithLauncher = new URL("stop-with-launcher.mjs", import.meta.url).href;
  return [
    ...((process.env.DATABASE_URL ?? "") === "" ? smallMemory : []),
    ...(isReloading ? reload : ["--import", stopWithLauncher]),
    join("server", "main.ts"),
  ];
}

/**
 * Runs the server until it ends, in a process group of its own: so a signal reaches it once, through us, whether it came from
 * a terminal, from npm or from a supervisor.
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
 * @returns {() => void} ends it
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
