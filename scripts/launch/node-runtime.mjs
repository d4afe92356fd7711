import { rmSync } from "node:fs";
import { join } from "node:path";
import { LaunchError } from "./launch-error.mjs";
import { canRunProduct } from "./node-version.mjs";
import { repository } from "./repository.mjs";
import { runQuietly } from "./step.mjs";

const installedNode = join(repository, "node_modules", ".bin", "node");

/**
 * The Node that runs the product: the one that came with the dependencies, else the machine's own when it is new enough.
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
    `This machine's Node is ${version}, and the Node 24 among the dependencies does not run here. ` +
      "Install Node 24 or newer from https://nodejs.org and try again.",
  );
}

/**
 * Where the packaged Node cannot run (another C library, say), its link would hide the machine's own from the next `npm start`.
 * @param {AbortSignal} signal
 */
export async function removeUnusableNode(signal) {
  if ((await readNodeVersion(installedNode, signal)) === "") rmSync(installedNode, { force: true });
}

/**
 * @param {string} path
 * @param {AbortSignal} signal
 * @returns {Promise<string>} empty when it does not run
 */
async function readNodeVersion(path, signal) {
  const { exitCode, output } = await runQuietly([path, "--version"], { signal });
  return exitCode === 0 ? output.trim() : "";
}
