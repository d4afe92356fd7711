import { existsSync, readFileSync } from "node:fs";

/**
 * Loader for the browser build. Next ships each of its modules twice, and Turbopack uses the CommonJS
 * version, from which unused code cannot be removed. This loader returns the ES module of the same name, from
 * which it can (ADR 0013).
 * @this {{ resourcePath: string, addDependency: (path: string) => void }}
 * @param {string} source of the CommonJS module, used for the few modules without an ES version
 */
export default function takeEsModule(source) {
  const esModule = this.resourcePath.replace("/node_modules/next/dist/", "/node_modules/next/dist/esm/");
  if (!existsSync(esModule)) return source;
  this.addDependency(esModule);
  return readFileSync(esModule, "utf8");
}
