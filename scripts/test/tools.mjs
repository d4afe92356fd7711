import { spawnSync } from "node:child_process";
import { LaunchError } from "../launch/launch-error.mjs";
import { findProgram, installSystemPackage } from "./system-packages.mjs";

/**
 * @typedef {object} Tool
 * @property {string} title for the line that says it is missing
 * @property {readonly string[]} names of its program, the best first
 * @property {readonly string[]} folders beside those on the PATH
 * @property {readonly string[]} [check] parameters with which the program must end well; `--version` unless named
 * @property {number} [status] what it then ends with, 0 unless named
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
  // It has no way to say that all is well: without an address it ends with 1.
  wrk: { title: "wrk", names: ["wrk"], folders: [], status: 1 },
};

/**
 * @param {Tool} tool
 * @returns {string | null} absolute path of a program that can do what is needed
 */
function findTool({ names, folders, check = ["--version"], status = 0 }) {
  // Another Python may come first on the PATH; the package manager adds to the system's own.
  const programs = [findProgram(names, folders), ...names.map((name) => `/usr/bin/${name}`)];
  return programs.find((program) => program !== null && spawnSync(program, check).status === status) ?? null;
}

/**
 * A program that tests need, installed if need be.
 * @param {"redis" | "nginx" | "caddy" | "haproxy" | "python" | "wrk"} name
 * @param {AbortSignal} signal
 * @returns {Promise<string>} absolute path
 */
export async function ensureTool(name, signal) {
  const tool = tools[name];
  const present = findTool(tool);
  if (present !== null) return present;
  const advice = await installSystemPackage(name, signal);
  const installed = findTool(tool);
  if (installed === null) throw new LaunchError(`These tests need ${tool.title}; ${advice}`);
  return installed;
}
