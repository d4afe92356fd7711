import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import type { Logger } from "#lib/platform/log/log.ts";
import { StartError } from "#lib/platform/process/start-error.ts";
import type { Config } from "#lib/platform/settings/env.ts";
import { type Changes, createChanges } from "./changes.ts";
import type { EngineFiles } from "./engine-files.ts";
import { PrismaClient } from "./generated/client.ts";
import { createHeavyReads, type HeavyReads } from "./heavy-reads.ts";
import { describeDatabaseFailure } from "./server/database-errors.ts";
import {
  assertPrimary,
  createServerConnections,
  type ServerConnections,
} from "./server/server-connections.ts";
import { runOneAtATime } from "./statements/one-at-a-time.ts";
import {
  createStatementWatch,
  type PoolStatements,
  type StatementWatch,
} from "./statements/watch-statements.ts";

export interface Database {
  prisma: PrismaClient;
  pool: pg.Pool;
  /** For looking up API keys, so that slow pages cannot delay them. With the embedded database: the only pool. */
  lookUpPool: pg.Pool;
  /** For exports, integrity checks and searches. With the embedded database: over the only pool. */
  heavy: HeavyReads;
  /** The connections of `heavy`. */
  heavyPool: pg.Pool;
  /**
   * Creates a dedicated connection for LISTEN, not yet open. Null with the embedded database, where no other
   * instance listens.
   */
  createListener: (() => pg.Client) | null;
  /**
   * Opens a dedicated connection without a statement time limit, for work that needs a session: locks and
   * migrations. The caller closes it. Null with the embedded database, which has a single session.
   */
  openSession: (() => Promise<pg.Client>) | null;
  /** Whether a connection keeps its prepared statements: the embedded database's and a pooler's do not. */
  keepsStatements: boolean;
  /** Announces what this process's own transactions have changed, once they are committed. */
  changes: Changes;
  /** Closes pooled connections, so that later queries use new ones. Does nothing with the embedded database. */
  renewConnections: () => void;
  /** The listener runs whenever connections are renewed: the instance's other processes have connections too. */
  onRenew: (listener: () => void) => void;
  /**
   * How another process of this instance connects to the embedded engine. Null with a server, which has an
   * address.
   */
  embeddedPool: pg.PoolConfig | null;
  /** The files of the embedded database that this process runs. Otherwise, and in memory, null. */
  files: EngineFiles | null;
  /** `embedded`: PGlite in a worker of this process. `server`: a separate PostgreSQL server. */
  kind: "embedded" | "server";
  /** The statements that this process has run, by pool. */
  listStatements(): readonly PoolStatements[];
  close(): Promise<void>;
}

export type DatabaseConfig = Pick<Config, "databaseUrl" | "dataDirectory"> &
  Partial<
    Pick<Config, "databaseListenUrl" | "databaseConnections" | "databaseWaitSeconds" | "logSlowQueriesMs">
  > & {
    /** Whether a separate process serves pages and the API and takes a share of the connections. */
    hasPagesProcess?: boolean;
  };

const defaultConnections = 20;

/**
 * One connection listens. Of the others, two fifths look up keys, up to two are for heavy reads, and the rest
 * serve pages and the API. If a separate process serves these, a quarter of the rest stays here, for usage
 * counts and jobs.
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
 * How long a key lookup or a poll for changes waits before the database counts as unreachable: packets to an
 * unreachable host are dropped silently.
 */
const lookUpLimitMs = 1_500;

/** If the database has not answered a statement by then, the connection to it is gone. */
const queryLimitMs = 35_000;

/** The database must answer a first query within this time, or the start fails. */
const startLimitMs = 10_000;

/** How long closing waits for running statements. */
const closeLimitMs = 5_000;

/** The application name of every instance's listening connection, by which instances are counted. */
export const listenerName = "byteengine-invalidations";

/** The application name of a running migration in pg_stat_activity. */
export const sessionName = "byteengine-session";

/** The application name of exports, integrity checks and searches in pg_stat_activity. */
const heavyName = "byteengine-heavy";

const minServerVersion = 150_000;

/** The optional parts of a database besides its pool. */
interface DatabaseParts {
  lookUpPool?: pg.Pool;
  heavyPool?: pg.Pool;
  createListener?: () => pg.Client;
  openSession?: () => Promise<pg.Client>;
  keepsStatements?: boolean;
  renewConnections?: () => void;
  embeddedPool?: pg.PoolConfig;
  files?: EngineFiles | null;
  changes?: Changes;
  statements?: StatementWatch;
  /** Runs after the pools have ended. */
  onClose?: () => Promise<void>;
}

function createPrisma(pool: pg.Pool): PrismaClient {
  // Under load it is normal to wait for the single embedded connection, and not an error.
  const transactionOptions = { maxWait: 30_000, timeout: 30_000 };
  return new PrismaClient({ adapter: new PrismaPg(pool), transactionOptions, errorFormat: "minimal" });
}

/** Uses the given pool, or else the database's own client. */
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

/**
 * Creates a database over this pool, which also serves key lookups and heavy reads unless other pools are
 * given.
 */
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
    heavyPool: heavyPool ?? pool,
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
    files: parts.files ?? null,
    changes: parts.changes ?? createChanges(),
    kind,
    listStatements: () => parts.statements?.list() ?? [],
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
  {
    databaseListenUrl,
    databaseConnections,
    hasPagesProcess,
    logSlowQueriesMs = 0,
  }: Partial<DatabaseConfig> = {},
): Promise<Database> {
  const connections = createServerConnections({ variable: "DATABASE_URL", url: databaseUrl }, logger);
  const sessions =
    databaseListenUrl === undefined
      ? connections
      : createServerConnections({ variable: "DATABASE_LISTEN_URL", url: databaseListenUrl }, logger);
  const sizes = divideConnections(databaseConnections, hasPagesProcess);
  const statements = createStatementWatch({ logger, slowMs: logSlowQueriesMs });
  const pool = statements.watch(createMainPool(connections, sizes.main), "main");
  const lookUpPool = statements.watch(createLookUpPool(connections, sizes.lookUp), "lookup");
  const heavyPool = hasPagesProcess ? undefined : createHeavyPool(connections, sizes.heavy);
  if (heavyPool !== undefined) statements.watch(heavyPool, "heavy");
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
    statements,
    createListener: () =>
      sessions.createClient({
        connectionTimeoutMillis: lookUpLimitMs,
        query_timeout: lookUpLimitMs,
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
    // For a host that has vanished. The server's own limit is shorter, but works only while the server is
    // reachable.
    query_timeout: queryLimitMs,
    application_name: "byteengine-console",
  });
}

function createLookUpPool(connections: ServerConnections, max: number): pg.Pool {
  return connections.createPool({
    max,
    connectionTimeoutMillis: lookUpLimitMs,
    query_timeout: lookUpLimitMs,
    application_name: "byteengine-verification",
  });
}

/** For exports, integrity checks and searches. Undefined if there are too few connections. */
function createHeavyPool(connections: ServerConnections, max: number): pg.Pool | undefined {
  if (max === 0) return undefined;
  return connections.createPool({
    max,
    connectionTimeoutMillis: 5_000,
    query_timeout: queryLimitMs,
    application_name: heavyName,
  });
}

type PagesConfig = Pick<
  Config,
  "databaseUrl" | "databaseListenUrl" | "databaseConnections" | "logSlowQueriesMs"
>;

/**
 * The database for the pages process. It does not listen for changes; the process that holds the keys does
 * that. Its own changes are announced through `changes`.
 */
export async function openForPages(
  { databaseUrl, databaseListenUrl, databaseConnections, logSlowQueriesMs }: PagesConfig,
  logger: Logger,
  { embeddedPool, changes }: { embeddedPool: pg.PoolConfig | null; changes: Changes },
): Promise<Database> {
  const statements = createStatementWatch({ logger, slowMs: logSlowQueriesMs });
  if (databaseUrl === undefined) {
    if (embeddedPool === null) throw new Error("the embedded database has no connection settings");
    const pool = createPool({ ...embeddedPool, query_timeout: queryLimitMs }, logger);
    return createDatabase(statements.watch(pool, "pages"), "embedded", { changes, statements });
  }
  const connections = createServerConnections({ variable: "DATABASE_URL", url: databaseUrl }, logger);
  const sizes = divideConnections(databaseConnections, true);
  const pool = statements.watch(createMainPool(connections, sizes.pages), "pages");
  const heavyPool = createHeavyPool(connections, sizes.heavy);
  if (heavyPool !== undefined) statements.watch(heavyPool, "pages_heavy");
  // The instance's start has already checked the database. After a crash, pages start even without it.
  await connections.choose().catch(() => {});
  const database = createDatabase(pool, "server", {
    ...(heavyPool === undefined ? {} : { heavyPool }),
    changes,
    statements,
    keepsStatements: databaseListenUrl === undefined,
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

/** A server that no longer answers must not prevent the process from stopping. */
async function closeInTime(database: Database, destroyAll: () => void): Promise<void> {
  const timer = setTimeout(destroyAll, closeLimitMs);
  try {
    await database.close();
  } finally {
    clearTimeout(timer);
    destroyAll();
  }
}

/** The driver's message contains host and user, never the password. */
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
  if ((rows[0]?.version ?? 0) < minServerVersion) {
    throw new StartError("The database at DATABASE_URL is older than PostgreSQL 15");
  }
}

async function openSession(sessions: ServerConnections): Promise<pg.Client> {
  const client = sessions.createClient({
    connectionTimeoutMillis: 5_000,
    application_name: sessionName,
  });
  // The next use of the connection reports the error; without a listener it would end the process.
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

/** Creates a pool for the embedded engine. */
export function createPool(config: pg.PoolConfig, logger: Logger): pg.Pool {
  const pool = runOneAtATime(new pg.Pool(config));
  // The pool replaces an idle connection that breaks; without a listener the error would end the process.
  pool.on("error", (error) => logger.warn({ err: error }, "a database connection was lost"));
  return pool;
}
