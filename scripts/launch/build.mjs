import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isProcessAlive } from "../../lib/platform/process/process-identity.mjs";
import { digestPaths } from "./digest.mjs";
import { LaunchError } from "./launch-error.mjs";
import { repository } from "./repository.mjs";
import { getLastLines, runStep } from "./step.mjs";

// Next builds in `.next` and empties it first, even while a server uses it. So every finished build is copied
// to a folder named after the digest of its sources, and served from there. The folder is next to `.next`, so
// that relative links inside keep working.
const nextDirectory = ".next";
const productPrefix = ".next-";

/**
 * The environment of every run of Next: no telemetry, and no attempt to fix a lockfile that lacks packages
 * for other platforms.
 */
export const nextEnvironment = { NEXT_TELEMETRY_DISABLED: "1", NEXT_IGNORE_INCORRECT_LOCKFILE: "1" };

const sources = [
  "app",
  "components",
  "lib",
  "public",
  "scripts/build",
  "server",
  "instrumentation.ts",
  "next.config.js",
  "postcss.config.mjs",
  "tsconfig.json",
  "package.json",
  "package-lock.json",
  "prisma/schema.prisma",
];

/**
 * Whether a file can change the build. Tests cannot, and the generated client depends only on the schema.
 * @param {string} path
 */
export function isBuildInput(path) {
  return !/\.test\.tsx?$|^lib\/platform\/db\/generated\//.test(path);
}

/** The folder of the build for the current sources, relative to the repository. */
export function getBuildDirectory() {
  return `${productPrefix}${digestPaths(repository, sources, isBuildInput).slice(0, 16)}`;
}

/** @param {string} directory */
export function isBuilt(directory) {
  return existsSync(join(repository, directory));
}

/**
 * Builds until the build matches the sources: a file may be saved while it runs.
 * @param {string} node
 * @param {AbortSignal} signal
 * @returns {Promise<string>} folder of the build, relative to the repository
 */
export async function ensureBuild(node, signal) {
  const directory = getBuildDirectory();
  if (isBuilt(directory)) return directory;
  await runBuild(node, directory.slice(productPrefix.length), signal);
  if (getBuildDirectory() !== directory) return await ensureBuild(node, signal);
  keepBuild(directory);
  removeUnusedBuilds(directory);
  return directory;
}

/**
 * @param {string} node
 * @param {string} id
 * @param {AbortSignal} signal
 */
async function runBuild(node, id, signal) {
  const next = join(repository, "node_modules", "next", "dist", "bin", "next");
  const { exitCode, output } = await runStep(
    "Building the pages (about half a minute)",
    [node, next, "build"],
    {
      signal,
      environment: {
        ...nextEnvironment,
        NODE_ENV: "production",
        NEXT_DIST_DIR: nextDirectory,
        BYTEENGINE_BUILD_ID: id,
      },
    },
  );
  if (exitCode === 0) return;
  console.error(getLastLines(output));
  throw new LaunchError("The pages could not be built. See the reason above.");
}

/** @param {string} directory */
function keepBuild(directory) {
  const from = join(repository, nextDirectory);
  const to = join(repository, directory);
  const draft = `${to}.partial`;
  const omittedPaths = ["cache", "dev", "diagnostics", "lock", "trace", "types"].map((name) =>
    join(from, name),
  );
  rmSync(draft, { recursive: true, force: true });
  cpSync(from, draft, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (path) => !omittedPaths.includes(path),
  });
  renameSync(draft, to);
}

/** @param {string} directory */
function getUsersDirectory(directory) {
  return join(repository, directory, "used-by");
}

/**
 * Marks a build as used by this process, so that a later build does not remove it. A read-only folder needs
 * no mark.
 * @param {string} directory
 * @returns {() => void} removes the mark
 */
export function claimBuild(directory) {
  const claim = join(getUsersDirectory(directory), String(process.pid));
  try {
    mkdirSync(getUsersDirectory(directory), { recursive: true });
    writeFileSync(claim, "");
  } catch (error) {
    if (
      !(
        error instanceof Error &&
        "code" in error &&
        ["EACCES", "EPERM", "EROFS"].includes(String(error.code))
      )
    )
      throw error;
    return () => {};
  }
  return () => rmSync(claim, { force: true });
}

/** @param {string} current */
function removeUnusedBuilds(current) {
  for (const name of readdirSync(repository)) {
    if (!name.startsWith(productPrefix) || name === current) continue;
    const users = getUsersDirectory(name);
    const isUsed = existsSync(users) && readdirSync(users).some((pid) => isProcessAlive(Number(pid), null));
    if (!isUsed) rmSync(join(repository, name), { recursive: true, force: true });
  }
}
