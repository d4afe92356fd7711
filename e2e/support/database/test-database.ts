import { readFile } from "node:fs/promises";
import pg from "pg";
import { inject } from "vitest";
import { createDatabase, createPool, type Database, openServer } from "#lib/platform/db/database.ts";
import { startInMemory } from "#lib/platform/db/embedded/start-embedded.ts";
import { createLogger } from "#lib/platform/log/log.ts";
import { takeEngine } from "./reused-engines.ts";
import { createOnServer, grantToApplication } from "./server-database.ts";

/**
 * Opens a new migrated, empty database: on the server at TEST_DATABASE_URL under the application's role from the
 * documentation, or without that variable the embedded one, in memory. `close` removes it.
 */
export async function openTestDatabase(): Promise<Database> {
  const server = findServer();
  if (server === null) return openReusedTestDatabase();
  const { applicationUrl, ownerUrl, drop } = await createOnServer(server.url, server.roles, server.template);
  const database = await openServer(applicationUrl, silent);
  const owner = createDatabase(new pg.Pool({ connectionString: ownerUrl, max: 2 }), "server");
  owners.set(database.pool, owner);
  return closeWith(database, async () => {
    await owner.close();
    await drop();
  });
}

const owners = new WeakMap<pg.Pool, Database>();

/**
 * The same database under the role that owns its tables, for statements that the application's role cannot run. The
 * embedded database has only one role.
 */
export function asOwner(database: Database): Database {
  return owners.get(database.pool) ?? database;
}

/** The URL of a database from openTestDatabase for the server's superuser. */
export async function readServerUrl(database: Pick<Database, "pool">): Promise<string> {
  const { rows } = await database.pool.query<{ name: string }>("SELECT current_database() AS name");
  const url = new URL(process.env.TEST_DATABASE_URL ?? "");
  url.pathname = `/${rows[0]?.name}`;
  return url.href;
}

export interface BareDatabase {
  /** Opened under the role that runs migrations. */
  database: Database;
  /** Null if the database is embedded, because no other client can connect to it. */
  url: string | null;
  /** Runs the grants of the documentation and opens the database under the application's role. Null if embedded. */
  openAsApplication: (() => Promise<Database>) | null;
}

/** A database without any migration. */
export async function openBareDatabase(): Promise<BareDatabase> {
  const server = findServer();
  if (server !== null) return openBareOnServer(server);
  const database = await openEmbeddedTestDatabase();
  // Much faster than creating an empty one.
  await database.pool.query("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
  return { database, url: null, openAsApplication: null };
}

const silent = createLogger({ level: "silent" });

/** Compiled once per process: compiling and optimizing it takes longer than starting a database. */
let compiledEngine: Promise<WebAssembly.Module> | null = null;

async function compileEngine(): Promise<WebAssembly.Module> {
  const program = new URL("pglite.wasm", import.meta.resolve("@electric-sql/pglite"));
  return WebAssembly.compile(new Uint8Array(await readFile(program)));
}

function findTemplate(): string {
  const template = inject("databaseTemplate");
  if (template === null) throw new Error("with TEST_DATABASE_URL there is no embedded engine");
  return template;
}

async function openReusedTestDatabase(): Promise<Database> {
  compiledEngine ??= compileEngine();
  const embedded = await takeEngine({
    templateFile: findTemplate(),
    engine: await compiledEngine,
  });
  return createDatabase(createPool(embedded.poolConfig, silent), "embedded", { onClose: embedded.stop });
}

/** Opens an embedded database of its own, for tests of that engine. */
export async function openEmbeddedTestDatabase(): Promise<Database> {
  compiledEngine ??= compileEngine();
  const engine = await compiledEngine;
  const embedded = await startInMemory({ templateFile: findTemplate(), engine });
  return createDatabase(createPool(embedded.poolConfig, silent), "embedded", { onClose: embedded.stop });
}

function findServer() {
  const url = process.env.TEST_DATABASE_URL;
  const template = inject("serverTemplate");
  return url === undefined || template === null
    ? null
    : { url, roles: template.roles, template: template.name };
}

async function openBareOnServer({ url, roles }: NonNullable<ReturnType<typeof findServer>>) {
  const { ownerUrl, applicationUrl, drop } = await createOnServer(url, roles, null);
  const database = await openServer(ownerUrl, silent);
  return {
    database: closeWith(database, drop),
    url: ownerUrl,
    openAsApplication: async () => {
      await grantToApplication(ownerUrl, roles);
      return openServer(applicationUrl, silent);
    },
  };
}

function closeWith(database: Database, close: () => Promise<void>): Database {
  return {
    ...database,
    close: async () => {
      await database.close();
      await close();
    },
  };
}
