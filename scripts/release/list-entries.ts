import { globSync, lstatSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { repository } from "../launch/repository.mjs";
import { listSourceFiles } from "../source-files.ts";
import { listExternalPackages, listImportedPackages, listPackageFolders } from "./list-packages.ts";
import { normalizeBuildFile } from "./normalize-build.ts";
import type { ArchiveEntry } from "./write-tar.ts";

/** Sources that run or are read where the console runs: the server, its commands, migrations, guides, and what operators copy. */
const shippedSources =
  /^(?:(?:lib|server|prisma|public|deploy)\/|docs\/.*\.md$|components\/ui\/theme\/theme\.ts$|scripts\/admin\.ts$|(?:CHANGELOG|SECURITY)\.md$|LICENSE$|next\.config\.js$)/;

/** Tests, and the launcher and the introduction of the archive, which have other places there. */
const omittedSources = /\.test\.tsx?$|^deploy\/archive\//;

/** Traces of how the build was made, and maps back to its sources. */
const omittedFromBuild = /\.map$|\.nft\.json$|^(?:trace|diagnostics|cache|types|used-by|turbopack)(?:-|\/|$)/;

/** Types, maps and texts, and the parts of large packages that this console never loads. */
const omittedFromPackages = new RegExp(
  [
    "\\.map$",
    "\\.[cm]?tsx?$",
    "\\.flow$",
    "\\.md$",
    "^next/dist/(?:esm|docs|bundle-analyzer|next-devtools)/",
    "^next/dist/compiled/(?:[\\w-]+-experimental|next-devtools|babel-packages|terser|@vercel/og)/",
    "^next/dist/compiled/next-server/[\\w-]+(?:-experimental|\\.dev)[\\w.-]*$",
    "^@prisma/client/runtime/(?:wasm-compiler|query_compiler_(?:small|fast_bg\\.(?!postgresql\\.)))",
    "^zod/src/",
  ].join("|"),
);

/** The product's own modules that import packages. */
function listProductModules(sources: readonly string[]): string[] {
  return sources.filter((file) => /^(?:lib|server|scripts)\/.*\.(?:ts|mjs)$/.test(file));
}

/** The folders of the packages that the archive contains, relative to the repository. */
export function listShippedPackages(buildDirectory: string): string[] {
  const names = [
    ...listImportedPackages(listProductModules(listShippedSources())),
    ...listExternalPackages(join(repository, buildDirectory)),
    // Next loads it without naming it as a dependency.
    "react-dom",
  ];
  return listPackageFolders(repository, names);
}

/** The sources in the archive, relative to the repository. */
export function listShippedSources(): string[] {
  return listSourceFiles().filter((file) => shippedSources.test(file) && !omittedSources.test(file));
}

export function listSourceEntries(): ArchiveEntry[] {
  return listShippedSources().map((file) => copy(file, file, canExecute(file)));
}

/** Everything in the archive that exists as a file in the prepared checkout, with the paths it has in the archive. */
export function listEntries(buildDirectory: string): ArchiveEntry[] {
  return [
    ...listSourceEntries(),
    ...listFiles("lib/platform/db/generated").map((file) => copy(file, file)),
    ...listFiles(buildDirectory).flatMap((file) => copyBuildFile(buildDirectory, file)),
    ...listShippedPackages(buildDirectory).flatMap(copyPackage),
    copy("deploy/archive/byteengine", "bin/byteengine", true),
    copy("scripts/release/check-health.mjs", "bin/check-health.mjs"),
    copy("deploy/archive/README.md", "README.md"),
  ];
}

function listFiles(folder: string): string[] {
  return globSync("**", { cwd: join(repository, folder), withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(repository.length + 1));
}

/** As recorded in Git: the guides run scripts in deploy/. */
function canExecute(file: string): boolean {
  return (lstatSync(join(repository, file)).mode & 0o100) !== 0;
}

function copy(file: string, path: string, isExecutable = false): ArchiveEntry {
  const absolute = join(repository, file);
  const stats = lstatSync(absolute);
  if (stats.isSymbolicLink()) return { path, from: { link: readlinkSync(absolute) }, isExecutable };
  return { path, from: { file: absolute, size: stats.size }, isExecutable };
}

function copyBuildFile(buildDirectory: string, file: string): ArchiveEntry[] {
  const name = file.slice(buildDirectory.length + 1);
  if (omittedFromBuild.test(name)) return [];
  const normalize = normalizeBuildFile(name);
  const path = `.next/${name}`;
  if (normalize === null) return [copy(file, path)];
  const content = Buffer.from(normalize(readFileSync(join(repository, file), "utf8")));
  return [{ path, from: { content }, isExecutable: false }];
}

function copyPackage(folder: string): ArchiveEntry[] {
  const name = folder.replace(/^.*node_modules\//, "");
  return listFiles(folder)
    .map((file) => ({ file, inside: file.slice(folder.length + 1) }))
    .filter(({ inside }) => !inside.startsWith("node_modules/"))
    .filter(({ inside }) => !omittedFromPackages.test(`${name}/${inside}`))
    .map(({ file }) => copy(file, file));
}
