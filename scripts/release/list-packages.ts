import { existsSync, globSync, readFileSync, readlinkSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, join, relative } from "node:path";
import ts from "typescript";
import { z } from "zod";

/**
 * Packages that others depend on only for building: the compiler, image processing (turned off in next.config.js), and data
 * about browsers. Types are never loaded.
 */
const onlyForBuilding = /^(?:@types\/|@next\/swc-|@img\/|sharp$|caniuse-lite$|baseline-browser-mapping$)/;

const manifestSchema = z.object({
  dependencies: z.record(z.string(), z.string()).default({}),
  optionalDependencies: z.record(z.string(), z.string()).default({}),
  peerDependencies: z.record(z.string(), z.string()).default({}),
  peerDependenciesMeta: z.record(z.string(), z.object({ optional: z.boolean().optional() })).default({}),
});

/** The packages that these source files import, also those of which only types are used. */
export function listImportedPackages(files: readonly string[]): string[] {
  const specifiers = files.flatMap((file) => {
    const { importedFiles } = ts.preProcessFile(readFileSync(file, "utf8"), true, true);
    return importedFiles.map(({ fileName }) => fileName);
  });
  const bare = specifiers.filter((specifier) => !/^[.#/]/.test(specifier) && !isBuiltin(specifier));
  return [...new Set(bare.map(getPackageName))].sort();
}

/** `@redis/client` of `@redis/client/dist/x`. */
function getPackageName(specifier: string): string {
  return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
}

/** The packages that a build leaves outside its bundles: it has a link for each. */
export function listExternalPackages(buildDirectory: string): string[] {
  const links = globSync(["*", "@*/*"], { cwd: join(buildDirectory, "node_modules"), withFileTypes: true });
  return links
    .filter((link) => link.isSymbolicLink())
    .map((link) => readlinkSync(join(link.parentPath, link.name)).replace(/^.*node_modules\//, ""))
    .sort();
}

/** The folders of packages and of all that they need to run, relative to the root and sorted. */
export function listPackageFolders(root: string, names: readonly string[]): string[] {
  const found = new Set<string>();
  const visit = (name: string, from: string, isOptional: boolean): void => {
    if (onlyForBuilding.test(name)) return;
    const folder = findPackage(root, name, from);
    if (folder === null) {
      if (isOptional) return;
      throw new Error(`${name} is not installed, and ${from} needs it`);
    }
    if (found.has(folder)) return;
    found.add(folder);
    const manifest = manifestSchema.parse(JSON.parse(readFileSync(join(folder, "package.json"), "utf8")));
    for (const dependency of Object.keys(manifest.dependencies)) visit(dependency, folder, false);
    for (const dependency of Object.keys(manifest.optionalDependencies)) visit(dependency, folder, true);
    for (const peer of Object.keys(manifest.peerDependencies)) {
      if (manifest.peerDependenciesMeta[peer]?.optional !== true) visit(peer, folder, true);
    }
  };
  for (const name of names) visit(name, root, false);
  return [...found].map((folder) => relative(root, folder)).sort();
}

/** As Node looks for it: in the folder's own `node_modules`, then in each folder above. */
function findPackage(root: string, name: string, from: string): string | null {
  for (let folder = from; folder.startsWith(root); folder = dirname(folder)) {
    const candidate = join(folder, "node_modules", name);
    if (existsSync(join(candidate, "package.json"))) return candidate;
  }
  return null;
}
