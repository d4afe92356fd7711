import { existsSync, readFileSync } from "node:fs";

/**
 * Loader for the browser's build. Next ships each of its modules twice, and Turbopack takes the CommonJS one, of which nothing
 * can be left out. This gives it the ES module of the same name, of which it drops what nobody imports (ADR 0013).
 * @this {{ resourcePath: string, addDependency: (path: string) => void }}
 * @param {string} source the CommonJS module's, for the few modules that have no twin
 */
export default function takeEsModule(source) {
  const twin = this.resourcePath.replace("/node_modules/next/dist/", "/node_modules/next/dist/esm/");
  if (!existsSync(twin)) return source;
  this.addDependency(twin);
  return readFileSync(twin, "utf8");
}
