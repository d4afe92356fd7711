import { spawnSync } from "node:child_process";
import { existsSync, globSync } from "node:fs";

/** What is never part of the sources, for an archive without Git's own list. */
const ignored = [
  "**/node_modules/**",
  ".next*/**",
  ".data/**",
  ".cache/**",
  "test-results/**",
  "sdk/dist/**",
  "lib/platform/db/generated/**",
  "lib/db/generated/**",
];

/** Every source file: what Git tracks or would track, relative to the repository, with forward slashes. */
export function listSourceFiles(): readonly string[] {
  const parameters = ["ls-files", "--cached", "--others", "--exclude-standard", "-z"];
  const { status, stdout } = spawnSync("git", parameters, { encoding: "utf8", maxBuffer: 16 * 1024 * 1024 });
  const files =
    status === 0
      ? stdout.split("\0")
      : globSync("**/*.*", { exclude: ignored }).map((file) => file.replaceAll("\\", "/"));
  return files.filter((file) => file !== "" && existsSync(file));
}
