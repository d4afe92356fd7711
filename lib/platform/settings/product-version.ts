import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";
import manifest from "../../../package.json" with { type: "json" };

/** The version of this console. */
export const productVersion: string = manifest.version;

const buildSchema = z.object({
  /** The full hash of the commit it was built from. */
  commit: z.string().nullable(),
  /** When this commit was made. */
  commitDate: z.iso.datetime().nullable(),
});

export type ProductBuild = z.infer<typeof buildSchema>;

const unknownBuild: ProductBuild = { commit: null, commitDate: null };

/** In the root of a release archive. */
export const buildFile = "build.json";

let known: ProductBuild | undefined;

/** The commit this console was built from, if it can be known. The console runs in its root folder. */
export function readProductBuild(): ProductBuild {
  known ??= readBuildFile() ?? readCheckedOutCommit() ?? unknownBuild;
  return known;
}

/** The version as people read it, such as `0.1.0 (4f713f5e0b2c)`. */
export function describeProduct({ commit }: ProductBuild = readProductBuild()): string {
  return commit === null ? productVersion : `${productVersion} (${commit.slice(0, 12)})`;
}

/** What operators type before an admin command: a release archive has a launcher of its own, a checkout has npm. */
export function getAdminProgram(folder = "."): string {
  return readBuildFile(folder) === null ? "npm run admin --" : "bin/byteengine admin";
}

function readBuildFile(folder = "."): ProductBuild | null {
  try {
    return buildSchema.parse(JSON.parse(readFileSync(`${folder}/${buildFile}`, "utf8")));
  } catch {
    return null;
  }
}

/** Null without Git, or if the folder belongs to someone else. */
export function readCheckedOutCommit(folder = "."): ProductBuild | null {
  if (!existsSync(`${folder}/.git`)) return null;
  const { status, stdout } = spawnSync("git", ["log", "-1", "--format=%H %ct"], {
    cwd: folder,
    encoding: "utf8",
    timeout: 2_000,
  });
  const [, commit, seconds] = /^([0-9a-f]{40,64}) (\d+)$/.exec(stdout?.trim() ?? "") ?? [];
  if (status !== 0 || commit === undefined) return null;
  return { commit, commitDate: new Date(Number(seconds) * 1000).toISOString() };
}
