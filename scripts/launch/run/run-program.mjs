import { spawn } from "node:child_process";
import { join } from "node:path";
import { LaunchError } from "../launch-error.mjs";
import { repository } from "../repository.mjs";
import { getSignalExitCode } from "./run-launcher.mjs";
import { onStopSignal } from "./stop-signals.mjs";

// A terminal's Ctrl-C arrives twice if npm passes it on as well. A person who presses it again takes longer than this.
const echoMs = 500;

/** A parameter for Node: the program stops when its launcher ends. */
export const stopWithLauncher = `--import=${new URL("stop-with-launcher.mjs", import.meta.url).href}`;

/**
 * Runs Node until it ends, in its own process group. A signal then reaches it only once, through this process, whether it
 * comes from a terminal, from npm or from a supervisor.
 * @param {string} node
 * @param {readonly string[]} parameters
 * @param {{ environment: Record<string, string>, signal: AbortSignal, stopsGroup?: boolean }} options `stopsGroup`: signals
 * go to the whole group, as from a terminal, because the program does not stop what it has started
 * @returns {Promise<number>} its exit code
 */
export function runProgram(node, parameters, { environment, signal, stopsGroup = false }) {
  signal.throwIfAborted();
  const separator = process.platform === "win32" ? ";" : ":";
  const path = `${join(repository, "node_modules", ".bin")}${separator}${process.env.PATH ?? ""}`;
  return new Promise((resolve, reject) => {
    const child = spawn(node, parameters, {
      cwd: repository,
      detached: true,
      stdio: ["ignore", "inherit", "inherit", "ipc"],
      env: { ...process.env, ...environment, PATH: path },
    });
    let forwardedAt = Number.NEGATIVE_INFINITY;
    const stopForwarding = onStopSignal((name) => {
      const now = performance.now();
      if (now - forwardedAt >= echoMs) sendSignal(child, name, stopsGroup);
      forwardedAt = now;
    });
    child.on("error", (error) => {
      stopForwarding();
      reject(new LaunchError(`Node could not be started: ${error.message}`));
    });
    child.on("exit", (code, name) => {
      stopForwarding();
      resolve(code ?? (name === null ? 1 : getSignalExitCode(name)));
    });
  });
}

/**
 * @param {import("node:child_process").ChildProcess} child
 * @param {NodeJS.Signals} name
 * @param {boolean} isForGroup
 */
function sendSignal(child, name, isForGroup) {
  if (!isForGroup || child.pid === undefined || process.platform === "win32") child.kill(name);
  else {
    try {
      process.kill(-child.pid, name);
    } catch {
      // It has just ended.
    }
  }
}
