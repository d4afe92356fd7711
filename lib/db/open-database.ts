import type { Logger } from "#lib/log.ts";
import { checkNotifications } from "./check-notifications.ts";
import {
  createDatabase,
  createPool,
  type Database,
  type DatabaseConfig,
  openServer,
  toStartError,
} from "./database.ts";
import { waitForDatabase } from "./wait-for-database.ts";

/**
 * The database the settings name: a PostgreSQL server, or the embedded one on the data directory. Throws StartError
 * when it cannot be reached, is too old, or another process has the data directory.
 */
export async function openDatabase(
  config: DatabaseConfig,
  logger: Logger,
  signal?: AbortSignal,
): Promise<Database> {
  const { databaseUrl, databaseWaitSeconds: seconds = 0 } = config;
  if (databaseUrl !== undefined) {
    const open = () => openServer(databaseUrl, logger, config);
    const database = await waitForDatabase(open, { seconds, logger, signal });
    await assertHearing(database, config);
    return database;
  }
  const { startEmbedded } = await import("./embedded/start-embedded.ts");
  const embedded = await startEmbedded({ dataDirectory: config.dataDirectory, logger });
  return createDatabase(createPool(embedded.poolConfig, logger), "embedded", {
    embeddedPool: embedded.poolConfig,
    onClose: embedded.stop,
  });
}

/**
 * The same for a command beside the running service: where that keeps the embedded database, its connection is shared.
 */
export async function joinDatabase(config: DatabaseConfig, logger: Logger): Promise<Database> {
  if (config.databaseUrl !== undefined) return openServer(config.databaseUrl, logger, config);
  const { findRunning } = await import("./embedded/start-embedded.ts");
  const running = await findRunning(config.dataDirectory);
  if (running === null) return openDatabase(config, logger);
  return createDatabase(createPool(running, logger), "embedded");
}

/** Closes the database and throws StartError when changes would not be heard of. */
async function assertHearing(database: Database, { databaseListenUrl }: DatabaseConfig): Promise<void> {
  try {
    // Not under the listeners' name: other instances would wait for it to hear of their changes.
    const listener = await database.openSession?.();
    if (listener === undefined) return;
    await checkNotifications(
      { pool: database.pool, listener },
      { hasListenUrl: databaseListenUrl !== undefined },
    );
    await listener.end();
  } catch (error) {
    await database.close();
    throw toStartError(error);
  }
}
