import { join } from "node:path";
import { tryToLock } from "#lib/platform/process/lock-file.mjs";
import { StartError } from "#lib/platform/process/start-error.ts";

/**
 * Locks the directory for this process: two databases on one directory would destroy it. Throws StartError with the name of
 * another holder.
 */
export function lockDataDirectory(directory: string): { release: () => void } {
  const attempt = tryToLock(join(directory, "lock"));
  if ("release" in attempt) return attempt;
  const { holder } = attempt;
  const who = holder === null ? "another process" : `process ${holder.pid} on ${holder.host}`;
  throw new StartError(`DATA_DIR ${directory} is in use by ${who}; stop it, or set a different DATA_DIR`);
}
