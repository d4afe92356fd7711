import { readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import { listSourceFiles } from "./source-files.ts";

const maxFilesPerFolder = 16;

/** Folders whose files are entries of one list: guides, decisions, and the routes and pages of a test or measurement. */
const lists = new Set(["docs", "docs/decisions"]);

const files = listSourceFiles();

/** The folders that a folder's modules import from; tests and tools may import from anywhere. */
function readFolderImports(): Map<string, Set<string>> {
  const known = new Set(files);
  const imports = new Map<string, Set<string>>();
  for (const file of files) {
    if (!/^(app|components|lib|server)\/.*\.(ts|tsx|mjs)$/.test(file) || /\.test\.tsx?$/.test(file)) continue;
    const folder = dirname(file);
    const found = imports.get(folder) ?? new Set();
    for (const { fileName } of ts.preProcessFile(readFileSync(file, "utf8"), true, true).importedFiles) {
      const target = fileName.startsWith("#") ? fileName.slice(1) : normalize(join(folder, fileName));
      if (known.has(target) && dirname(target) !== folder) found.add(dirname(target));
    }
    imports.set(folder, found);
  }
  return imports;
}

/** A path of folders that leads from a folder back to itself, or null. */
function findCircle(imports: ReadonlyMap<string, ReadonlySet<string>>): string[] | null {
  const done = new Set<string>();
  const visit = (folder: string, path: readonly string[]): string[] | null => {
    if (path.includes(folder)) return [...path.slice(path.indexOf(folder)), folder];
    if (done.has(folder)) return null;
    for (const next of imports.get(folder) ?? []) {
      const circle = visit(next, [...path, folder]);
      if (circle !== null) return circle;
    }
    done.add(folder);
    return null;
  };
  for (const folder of imports.keys()) {
    const circle = visit(folder, []);
    if (circle !== null) return circle;
  }
  return null;
}

test("no folder holds more files than a reader can scan", () => {
  const counts = new Map<string, number>();
  for (const file of files) counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1);
  const crowded = [...counts].filter(
    ([folder, count]) => folder !== "." && !lists.has(folder) && count > maxFilesPerFolder,
  );
  expect(crowded).toEqual([]);
});

test("folders do not import each other in circles", () => {
  const imports = readFolderImports();
  expect(imports.size).toBeGreaterThan(50);
  expect(findCircle(imports)).toBeNull();
});

test("finds a circle over three folders", () => {
  const imports = new Map([
    ["a", new Set(["b", "d"])],
    ["b", new Set(["c"])],
    ["c", new Set(["a"])],
    ["d", new Set<string>()],
  ]);
  expect(findCircle(imports)).toEqual(["a", "b", "c", "a"]);
});

test("no test replaces a module for all files, because test files share loaded modules", () => {
  const replacing = files.filter(
    (file) => /\.test\.tsx?$/.test(file) && /\bvi\.mock\(/.test(readFileSync(file, "utf8")),
  );
  expect(replacing).toEqual([]);
});
