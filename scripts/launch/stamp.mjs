import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

// A stamp file is inside the folder it describes, so that deleting the folder deletes the stamp.

/**
 * @param {string} file
 * @param {string} digest of the inputs of the stamped work
 */
export function isStamped(file, digest) {
  return existsSync(file) && readFileSync(file, "utf8") === digest;
}

/**
 * Stamps the result of the work. The stamp is removed while the work runs, so interrupted work is done again.
 * @param {string} file
 * @param {() => Promise<string>} work returns the digest to stamp
 */
export async function workUnderStamp(file, work) {
  rmSync(file, { force: true });
  const digest = await work();
  if (existsSync(dirname(file))) writeFileSync(file, digest);
}
