import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import type { Config } from "#lib/env.ts";
import type { Logger } from "#lib/log.ts";
import { StartError } from "#lib/start-error.ts";
import { type Changes, createChanges } from "./changes.ts";
import { PrismaClient } from "./generated/client.ts";
import { waitForDatabase } from "./wait-for-database.ts";

export interface Database {
  prisma: PrismaClient;
  pool: pg.Pool;
  /** For looking up presented keys, so that a slow page cannot hold them up. Embedded: the one pool there is. */
  lookUpPool: pg.Pool;
  /** A connection of its own, not yet open, for LISTEN. Null: embedded, where notifications reach nobody else. */
  createListener: (() => pg.Client) | null;
  /** A connection of its own, not yet open, for migrations. Null: embedded, which has one session. */
  createMigrator: (() => pg.Client) | null;
  /** Tells this process what its own transactions have changed, once they are committed. */
  changes: Changes;
  /** `embedded`: PGlite in a worker of this process. `server`: a PostgreSQL of its own. */
  kind: "embedded" | "server";
  close(): Promise<void>;
}

type DatabaseConfig = Pick<Config, "databaseUrl" | "dataDirectory"> &
  Partial<Pick<Config, "databaseWaitSeconds">>;

const serverPoolSize = 10;
const lookUpPoolSize = 8;

/**
 * How long a look-up, or a poll for changes, may wait before the database counts as away: an unreachable host drops
 * packets without a word.
 */
const patienceMs = 1_500;

/** A statement that the server has not ended by itself by then has no server any more. */
const vanishedMs = 35_000;

/** The name under which every instance listens, by which they are counted. */
export const listenerName = "byteengine-invalidations";

/** The name under which a running migration shows in pg_stat_activity. */
export const migratorName = "byteengine-migrations";

const leastServerVersion = 150_000;

/** What a database may have besides its pool. */
interface DatabaseParts {
  lookUpPool?: pg.Pool;
  createListener?: () => pg.Client;
  createMigrator?: () => pg.Client;
  /** Runs after the pools have ended. */
  onClose?: () => Promise<void>;
}

/** A database over this pool, which also looks keys up unless another is given for that. */
export function createDatabase(
  pool: pg.Pool,
  kind: Database["kind"],
  { lookUpPool = pool, createListener, createMigrator, onClose = async () => {} }: DatabaseParts = {},
): Database {
  // Waiting for the one embedded connection is normal under load, and no error.
  const transactionOptions = { maxWait: 30_000, timeout: 30_000 };
  const prisma = new PrismaClient({
    adapter: new PrismaPg(pool),
    transactionOptions,
    errorFormat: "minimal",
  });
  return {
    prisma,
    pool,
    lookUpPool,
    createListener: createListener ?? null,
    createMigrator: createMigrator ?? null,
    changes: createChanges(),
    kind,
    close: async () => {
      await prisma.$disconnect();
      await pool.end();
      if (lookUpPool !== pool) await lookUpPool.end();
      await onClose();
    },
  };
}

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
    return waitForDatabase(() => openServer(databaseUrl, logger), { seconds, logger, signal });
  }
  const { startEmbedded } = await import("./embedded/start-embedded.ts");
  const embedded = await startEmbedded({ dataDirectory: config.dataDirectory, logger });
  return createDatabase(createPool(embedded.poolConfig, logger), "embedded", {
    onClose: embedded.stop,
  });
}

/**
 * The same for a command beside the running service: where that keeps the embedded database, its connection is shared.
 */
export async function joinDatabase(config: DatabaseConfig, logger: Logger): Promise<Database> {
  if (config.databaseUrl !== undefined) return openServer(config.databaseUrl, logger);
  const { findRunning } = await import("./embedded/start-embedded.ts");
  const running = await findRunning(config.dataDirectory);
  if (running === null) return openDatabase(config, logger);
  return createDatabase(createPool(running, logger), "embedded");
}

export async function openServer(databaseUrl: string, logger: Logger): Promise<Database> {
  const pool = createPool(
    {
      connectionString: databaseUrl,
      max: serverPoolSize,
      connectionTimeoutMillis: 5_000,
      statement_timeout: 30_000,
      // For a host that has vanished: its own timeout above reaches us only while it is there.
      query_timeout: vanishedMs,
      keepAlive: true,
      application_name: "byteengine-console",
    },
    logger,
  );
  try {
    const { rows } = await pool.query<{ version: number }>(
      "SELECT current_setting('server_version_num')::int AS version",
    );
    if ((rows[0]?.version ?? 0) < leastServerVersion) {
      throw new StartError("The database at DATABASE_URL is older than PostgreSQL 15");
    }
  } catch (error) {
    await pool.end();
    if (error instanceof StartError) throw error;
    // The driver's text names host and user, never the password.
    const reason =
      error instanceof Error ? error.message || String(Reflect.get(error, "code")) : String(error);
    throw new StartError(`The database at DATABASE_URL cannot be reached: ${reason}`, { cause: error });
  }
  return createDatabase(pool, "server", {
    lookUpPool: createPool(
      {
        connectionString: databaseUrl,
        max: lookUpPoolSize,
        connectionTimeoutMillis: patienceMs,
        query_timeout: patienceMs,
        keepAlive: true,
        application_name: "byteengine-verification",
      },
      logger,
    ),
    createListener: () =>
      new pg.Client({
        connectionString: databaseUrl,
        connectionTimeoutMillis: patienceMs,
        query_timeout: patienceMs,
        keepAlive: true,
        application_name: listenerName,
      }),
    createMigrator: () =>
      new pg.Client({
        connectionString: databaseUrl,
        connectionTimeoutMillis: 5_000,
        keepAlive: true,
        application_name: migratorName,
      }),
  });
}

function createPool(config: pg.PoolConfig, logger: Logger): pg.Pool {
  const pool = new pg.Pool(config);
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  pool.on("error", (error) => logger.warn({ err: error }, "a database connection was lost"));
  return pool;
}
