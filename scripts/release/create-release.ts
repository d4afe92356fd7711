// Run by `npm run release`. `--allow-changes` archives a checkout with changes, without naming a commit.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { readCheckedOutCommit } from "#lib/platform/settings/product-version.ts";
import { repository } from "../launch/repository.mjs";
import { createArchive } from "./create-archive.ts";

const megabyte = 1_000_000;

/** A commit is named only if the archive really contains it. */
function readBuild(allowsChanges: boolean) {
  const { status, stdout } = spawnSync("git", ["status", "--porcelain"], {
    cwd: repository,
    encoding: "utf8",
  });
  const hasChanges = status === 0 && stdout.trim() !== "";
  if (hasChanges && !allowsChanges) return null;
  const none = { commit: null, commitDate: null };
  return hasChanges ? none : (readCheckedOutCommit(repository) ?? none);
}

const build = readBuild(process.argv.includes("--allow-changes"));
if (build === null) {
  process.stderr.write("Commit your changes first: an archive names the commit it was made from.\n");
  process.exitCode = 1;
} else {
  const buildDirectory = process.env.NEXT_DIST_DIR ?? ".next";
  const archive = await createArchive({ buildDirectory, build, folder: join(repository, "release") });
  const format = (bytes: number) => `${Math.round(bytes / megabyte)} MB`;
  process.stdout.write(`${archive.file}\n`);
  process.stdout.write(`SHA-256 ${archive.sha256}\n`);
  process.stdout.write(`${format(archive.bytes)}, unpacked ${format(archive.unpackedBytes)}\n`);
}
