import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

// A stamp lies inside what it vouches for, so whoever deletes that deletes the stamp.

/**
 * @param {string} file
 * @param {string} digest of what the stamped thing was made from
 */
export function isStamped(file, digest) {
  return existsSync(file) && readFileSync(file, "utf8") === digest;
}

/**
 * Stamps what the work makes. The stamp is absent while it runs, so work that was cut short is done again.
 * @param {string} file
 * @param {() => Promise<string>} work returns the digest to stamp
 */
export async function workUnderStamp(file, work) {
  rmSync(file, { force: true });
  const digest = await work();
  if (existsSync(dirname(file))) writeFileSync(file, digest);
}
