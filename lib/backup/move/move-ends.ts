import { existsSync } from "node:fs";
import { join } from "node:path";
import type { ClientBase } from "pg";
import { digestChains } from "#lib/backup/create/write-rows.ts";
import { openServerSource } from "#lib/backup/source/server-source.ts";
import { type Source, textSettings } from "#lib/backup/source/source.ts";
import type { SourceTable } from "#lib/backup/tables/list-tables.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { readMigrationState } from "#lib/platform/db/migrations/migrations.ts";
import { assertNoUnfinishedMove } from "#lib/platform/db/open/move-marks.ts";
import { openDatabase, openDuringMove } from "#lib/platform/db/open/open-database.ts";
import type { Logger } from "#lib/platform/log/log.ts";
import { StartError } from "#lib/platform/process/start-error.ts";
import type { Config } from "#lib/platform/settings/env.ts";

/** The address of a PostgreSQL server, with the password if it has one. */
export type MoveTarget = { url: string } | "embedded";

/** Opens the database that the settings name. Throws StartError if it can't be moved. */
export async function openMoveSource(
  config: Config,
  logger: Logger,
  { to, signal }: { to: MoveTarget; signal: AbortSignal },
): Promise<Database> {
  if (to === "embedded") {
    if (config.databaseUrl !== undefined) return openDatabase(config, logger, signal);
    throw new StartError("DATABASE_URL is not set: the database is already the embedded one");
  }
  if (config.databaseUrl !== undefined) {
    throw new StartError(
      "DATABASE_URL is set, so the console doesn't use the embedded database. Only the embedded database is moved to a server: remove DATABASE_URL from the settings of this command",
    );
  }
  if (!existsSync(join(config.dataDirectory, "postgresql", "PG_VERSION"))) {
    throw new StartError(`There is no database in DATA_DIR ${config.dataDirectory}`);
  }
  // A move that was killed at its very end has already marked it.
  const database = await openDuringMove(toEmbedded(config), logger, signal);
  try {
    await assertNoUnfinishedMove(database);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

export async function openMoveTarget(
  config: Config,
  logger: Logger,
  { to, signal }: { to: MoveTarget; signal: AbortSignal },
): Promise<Database> {
  if (to === "embedded") return openDuringMove(toEmbedded(config), logger, signal);
  const { dataDirectory } = config;
  return openDuringMove({ dataDirectory, databaseUrl: to.url }, logger, signal).catch((error: unknown) => {
    // The address was typed, and is not a setting yet.
    if (!(error instanceof StartError)) throw error;
    throw new StartError(error.message.replaceAll("DATABASE_URL", "--to"), { cause: error });
  });
}

function toEmbedded({ dataDirectory }: Config) {
  return { dataDirectory, databaseUrl: undefined };
}

/** Throws StartError unless this version's migrations are applied. */
export async function assertCurrent(database: Database, which: "source" | "target"): Promise<void> {
  const state = await readMigrationState(database);
  if (state === "current") return;
  throw new StartError(
    state === "ahead"
      ? `A newer version has migrated the ${which}. Use that version`
      : `The ${which} is older than this version. Start the console once with it`,
  );
}

/** The source at one moment. The embedded one has a single connection, so nothing else can use it until this is closed. */
export async function readMoveSource(database: Database, config: Config, logger: Logger): Promise<Source> {
  if (database.kind === "embedded") {
    const client = await database.pool.connect();
    await client.query(textSettings);
    return { read: createReader(client).read, close: async () => client.release() };
  }
  // The address without a pooler in between: a snapshot belongs to a session.
  return openServerSource(config.databaseListenUrl ?? config.databaseUrl ?? "", logger);
}

export function createReader(connection: ClientBase): Pick<Source, "read"> {
  return {
    read: async (sql) => (await connection.query<(string | null)[]>({ text: sql, rowMode: "array" })).rows,
  };
}

/** Changes with the migrations, the audit log, and when a table is written again as a whole. */
export async function identifySource(source: Source, tables: readonly SourceTable[]): Promise<string> {
  const [[newest] = []] = await source.read(
    "SELECT max(migration_name) FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL",
  );
  const { sha256 } = await digestChains(source);
  const files = tables.map(({ fileNode }) => fileNode).join(" ");
  return JSON.stringify({ newest, chains: sha256, files });
}
