import { spawn } from "node:child_process";
import { repository } from "./repository.mjs";

const heartbeatMs = 10_000;

/**
 * @typedef {object} StepOptions
 * @property {AbortSignal} signal ends the command
 * @property {Record<string, string>} [environment] added to this process's own
 */

/**
 * Runs a command that may take long. Prints its title, then that it is still running, and how long it took.
 * The command's own output is returned, not printed: it matters only if something goes wrong.
 * @param {string} title
 * @param {readonly [string, ...string[]]} command
 * @param {StepOptions} options
 * @returns {Promise<{ exitCode: number, output: string }>}
 */
export async function runStep(title, command, options) {
  const startedAt = performance.now();
  const getSeconds = () => Math.round((performance.now() - startedAt) / 1000);
  console.log(`${title} ...`);
  const heartbeat = setInterval(() => console.log(`  still running, ${getSeconds()} s`), heartbeatMs);
  try {
    const result = await runQuietly(command, options);
    console.log(result.exitCode === 0 ? `  done in ${getSeconds()} s` : `  failed after ${getSeconds()} s`);
    return result;
  } finally {
    clearInterval(heartbeat);
  }
}

/**
 * @param {readonly [string, ...string[]]} command
 * @param {StepOptions} options
 * @returns {Promise<{ exitCode: number, output: string }>} both streams in the order received; -1 if it could
 * not be started
 */
export function runQuietly([program, ...parameters], { signal, environment }) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, parameters, {
      cwd: repository,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...environment },
      signal,
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8");
      stream.on("data", (/** @type {string} */ text) => {
        output += text;
      });
    }
    child.on("error", (error) => {
      if (signal.aborted) reject(error);
      else resolve({ exitCode: -1, output: `${output}${error.message}\n` });
    });
    child.on("close", (code) => resolve({ exitCode: code ?? -1, output }));
  });
}

/**
 * The end of a command's output, which contains the reason of a failure.
 * @param {string} output
 */
export function getLastLines(output, count = 25) {
  return output.trimEnd().split("\n").slice(-count).join("\n");
}
