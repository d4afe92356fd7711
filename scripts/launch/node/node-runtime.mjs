import { rmSync } from "node:fs";
import { join } from "node:path";
import { LaunchError } from "../launch-error.mjs";
import { repository } from "../repository.mjs";
import { runQuietly } from "../step.mjs";
import { canRunProduct } from "./node-version.mjs";

const installedNode = join(repository, "node_modules", ".bin", "node");

/**
 * The Node that runs the product: the one installed with the dependencies, or else the machine's own if it is
 * new enough.
 * @param {AbortSignal} signal
 * @returns {Promise<string>} path of the executable
 */
export async function findNode(signal) {
  if (canRunProduct(await readNodeVersion(installedNode, signal))) return installedNode;
  return chooseOwnNode(process.versions.node, process.execPath);
}

/**
 * @param {string} version
 * @param {string} path
 */
export function chooseOwnNode(version, path) {
  if (canRunProduct(version)) return path;
  throw new LaunchError(
    `This machine has Node ${version}, and the Node 24 installed with the dependencies does not run here. ` +
      "Install Node 24 or newer from https://nodejs.org and try again.",
  );
}

/**
 * Removes the link to a packaged Node that cannot run here, for example because of another C library: it
 * would hide the machine's own Node from the next `npm start`.
 * @param {AbortSignal} signal
 */
export async function removeUnusableNode(signal) {
  if ((await readNodeVersion(installedNode, signal)) === "") rmSync(installedNode, { force: true });
}

/**
 * @param {string} path
 * @param {AbortSignal} signal
 * @returns {Promise<string>} empty if it does not run
 */
async function readNodeVersion(path, signal) {
  const { exitCode, output } = await runQuietly([path, "--version"], { signal });
  return exitCode === 0 ? output.trim() : "";
}
