import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import type { TestProject } from "vitest/node";
import { buildIndexDirectly, readMigrations } from "#lib/db/migration-files.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** A dumped, migrated data directory: loading it is quicker than migrating for every test file. */
    databaseTemplate: string;
  }
}

/** Runs once before the integration tests. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const directory = await mkdtemp(join(tmpdir(), "byteengine-template-"));
  const file = join(directory, "template.tar");
  const db = await PGlite.create();
  for (const { sql } of await readMigrations()) await db.exec(buildIndexDirectly(sql));
  const dump = await db.dumpDataDir("none");
  await db.close();
  await writeFile(file, new Uint8Array(await dump.arrayBuffer()));
  project.provide("databaseTemplate", file);
  return () => rm(directory, { recursive: true, force: true });
}
