import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, realpathSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { chromium } from "@playwright/test";
import { LaunchError } from "../launch/launch-error.mjs";
import { repository } from "../launch/repository.mjs";
import { runStep } from "../launch/step.mjs";
import { findProgram, installSystemPackage } from "./system-packages.ts";

interface Tool {
  title: string;
  /** Names of its program, the best first. */
  names: readonly string[];
  /** Parameters with which the program must succeed, and its exit code on success. */
  check?: readonly string[];
  status?: number;
}

/** Besides those on the PATH. */
const folders = [
  ...["/usr/sbin", "/usr/local/sbin", "/usr/local/bin"],
  "/Applications/Google Chrome.app/Contents/MacOS",
];

const tools = {
  redis: { title: "a Redis server", names: ["redis-server", "valkey-server"] },
  nginx: { title: "nginx", names: ["nginx"], check: ["-v"] },
  caddy: { title: "Caddy", names: ["caddy"], check: ["version"] },
  haproxy: { title: "HAProxy", names: ["haproxy"], check: ["-v"] },
  python: { title: "Python 3 with requests", names: ["python3"], check: ["-c", "import requests"] },
  promtool: { title: "promtool of Prometheus", names: ["promtool"] },
  // wrk has no option that succeeds: without an address it exits with 1.
  wrk: { title: "wrk", names: ["wrk"], status: 1 },
} satisfies Record<string, Tool>;

/** The absolute path of a working program. */
function findTool({ names, check = ["--version"], status = 0 }: Tool): string | null {
  // Another Python may come first on the PATH; the package manager installs for the system's own.
  const programs = [findProgram(names, folders), ...names.map((name) => `/usr/bin/${name}`)];
  return programs.find((program) => program !== null && spawnSync(program, check).status === status) ?? null;
}

/** Finds a program that tests need, or installs it first. */
async function ensure(
  name: string,
  title: string,
  find: () => string | null,
  signal: AbortSignal,
): Promise<string> {
  const existing = find();
  if (existing !== null) return existing;
  const advice = await installSystemPackage(name, signal);
  const installed = find();
  if (installed === null) throw createMissing(title, advice);
  return installed;
}

function createMissing(title: string, advice: string): LaunchError {
  return new LaunchError(`These tests need ${title}, which could not be installed here; ${advice}`);
}

export function ensureTool(name: keyof typeof tools, signal: AbortSignal): Promise<string> {
  return ensure(name, tools[name].title, () => findTool(tools[name]), signal);
}

const minPostgresVersion = 15;

/** Folders with several versions, as distributions install them. */
const versionedFolders = [
  ...["/usr/lib/postgresql", "/usr/local/lib/postgresql"],
  ...["/opt/homebrew/opt", "/usr/local/opt"],
];

/** From a text such as "postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)". */
function readPostgresVersion(folder: string): number {
  const { stdout } = spawnSync(join(folder, "postgres"), ["--version"], { encoding: "utf8" });
  return Number(/\(PostgreSQL\) (\d+)/.exec(stdout ?? "")?.[1] ?? 0);
}

/** The folder with the programs of the newest suitable server. */
function findPostgres(): string | null {
  const versioned = versionedFolders
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name, "bin")));
  const candidates = [
    ...(process.env.PATH ?? "").split(delimiter),
    ...versioned,
    "/usr/local/bin",
    "/usr/local/pgsql/bin",
  ]
    .filter((folder) => existsSync(join(folder, "postgres")) && existsSync(join(folder, "initdb")))
    .map((folder) => ({ folder, version: readPostgresVersion(folder) }))
    .filter(({ version }) => version >= minPostgresVersion);
  const [newest] = candidates.sort((a, b) => b.version - a.version);
  // The path may be a single link; the other programs are next to its target.
  return newest === undefined ? null : dirname(realpathSync(join(newest.folder, "postgres")));
}

/** The folder with PostgreSQL's programs. */
export function ensurePostgres(signal: AbortSignal): Promise<string> {
  const title = `a PostgreSQL server, version ${minPostgresVersion} or newer`;
  return ensure("postgres", title, findPostgres, signal);
}

const chromiumTool: Tool = {
  title: "Chromium",
  // The headless shell first: it has no interface of its own, and needs a third less processor time.
  names: ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome-stable", "google-chrome"],
};

/** It is run once to check it: on some systems the name is only a hint to install something. */
export function findInstalledChromium(): string | null {
  return findTool(chromiumTool);
}

function findChromium(): string | null {
  const downloaded = chromium.executablePath();
  return findInstalledChromium() ?? (existsSync(downloaded) ? downloaded : null);
}

const downloadLimitMs = 180_000;

/** The path of the browser for the tests: installed on this machine, or else downloaded by Playwright. */
export async function ensureChromium(signal: AbortSignal): Promise<string> {
  const existing = findChromium();
  if (existing !== null) return existing;
  let advice = await installSystemPackage("headless-chromium", signal);
  if (findChromium() === null) advice = await installSystemPackage("chromium", signal);
  if (findChromium() === null) await downloadChromium(signal);
  const installed = findChromium();
  if (installed === null) throw createMissing(chromiumTool.title, advice);
  return installed;
}

async function downloadChromium(signal: AbortSignal): Promise<void> {
  const command = join(repository, "node_modules", "@playwright", "test", "cli.js");
  const limited = AbortSignal.any([signal, AbortSignal.timeout(downloadLimitMs)]);
  try {
    const download = [process.execPath, command, "install", "chromium"] as const;
    await runStep("Downloading Playwright's Chromium", download, { signal: limited });
  } catch (error) {
    if (signal.aborted || !limited.aborted) throw error;
  }
}
