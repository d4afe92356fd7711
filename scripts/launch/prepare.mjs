import { join } from "node:path";
import { ensureBuild, getBuildDirectory, isBuilt } from "./build.mjs";
import { generateClient, isGenerated } from "./generate.mjs";
import { withLock } from "./lock.mjs";
import { installDependencies, isInstalled } from "./node/install.mjs";
import { findNode } from "./node/node-runtime.mjs";
import { repository } from "./repository.mjs";

/**
 * @typedef {object} Prepared
 * @property {string} node executable that runs the product
 * @property {string | null} buildDirectory relative to the repository; null if no build was requested
 */

/**
 * Installs, generates and builds what is missing in the checkout, one process at a time. If nothing is
 * missing it only checks and takes no lock, so that a read-only checkout starts too.
 * @param {{ needsBuild: boolean, signal: AbortSignal }} options
 * @returns {Promise<Prepared>}
 */
export async function prepareCheckout({ needsBuild, signal }) {
  const current = needsBuild ? getBuildDirectory() : null;
  if (isInstalled() && isGenerated() && (current === null || isBuilt(current))) {
    return { node: await findNode(signal), buildDirectory: current };
  }
  const onWait = (/** @type {{ pid: number, host: string }} */ holder) =>
    console.log(`Process ${holder.pid} on ${holder.host} is preparing this folder; waiting for it ...`);
  return await withLock(join(repository, ".cache", "prepare.lock"), { signal, onWait }, () =>
    prepareUnderLock(needsBuild, signal),
  );
}

/**
 * @param {boolean} needsBuild
 * @param {AbortSignal} signal
 * @returns {Promise<Prepared>}
 */
async function prepareUnderLock(needsBuild, signal) {
  if (!isInstalled()) await installDependencies(signal);
  const node = await findNode(signal);
  if (!isGenerated()) await generateClient(node, signal);
  return { node, buildDirectory: needsBuild ? await ensureBuild(node, signal) : null };
}
