import { createHash } from "node:crypto";
import { createWriteStream, existsSync, mkdirSync, renameSync, statSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { constants, createGzip } from "node:zlib";
import { buildFile, type ProductBuild, productVersion } from "#lib/platform/settings/product-version.ts";
import manifest from "../../package.json" with { type: "json" };
import { repository } from "../launch/repository.mjs";
import { describePackages, listBundledPackages } from "./describe-packages.ts";
import { listEntries, listShippedPackages } from "./list-entries.ts";
import { type ArchiveEntry, writeTar } from "./write-tar.ts";

const platform = `${process.platform}-${process.arch}`;

/** The folder that an archive unpacks to. */
export const archiveName = `byteengine-console-${productVersion}-${platform}`;

const getFolder = (name: string) => `node_modules/${name}`;
const nodePackage = join(repository, getFolder(`node-${platform}`));

export interface Archive {
  file: string;
  sha256: string;
  bytes: number;
  unpackedBytes: number;
}

interface ArchiveOptions {
  buildDirectory: string;
  build: ProductBuild;
  /** Where the archive is written. */
  folder: string;
}

/** The same commit, Node and build tools give the same bytes. */
export async function createArchive({ buildDirectory, build, folder }: ArchiveOptions): Promise<Archive> {
  const at = new Date(build.commitDate ?? 0);
  const entries = listAllEntries(buildDirectory, build, at);
  const file = join(folder, `${archiveName}.tar.gz`);
  const draft = `${file}.partial`;
  mkdirSync(folder, { recursive: true });
  const hash = createHash("sha256");
  let unpackedBytes = 0;
  const counting = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      unpackedBytes += chunk.length;
      done(null, chunk);
    },
  });
  const hashing = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  const gzip = createGzip({ level: constants.Z_BEST_COMPRESSION, chunkSize: 1 << 20 });
  await pipeline(Readable.from(writeTar(entries, at)), counting, gzip, hashing, createWriteStream(draft));
  renameSync(draft, file);
  const sha256 = hash.digest("hex");
  // In the form that `sha256sum --check` reads.
  writeFileSync(`${file}.sha256`, `${sha256}  ${basename(file)}\n`);
  return { file, sha256, bytes: statSync(file).size, unpackedBytes };
}

/** Sorted, and all in the folder of the archive's name. */
function listAllEntries(buildDirectory: string, build: ProductBuild, at: Date): ArchiveEntry[] {
  const packages = [
    ...listShippedPackages(buildDirectory),
    ...listBundledPackages(buildDirectory),
    ...Object.keys(manifest.dependencies)
      .filter((name) => name.startsWith("@fontsource"))
      .map(getFolder),
    ...(existsSync(nodePackage) ? [getFolder(`node-${platform}`)] : []),
  ];
  const written: Readonly<Record<string, string>> = {
    [buildFile]: formatJson({ version: productVersion, ...build }),
    "package.json": formatJson(describeInstallation()),
    "sbom.cdx.json": describePackages(packages, at),
  };
  const created = Object.entries(written).map(([path, text]) => ({
    path,
    from: { content: Buffer.from(text) },
    isExecutable: false,
  }));
  return [...listEntries(buildDirectory), ...created, ...listNode()]
    .map((entry) => ({ ...entry, path: `${archiveName}/${entry.path}` }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The Node of this platform, if it is one of the packages. Elsewhere the machine's own is used. */
function listNode(): ArchiveEntry[] {
  if (!existsSync(nodePackage)) return [];
  const node = join(nodePackage, "bin", "node");
  const license = join(nodePackage, "LICENSE");
  return [
    { path: "node/bin/node", from: { file: node, size: statSync(node).size }, isExecutable: true },
    { path: "node/LICENSE", from: { file: license, size: statSync(license).size }, isExecutable: false },
  ];
}

/** What Node and the console read of package.json. */
function describeInstallation() {
  const { name, version, description, license, type, imports } = manifest;
  return { name, version, private: true, description, license, type, engines: { node: ">=24" }, imports };
}

function formatJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
