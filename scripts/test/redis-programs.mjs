import { LaunchError } from "../launch/launch-error.mjs";
import { findProgram, installSystemPackage } from "./system-packages.mjs";

const names = ["redis-server", "valkey-server"];

/**
 * The server's program, installed if need be.
 * @param {AbortSignal} signal
 * @returns {Promise<string>} absolute path
 */
export async function ensureRedis(signal) {
  const present = findProgram(names);
  if (present !== null) return present;
  const advice = await installSystemPackage("redis", signal);
  const installed = findProgram(names);
  if (installed === null) throw new LaunchError(`These tests need a Redis server; ${advice}`);
  return installed;
}
