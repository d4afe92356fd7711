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
 * @param {{ environment: Record<string, string>, signal: AbortSignal }} options
 * @returns {Promise<number>} its exit code
 */
export function runProgram(node, parameters, { environment, signal }) {
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
      if (now - forwardedAt >= echoMs) child.kill(name);
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
