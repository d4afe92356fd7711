import {
  createDatabase,
  createPool,
  type Database,
  type DatabaseConfig,
  openServer,
  toStartError,
} from "#lib/platform/db/database.ts";
import { checkNotifications } from "#lib/platform/db/server/check-notifications.ts";
import { createStatementWatch } from "#lib/platform/db/statements/watch-statements.ts";
import type { Logger } from "#lib/platform/log/log.ts";
import { assertNotMoved, assertNoUnfinishedMove } from "./move-marks.ts";
import { waitForDatabase } from "./wait-for-database.ts";

/**
 * Opens the database from the settings: a PostgreSQL server, or the embedded database in the data directory.
 * Throws StartError if it cannot be reached, is too old, was moved or not completely moved, or another process uses the data
 * directory.
 */
export async function openDatabase(
  config: DatabaseConfig,
  logger: Logger,
  signal?: AbortSignal,
): Promise<Database> {
  if (config.databaseUrl === undefined) await assertNotMoved(config.dataDirectory);
  return requireComplete(openDuringMove(config, logger, signal));
}

/** Closes the database and throws StartError if a move into it is unfinished. */
async function requireComplete(opening: Promise<Database>): Promise<Database> {
  const database = await opening;
  try {
    await assertNoUnfinishedMove(database);
    return database;
  } catch (error) {
    await database.close();
    throw toStartError(error);
  }
}

/** The same for the command that moves databases, which also opens those that it hasn't finished. */
export async function openDuringMove(
  config: DatabaseConfig,
  logger: Logger,
  signal?: AbortSignal,
): Promise<Database> {
  const { databaseUrl, databaseWaitSeconds: seconds = 0 } = config;
  if (databaseUrl !== undefined) {
    const open = () => openServer(databaseUrl, logger, config);
    const opening = waitForDatabase(open, { seconds, logger, signal });
    // A server that does not answer must not prevent a stop; there is nothing to clean up.
    const database = await stopOnAbort(opening, signal);
    await stopOnAbort(assertNotifications(database, config), signal);
    return database;
  }
  const { startEmbedded } = await import("#lib/platform/db/embedded/start-embedded.ts");
  const embedded = await startEmbedded({ dataDirectory: config.dataDirectory, logger, signal });
  const statements = createStatementWatch({ logger, slowMs: config.logSlowQueriesMs ?? 0 });
  return createDatabase(statements.watch(createPool(embedded.poolConfig, logger), "main"), "embedded", {
    embeddedPool: embedded.poolConfig,
    statements,
    files: embedded.files,
    onClose: embedded.stop,
  });
}

/** The result, or the signal's reason as soon as it aborts. */
async function stopOnAbort<T>(running: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return running;
  // Failures after the abort are of no interest.
  running.catch(() => {});
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  try {
    return await Promise.race([running, aborted]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

/**
 * The same for a command that may run next to the service: if the service has the embedded database open, its
 * connection is shared.
 */
export async function joinDatabase(config: DatabaseConfig, logger: Logger): Promise<Database> {
  if (config.databaseUrl !== undefined) {
    return requireComplete(openServer(config.databaseUrl, logger, config));
  }
  const { findRunning } = await import("#lib/platform/db/embedded/start-embedded.ts");
  const running = await findRunning(config.dataDirectory);
  if (running === null) return openDatabase(config, logger);
  return createDatabase(createPool(running, logger), "embedded");
}

/** Closes the database and throws StartError if notifications of changes do not arrive. */
async function assertNotifications(database: Database, { databaseListenUrl }: DatabaseConfig): Promise<void> {
  try {
    // Not under the listeners' name: other instances would wait for it to confirm their changes.
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
