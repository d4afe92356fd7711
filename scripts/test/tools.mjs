import { spawnSync } from "node:child_process";
import { LaunchError } from "../launch/launch-error.mjs";
import { findProgram, installSystemPackage } from "./system-packages.mjs";

/**
 * @typedef {object} Tool
 * @property {string} title for the message that says it is missing
 * @property {readonly string[]} names of its program, the best first
 * @property {readonly string[]} folders besides those on the PATH
 * @property {readonly string[]} [check] parameters with which the program must succeed; default: `--version`
 * @property {number} [status] its exit code on success; default: 0
 */

/** @type {Record<"redis" | "nginx" | "caddy" | "haproxy" | "python" | "wrk", Tool>} */
const tools = {
  redis: { title: "a Redis server", names: ["redis-server", "valkey-server"], folders: [] },
  nginx: { title: "nginx", names: ["nginx"], folders: ["/usr/sbin", "/usr/local/sbin"], check: ["-v"] },
  caddy: { title: "Caddy", names: ["caddy"], folders: ["/usr/local/bin"], check: ["version"] },
  haproxy: { title: "HAProxy", names: ["haproxy"], folders: ["/usr/sbin", "/usr/local/sbin"], check: ["-v"] },
  python: {
    title: "Python 3 with requests",
    names: ["python3"],
    folders: [],
    check: ["-c", "import requests"],
  },
  // wrk has no option that succeeds: without an address it exits with 1.
  wrk: { title: "wrk", names: ["wrk"], folders: [], status: 1 },
};

/**
 * @param {Tool} tool
 * @returns {string | null} absolute path of a working program
 */
function findTool({ names, folders, check = ["--version"], status = 0 }) {
  // Another Python may come first on the PATH; the package manager installs for the system's own.
  const programs = [findProgram(names, folders), ...names.map((name) => `/usr/bin/${name}`)];
  return programs.find((program) => program !== null && spawnSync(program, check).status === status) ?? null;
}

/**
 * A program that tests need, installed if necessary.
 * @param {"redis" | "nginx" | "caddy" | "haproxy" | "python" | "wrk"} name
 * @param {AbortSignal} signal
 * @returns {Promise<string>} absolute path
 */
export async function ensureTool(name, signal) {
  const tool = tools[name];
  const existing = findTool(tool);
  if (existing !== null) return existing;
  const advice = await installSystemPackage(name, signal);
  const installed = findTool(tool);
  if (installed === null) throw new LaunchError(`These tests need ${tool.title}; ${advice}`);
  return installed;
}
