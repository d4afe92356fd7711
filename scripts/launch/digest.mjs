import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/**
 * One digest of the names and contents of files and folders, in sorted order. Missing paths are skipped. Uses
 * contents instead of times, because a checkout gives old files new times.
 * @param {string} root
 * @param {readonly string[]} paths relative to root, with forward slashes
 * @param {(path: string) => boolean} [isCounted]
 * @returns {string} SHA-256 in hex
 */
export function digestPaths(root, paths, isCounted = () => true) {
  const hash = createHash("sha256");
  for (const path of paths.flatMap((path) => listFiles(root, path)).sort()) {
    if (!isCounted(path)) continue;
    const content = readFileSync(join(root, path));
    hash.update(`${path}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
}

/**
 * @param {string} root
 * @param {string} path
 * @returns {string[]}
 */
function listFiles(root, path) {
  const stats = statSync(join(root, path), { throwIfNoEntry: false });
  if (stats === undefined) return [];
  if (!stats.isDirectory()) return [path];
  return readdirSync(join(root, path)).flatMap((name) => listFiles(root, `${path}/${name}`));
}
