import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import {
  bindMigrationAwareSqlAdapterFactory,
  type SqlMigrationAwareDriverAdapterFactory,
} from "@prisma/driver-adapter-utils";
import type { SchemaEngine } from "@prisma/schema-engine-wasm";

/** The bindings' own names for the imports and exports of a WebAssembly instance. */
interface Bindings extends WebAssembly.ModuleImports {
  __wbg_set_wasm(exports: WebAssembly.Exports): void;
  SchemaEngine: typeof SchemaEngine;
}

let loading: Promise<Bindings> | undefined;

/**
 * Prisma's schema engine as WebAssembly. It creates the same migrations as the Prisma CLI's native engine,
 * which would have to be downloaded.
 */
export async function openSchemaEngine(
  factory: SqlMigrationAwareDriverAdapterFactory,
  datamodel?: string,
): Promise<SchemaEngine> {
  loading ??= loadBindings();
  const bindings = await loading;
  const adapter = bindMigrationAwareSqlAdapterFactory(factory);
  const datamodels: [string, string][] | undefined =
    datamodel === undefined ? undefined : [["schema.prisma", datamodel]];
  return bindings.SchemaEngine.new({ datamodels }, () => {}, adapter);
}

/** Node cannot import the .wasm file directly yet, so the two parts are connected here. */
async function loadBindings(): Promise<Bindings> {
  const directory = dirname(createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm"));
  const bindings = asBindings(await import("@prisma/schema-engine-wasm/schema_engine_bg"));
  const bytes = await readFile(join(directory, "schema_engine_bg.wasm"));
  const { instance } = await WebAssembly.instantiate(new Uint8Array(bytes), {
    "./schema_engine_bg.js": bindings,
  });
  bindings.__wbg_set_wasm(instance.exports);
  const { __wbindgen_start: start } = instance.exports;
  if (typeof start === "function") start();
  return bindings;
}

/** The package types this file only as the binary's interface; it is generated glue code. */
function asBindings(module: unknown): Bindings {
  return module as Bindings;
}
