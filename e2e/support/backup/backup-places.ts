import { rmSync } from "node:fs";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openBareDatabase } from "#e2e/support/database/test-database.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { applyMigrations } from "#lib/platform/db/migrations/migrations.ts";
import { openDatabase } from "#lib/platform/db/open/open-database.ts";
import { createLogger } from "#lib/platform/log/log.ts";
import { type Config, readConfig } from "#lib/platform/settings/env.ts";

const logger = createLogger({ level: "silent" });

/** A place where a database is, or can be: the settings of a console. */
export interface Place {
  config: Config;
  remove: () => Promise<void>;
}

export interface Places {
  createEmbedded: (settings?: Record<string, string>) => Promise<Place>;
  /** Null if the tests run without a server. */
  createOnServer: ((settings?: Record<string, string>) => Promise<Place>) | null;
}

/** On a busy machine, a process with a low priority waits for the other tests. */
const testSettings = { LOG_LEVEL: "silent", PAGES_NICENESS: "0" };

const secrets = { SESSION_SECRET: "s".repeat(32), AUDIT_SECRET: "a".repeat(32) };

let template: Promise<string> | null = null;

/** Creating the files of the embedded database takes seconds, so each process does it once, and they are copied. */
async function createTemplate(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "backup-template-"));
  process.once("exit", () => rmSync(directory, { recursive: true, force: true }));
  await (await openDatabase({ dataDirectory: directory, databaseUrl: undefined }, logger)).close();
  return directory;
}

/** Databases without tables. */
export async function createPlaces(): Promise<Places> {
  template ??= createTemplate();
  const empty = await template;
  const createDirectory = () => mkdtemp(join(tmpdir(), "backup-"));
  const createEmbedded = async (settings: Record<string, string> = {}): Promise<Place> => {
    const directory = await createDirectory();
    await cp(join(empty, "postgresql"), join(directory, "postgresql"), { recursive: true });
    return {
      config: readConfig({ ...testSettings, DATA_DIR: directory, ...settings }),
      remove: () => rm(directory, { recursive: true, force: true }),
    };
  };
  const createOnServer = async (settings: Record<string, string> = {}): Promise<Place> => {
    const directory = await createDirectory();
    const { database, url } = await openBareDatabase();
    return {
      config: readConfig({
        ...testSettings,
        ...secrets,
        DATA_DIR: directory,
        DATABASE_URL: url ?? "",
        ...settings,
      }),
      remove: async () => {
        await database.close();
        await rm(directory, { recursive: true, force: true });
      },
    };
  };
  return {
    createEmbedded,
    createOnServer: process.env.TEST_DATABASE_URL === undefined ? null : createOnServer,
  };
}

export async function openMigrated({ config }: Place): Promise<Database> {
  const database = await openDatabase(config, logger);
  await applyMigrations(database, logger);
  return database;
}
