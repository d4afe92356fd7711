import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";

/** Every file that the repository tracks or would track, relative to its root, with forward slashes. */
export function listSourceFiles(): readonly string[] {
  const list = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "-z"], {
    encoding: "utf8",
    maxBuffer: 16 * 1024 * 1024,
  });
  return list.split("\0").filter((file) => file !== "" && existsSync(file));
}
