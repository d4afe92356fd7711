import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { getLastLines, runStep } from "../launch/step.mjs";

/**
 * @typedef {object} PackageManager
 * @property {string} program
 * @property {readonly (readonly string[])[]} commands parameters of each run; the package's name is added to
 * the last
 * @property {Record<string, string>} packages name of the package for each tool
 */

/** @type {readonly PackageManager[]} */
const managers = [
  {
    program: "apt-get",
    commands: [["update"], ["install", "-y", "--no-install-recommends"]],
    packages: {
      chromium: "chromium",
      postgres: "postgresql",
      nginx: "nginx-light",
      redis: "redis-server",
      python: "python3-requests",
    },
  },
  {
    program: "dnf",
    commands: [["install", "-y"]],
    packages: {
      chromium: "chromium",
      postgres: "postgresql-server",
      nginx: "nginx",
      redis: "redis",
      python: "python3-requests",
    },
  },
  {
    program: "apk",
    commands: [["add", "--no-cache"]],
    packages: {
      chromium: "chromium",
      postgres: "postgresql",
      nginx: "nginx",
      redis: "redis",
      python: "py3-requests",
    },
  },
  {
    program: "pacman",
    commands: [["-Sy", "--noconfirm"]],
    packages: {
      chromium: "chromium",
      postgres: "postgresql",
      nginx: "nginx",
      redis: "redis",
      python: "python-requests",
    },
  },
  {
    program: "brew",
    commands: [["install"]],
    packages: {
      chromium: "chromium",
      postgres: "postgresql@17",
      nginx: "nginx",
      redis: "redis",
      python: "python",
    },
  },
];

/**
 * The first of the names that is on the PATH or in one of the extra folders.
 * @param {readonly string[]} names
 * @param {readonly string[]} [extraFolders]
 * @returns {string | null} absolute path
 */
export function findProgram(names, extraFolders = []) {
  const folders = [...(process.env.PATH ?? "").split(delimiter), ...extraFolders];
  const paths = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return paths.find((path) => existsSync(path)) ?? null;
}

/**
 * The prefix that runs a command as root; null if that is not allowed. Homebrew does not run as root and
 * needs no prefix.
 */
function getRootPrefix(program = "") {
  if (program === "brew" || process.getuid?.() === 0) return [];
  return spawnSync("sudo", ["-n", "true"], { stdio: "ignore" }).status === 0 ? ["sudo", "-n"] : null;
}

/**
 * Installs the package of a tool, if allowed.
 * @param {"chromium" | "postgres" | "nginx" | "caddy" | "haproxy" | "redis" | "python" | "wrk"} tool
 * @param {AbortSignal} signal
 * @returns {Promise<string>} the command to run, for the error message if the tool is still missing
 */
export async function installSystemPackage(tool, signal) {
  const manager = managers.find(({ program }) => findProgram([program]) !== null);
  if (manager === undefined) return "install it with your system's package manager";
  const name = manager.packages[tool] ?? tool;
  const [last = [], ...earlier] = [...manager.commands].reverse();
  const commands = [...earlier.reverse(), [...last, name]];
  const advice = `run: ${commands.map((parameters) => `sudo ${manager.program} ${parameters.join(" ")}`).join(" && ")}`;
  const prefix = getRootPrefix(manager.program);
  if (prefix === null) return advice;
  for (const parameters of commands) {
    const [program = manager.program, ...rest] = [...prefix, manager.program, ...parameters];
    const title = `Running ${manager.program} ${parameters.join(" ")}`;
    const { exitCode, output } = await runStep(title, [program, ...rest], {
      signal,
      environment: { DEBIAN_FRONTEND: "noninteractive" },
    });
    if (exitCode !== 0) {
      console.error(getLastLines(output, 5));
      break;
    }
  }
  return advice;
}
