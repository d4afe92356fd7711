import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, realpathSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { LaunchError } from "../launch/launch-error.mjs";
import { installSystemPackage } from "./system-packages.mjs";

const minVersion = 15;

/** Folders with several versions, as distributions install them. */
const versionedFolders = [
  "/usr/lib/postgresql",
  "/usr/local/lib/postgresql",
  "/opt/homebrew/opt",
  "/usr/local/opt",
];

/** @param {string} text of `postgres --version`, such as "postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)" */
function readPostgresVersion(text) {
  return Number(/\(PostgreSQL\) (\d+)/.exec(text)?.[1] ?? 0);
}

/**
 * The folder with the programs of the newest suitable server.
 * @returns {string | null}
 */
function findPostgres() {
  const versioned = versionedFolders
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name, "bin")));
  const folders = [
    ...(process.env.PATH ?? "").split(delimiter),
    ...versioned,
    "/usr/local/bin",
    "/usr/local/pgsql/bin",
  ];
  const candidates = folders
    .filter((folder) => existsSync(join(folder, "postgres")) && existsSync(join(folder, "initdb")))
    .map((folder) => ({ folder, version: readPostgresVersion(runVersion(folder)) }))
    .filter(({ version }) => version >= minVersion)
    .sort((a, b) => b.version - a.version);
  const [newest] = candidates;
  // The path may be a single link; the other programs are next to its target.
  return newest === undefined ? null : dirname(realpathSync(join(newest.folder, "postgres")));
}

/** @param {string} folder */
function runVersion(folder) {
  return spawnSync(join(folder, "postgres"), ["--version"], { encoding: "utf8" }).stdout ?? "";
}

/**
 * @param {AbortSignal} signal
 * @returns {Promise<string>} folder of the server's programs
 */
export async function ensurePostgres(signal) {
  const existing = findPostgres();
  if (existing !== null) return existing;
  const advice = await installSystemPackage("postgres", signal);
  const installed = findPostgres();
  if (installed !== null) return installed;
  throw new LaunchError(
    `The integration tests need a PostgreSQL server, version ${minVersion} or newer, which could not be installed here; ${advice}`,
  );
}
