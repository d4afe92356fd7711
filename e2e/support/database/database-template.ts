import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import type { TestProject } from "vitest/node";
import { openServer } from "#lib/platform/db/database.ts";
import { buildIndexDirectly, readMigrations } from "#lib/platform/db/migrations/migration-files.ts";
import { applyMigrations } from "#lib/platform/db/migrations/migrations.ts";
import { createLogger } from "#lib/platform/log/log.ts";
import {
  createOnServer,
  createRoles,
  dropRoles,
  grantToApplication,
  type ServerDatabase,
  type ServerRoles,
} from "./server-database.ts";

declare module "vitest" {
  interface ProvidedContext {
    /**
     * The dump of a migrated data directory. Loading it is faster than migrating for every test file. Null with
     * TEST_DATABASE_URL.
     */
    databaseTemplate: string | null;
    /** A migrated database to copy on the server at TEST_DATABASE_URL. Null without that variable. */
    serverTemplate: { name: string; roles: ServerRoles } | null;
  }
}

/** Runs once before the integration tests. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const serverUrl = process.env.TEST_DATABASE_URL;
  const server = serverUrl === undefined ? null : await prepareServer(serverUrl);
  const embedded = server === null ? await prepareEmbedded() : null;
  project.provide("serverTemplate", server?.template ?? null);
  project.provide("databaseTemplate", embedded?.template ?? null);
  return async () => {
    await server?.remove();
    await embedded?.remove();
  };
}

async function prepareEmbedded() {
  const directory = await mkdtemp(join(tmpdir(), "byteengine-template-"));
  const template = join(directory, "template.tar");
  await writeFile(template, await dumpMigrated());
  return { template, remove: () => rm(directory, { recursive: true, force: true }) };
}

async function prepareServer(serverUrl: string) {
  const roles = await createRoles(serverUrl);
  const { name, drop } = await createTemplate(serverUrl, roles);
  return {
    template: { name, roles },
    remove: async () => {
      await drop();
      await dropRoles(serverUrl, roles);
    },
  };
}

async function dumpMigrated(): Promise<Uint8Array> {
  const db = await PGlite.create();
  for (const { sql } of await readMigrations()) await db.exec(buildIndexDirectly(sql));
  // Only for creating further databases, and a third of all files.
  await db.exec("UPDATE pg_database SET datistemplate = false");
  for (const name of ["template0", "template1"]) await db.exec(`DROP DATABASE ${name}`);
  await db.exec("CHECKPOINT");
  const dump = await db.dumpDataDir("none");
  await db.close();
  return new Uint8Array(await dump.arrayBuffer());
}

/** Migrates like an instance, then closes all connections, because the server cannot copy a database that is in use. */
async function createTemplate(serverUrl: string, roles: ServerRoles): Promise<ServerDatabase> {
  const created = await createOnServer(serverUrl, roles, null);
  const logger = createLogger({ level: "silent" });
  const database = await openServer(created.ownerUrl, logger);
  try {
    await applyMigrations(database, logger);
  } finally {
    await database.close();
  }
  await grantToApplication(created.ownerUrl, roles);
  return created;
}
