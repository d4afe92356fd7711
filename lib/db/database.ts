import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import type { Config } from "#lib/env.ts";
import type { Logger } from "#lib/log.ts";
import { StartError } from "#lib/start-error.ts";
import { type Changes, createChanges } from "./changes.ts";
import { describeDatabaseFailure } from "./database-errors.ts";
import { PrismaClient } from "./generated/client.ts";
import { createHeavyReads, type HeavyReads } from "./heavy-reads.ts";
import { assertPrimary, createServerConnections, type ServerConnections } from "./server-connections.ts";

export interface Database {
  prisma: PrismaClient;
  pool: pg.Pool;
  /** For looking up presented keys, so that a slow page cannot hold them up. Embedded: the one pool there is. */
  lookUpPool: pg.Pool;
  /** For exports, integrity checks and searches. Embedded: over the one pool there is. */
  heavy: HeavyReads;
  /** A connection of its own, not yet open, for LISTEN. Null: embedded, where notifications reach nobody else. */
  createListener: (() => pg.Client) | null;
  /**
   * Opens a connection of its own, with no limit on a statement's time, for what needs a session: locks and migrations.
   * The caller ends it. Null: embedded, which has one session.
   */
  openSession: (() => Promise<pg.Client>) | null;
  /** Whether a connection keeps the statements prepared on it: the embedded one and a pooler's do not. */
  keepsStatements: boolean;
  /** Tells this process what its own transactions have changed, once they are committed. */
  changes: Changes;
  /** Ends pooled connections, so that what is asked from now on is asked over new ones. Embedded: nothing to do. */
  renewConnections: () => void;
  /** Runs whenever connections are renewed: the instance's other processes have some too. */
  onRenew: (listener: () => void) => void;
  /** How another process of this instance reaches the embedded engine. Null: a server, which has an address. */
  embeddedPool: pg.PoolConfig | null;
  /** `embedded`: PGlite in a worker of this process. `server`: a PostgreSQL of its own. */
  kind: "embedded" | "server";
  close(): Promise<void>;
}

export type DatabaseConfig = Pick<Config, "databaseUrl" | "dataDirectory"> &
  Partial<Pick<Config, "databaseListenUrl" | "databaseConnections" | "databaseWaitSeconds">> & {
    /** Whether a process of its own serves pages and the API, and has a share of the connections. */
    hasPagesProcess?: boolean;
  };

const defaultConnections = 20;

/**
 * One connection listens; of the others two fifths look keys up, up to two are for heavy reads, and the rest serves pages and the
 * API. With a process for these, a quarter of the rest stays here, for counts and jobs.
 */
export function divideConnections(
  total = defaultConnections,
  hasPagesProcess = false,
): { lookUp: number; heavy: number; main: number; pages: number } {
  const lookUp = Math.max(1, Math.round((total - 1) * 0.4));
  const heavy = total >= 10 ? 2 : total >= 6 ? 1 : 0;
  const rest = total - 1 - lookUp - heavy;
  if (!hasPagesProcess) return { lookUp, heavy, main: rest, pages: 0 };
  const main = Math.max(1, Math.round(rest / 4));
  return { lookUp, heavy, main, pages: rest - main };
}

/**
 * How long a look-up, or a poll for changes, may wait before the database counts as away: an unreachable host drops
 * packets without a word.
 */
const patienceMs = 1_500;

/** A statement that the server has not ended by itself by then has no server any more. */
const vanishedMs = 35_000;

/** Until then the database has answered a first question, or the start fails. */
const startLimitMs = 10_000;

/** How long closing waits for statements that run. */
const closeLimitMs = 5_000;

/** The name under which every instance listens, by which they are counted. */
export const listenerName = "byteengine-invalidations";

/** The name under which a running migration shows in pg_stat_activity. */
export const sessionName = "byteengine-session";

/** The name under which exports, integrity checks and searches show in pg_stat_activity. */
const heavyName = "byteengine-heavy";

const leastServerVersion = 150_000;

/** What a database may have besides its pool. */
interface DatabaseParts {
  lookUpPool?: pg.Pool;
  heavyPool?: pg.Pool;
  createListener?: () => pg.Client;
  openSession?: () => Promise<pg.Client>;
  keepsStatements?: boolean;
  renewConnections?: () => void;
  embeddedPool?: pg.PoolConfig;
  changes?: Changes;
  /** Runs after the pools have ended. */
  onClose?: () => Promise<void>;
}

function createPrisma(pool: pg.Pool): PrismaClient {
  // Waiting for the one embedded connection is normal under load, and no error.
  const transactionOptions = { maxWait: 30_000, timeout: 30_000 };
  return new PrismaClient({ adapter: new PrismaPg(pool), transactionOptions, errorFormat: "minimal" });
}

/** Over the given pool, or else with the database's own client. */
function createHeavy(pool: pg.Pool | undefined, prisma: PrismaClient): HeavyReads {
  if (pool === undefined) {
    return createHeavyReads(
      () => prisma,
      async () => {},
    );
  }
  return createHeavyReads(
    () => createPrisma(pool),
    (client) => client.$disconnect(),
  );
}

/** A database over this pool, which also looks keys up and does heavy reads unless others are given for that. */
export function createDatabase(
  pool: pg.Pool,
  kind: Database["kind"],
  { lookUpPool = pool, heavyPool, onClose = async () => {}, ...parts }: DatabaseParts = {},
): Database {
  const prisma = createPrisma(pool);
  const heavy = createHeavy(heavyPool, prisma);
  const renewListeners = new Set<() => void>();
  return {
    prisma,
    pool,
    lookUpPool,
    heavy,
    createListener: parts.createListener ?? null,
    openSession: parts.openSession ?? null,
    keepsStatements: parts.keepsStatements ?? false,
    renewConnections: () => {
      parts.renewConnections?.();
      for (const listener of renewListeners) listener();
    },
    onRenew: (listener) => {
      renewListeners.add(listener);
    },
    embeddedPool: parts.embeddedPool ?? null,
    changes: parts.changes ?? createChanges(),
    kind,
    close: async () => {
      await heavy.close();
      await prisma.$disconnect();
      await pool.end();
      await heavyPool?.end();
      if (lookUpPool !== pool) await lookUpPool.end();
      await onClose();
    },
  };
}

export async function openServer(
  databaseUrl: string,
  logger: Logger,
  { databaseListenUrl, databaseConnections, hasPagesProcess }: Partial<DatabaseConfig> = {},
): Promise<Database> {
  const connections = createServerConnections({ variable: "DATABASE_URL", url: databaseUrl }, logger);
  const sessions =
    databaseListenUrl === undefined
      ? connections
      : createServerConnections({ variable: "DATABASE_LISTEN_URL", url: databaseListenUrl }, logger);
  const sizes = divideConnections(databaseConnections, hasPagesProcess);
  const pool = createMainPool(connections, sizes.main);
  const lookUpPool = connections.createPool({
    max: sizes.lookUp,
    connectionTimeoutMillis: patienceMs,
    query_timeout: patienceMs,
    application_name: "byteengine-verification",
  });
  const heavyPool = hasPagesProcess ? undefined : createHeavyPool(connections, sizes.heavy);
  try {
    await Promise.all([connections.choose(), sessions.choose()]);
    await assertVersion(pool);
  } catch (error) {
    destroy(connections, sessions);
    throw toStartError(error);
  }
  const database = createDatabase(pool, "server", {
    lookUpPool,
    ...(heavyPool === undefined ? {} : { heavyPool }),
    createListener: () =>
      sessions.createClient({
        connectionTimeoutMillis: patienceMs,
        query_timeout: patienceMs,
        application_name: listenerName,
      }),
    openSession: () => openSession(sessions),
    keepsStatements: databaseListenUrl === undefined,
    renewConnections: connections.renew,
  });
  return { ...database, close: () => closeInTime(database, () => destroy(connections, sessions)) };
}

function createMainPool(connections: ServerConnections, max: number): pg.Pool {
  return connections.createPool({
    max,
    connectionTimeoutMillis: 5_000,
    // For a host that has vanished: the limit that the server itself sets is shorter, but reaches us only while it is there.
    query_timeout: vanishedMs,
    application_name: "byteengine-console",
  });
}

/** For exports, integrity checks and searches. Undefined: there are too few connections for one. */
function createHeavyPool(connections: ServerConnections, max: number): pg.Pool | undefined {
  if (max === 0) return undefined;
  return connections.createPool({
    max,
    connectionTimeoutMillis: 5_000,
    query_timeout: vanishedMs,
    application_name: heavyName,
  });
}

/**
 * The database for the pages process, beside the process that keeps the keys current. It listens to nothing: what it changes
 * it announces through `changes`.
 */
export async function openForPages(
  { databaseUrl, databaseConnections }: Pick<Config, "databaseUrl" | "databaseConnections">,
  logger: Logger,
  { embeddedPool, changes }: { embeddedPool: pg.PoolConfig | null; changes: Changes },
): Promise<Database> {
  if (databaseUrl === undefined) {
    if (embeddedPool === null) throw new Error("the embedded database is kept by nobody");
    return createDatabase(createPool(embeddedPool, logger), "embedded", { changes });
  }
  const connections = createServerConnections({ variable: "DATABASE_URL", url: databaseUrl }, logger);
  const sizes = divideConnections(databaseConnections, true);
  const pool = createMainPool(connections, sizes.pages);
  const heavyPool = createHeavyPool(connections, sizes.heavy);
  // Whether it can be used has been found out at the instance's start; after a crash the pages start without it too.
  await connections.choose().catch(() => {});
  const database = createDatabase(pool, "server", {
    ...(heavyPool === undefined ? {} : { heavyPool }),
    changes,
    renewConnections: connections.renew,
  });
  return { ...database, close: () => closeInTime(database, () => destroy(connections)) };
}

function destroy(...all: ServerConnections[]): void {
  for (const connections of all) {
    connections.stop();
    connections.destroy();
  }
}

/** A server that does not answer any more keeps nobody from stopping. */
async function closeInTime(database: Database, destroyAll: () => void): Promise<void> {
  const timer = setTimeout(destroyAll, closeLimitMs);
  try {
    await database.close();
  } finally {
    clearTimeout(timer);
    destroyAll();
  }
}

/** The driver's text names host and user, never the password. */
export function toStartError(error: unknown): StartError {
  if (error instanceof StartError) return error;
  const reason = describeDatabaseFailure(error);
  const text = error instanceof Error && error.message !== reason ? `${reason} (${error.message})` : reason;
  return new StartError(`The database at DATABASE_URL cannot be used: ${text}`, { cause: error });
}

async function assertVersion(pool: pg.Pool): Promise<void> {
  const query = {
    text: "SELECT current_setting('server_version_num')::int AS version",
    query_timeout: startLimitMs,
  };
  const { rows } = await pool.query<{ version: number }>(query);
  if ((rows[0]?.version ?? 0) < leastServerVersion) {
    throw new StartError("The database at DATABASE_URL is older than PostgreSQL 15");
  }
}

async function openSession(sessions: ServerConnections): Promise<pg.Client> {
  const client = sessions.createClient({
    connectionTimeoutMillis: 5_000,
    application_name: sessionName,
  });
  // Whoever uses the connection next learns that it broke; without a listener it would end the process.
  client.on("error", () => {});
  await client.connect();
  try {
    await assertPrimary(client, 0);
  } catch (error) {
    await client.end();
    throw error;
  }
  return client;
}

/** A pool of the embedded engine's. */
export function createPool(config: pg.PoolConfig, logger: Logger): pg.Pool {
  const pool = new pg.Pool(config);
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  pool.on("error", (error) => logger.warn({ err: error }, "a database connection was lost"));
  return pool;
}
