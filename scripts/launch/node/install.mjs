import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { digestPaths } from "../digest.mjs";
import { LaunchError } from "../launch-error.mjs";
import { repository } from "../repository.mjs";
import { isStamped, workUnderStamp } from "../stamp.mjs";
import { getLastLines, runStep } from "../step.mjs";
import { removeUnusableNode } from "./node-runtime.mjs";

const stamp = join(repository, "node_modules", ".install-stamp");

/**
 * Includes npm's own record of what it installed, so that after any other npm command the installation is
 * checked again.
 */
function digestInstall() {
  const inputs = [
    "package.json",
    "sdk/package.json",
    "package-lock.json",
    ".npmrc",
    "node_modules/.package-lock.json",
  ];
  return `${digestPaths(repository, inputs)} ${process.platform} ${process.arch}`;
}

export function isInstalled() {
  return isStamped(stamp, digestInstall());
}

/**
 * Whether npm's output describes a network failure, which may be temporary.
 * @param {string} output
 */
export function isNetworkFailure(output) {
  return /\b(ECONNRESET|ECONNREFUSED|ECONNABORTED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|EPIPE|ERR_SOCKET_TIMEOUT|FETCH_ERROR|E5\d\d|E429|EINTEGRITY)\b|network/i.test(
    output,
  );
}

/**
 * The npm that started this process, which is the one the user has configured, or else the one on the PATH.
 * @param {Record<string, string | undefined>} environment
 * @returns {[string, ...string[]]}
 */
export function getNpmCommand(environment) {
  const script = environment.npm_execpath;
  if (script !== undefined && basename(script) === "npm-cli.js" && existsSync(script)) {
    return [process.execPath, script];
  }
  return ["npm"];
}

/** @param {AbortSignal} signal */
export async function installDependencies(signal) {
  await workUnderStamp(stamp, async () => {
    await runInstall(signal);
    await removeUnusableNode(signal);
    return digestInstall();
  });
}

/**
 * Does not use `npm ci`, which rejects a lockfile created without the optional packages of other platforms
 * (ADR 0008).
 * @param {AbortSignal} signal
 */
async function runInstall(signal) {
  const [program, ...parameters] = getNpmCommand(process.env);
  /** @type {[string, ...string[]]} */
  const command = [program, ...parameters, "install", "--no-save", "--include=dev", "--no-progress"];
  const first = await runStep("Installing dependencies (about a minute the first time)", command, { signal });
  if (first.exitCode === 0) return;
  const last = isNetworkFailure(first.output)
    ? await runStep("The network failed; trying the installation again", command, { signal })
    : first;
  if (last.exitCode === 0) return;
  console.error(getLastLines(last.output));
  throw new LaunchError(
    isNetworkFailure(last.output)
      ? "The dependencies could not be installed: npm cannot reach its registry. Check the network and npm's settings, then try again."
      : "The dependencies could not be installed. See npm's output above.",
  );
}
