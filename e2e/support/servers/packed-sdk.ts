import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const repository = fileURLToPath(new URL("../../..", import.meta.url));

export interface PackedSdk {
  /** An empty project in which only the packed SDK is installed. */
  folder: string;
  packedBytes: number;
  /** What npm has installed in node_modules, besides its own files. */
  installed: string[];
}

/** Builds and packs the SDK as its publishers do, and installs the file in an empty folder without a network. */
export async function installPackedSdk(): Promise<PackedSdk> {
  const place = await mkdtemp(join(tmpdir(), "byteengine-sdk-"));
  const source = join(place, "source");
  const folder = join(place, "project");
  await mkdir(source);
  await mkdir(folder);
  for (const name of ["package.json", "README.md", "LICENSE"]) {
    await cp(join(repository, "sdk", name), join(source, name));
  }
  const tsc = join(repository, "node_modules", "typescript", "bin", "tsc");
  const config = join(repository, "sdk", "tsconfig.json");
  await run(process.execPath, [tsc, "-p", config, "--outDir", join(source, "dist")]);
  const { stdout } = await run("npm", ["pack", "--ignore-scripts", "--pack-destination", place], {
    cwd: source,
  });
  const file = join(place, stdout.trim());
  await writeFile(join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }));
  await run("npm", ["install", "--offline", "--no-audit", "--no-fund", file], { cwd: folder });
  const scopes = await readdir(join(folder, "node_modules"));
  return {
    folder,
    packedBytes: (await stat(file)).size,
    installed: scopes.filter((name) => !name.startsWith(".")),
  };
}
