import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { MigrationList } from "@prisma/schema-engine-wasm";
import {
  buildIndexDirectly,
  migrationsDirectory,
  readMigrations,
} from "#lib/platform/db/migrations/migration-files.ts";

export const noFilter = { externalTables: [], externalEnums: [] };

/** The migration files, in the format in which the schema engine compares them with the schema. */
export async function readMigrationList(): Promise<MigrationList> {
  const lockfile = "migration_lock.toml";
  return {
    baseDir: migrationsDirectory,
    lockfile: { path: lockfile, content: await readFile(join(migrationsDirectory, lockfile), "utf8") },
    shadowDbInitScript: "",
    migrationDirectories: (await readMigrations()).map(({ name, sql }) => ({
      path: name,
      migrationFile: { path: "migration.sql", content: { tag: "ok", value: buildIndexDirectly(sql) } },
    })),
  };
}
