import { Socket } from "node:net";
import pg from "pg";
import { runOneAtATime } from "#lib/platform/db/statements/one-at-a-time.ts";
import type { Logger } from "#lib/platform/log/log.ts";
import { StartError } from "#lib/platform/process/start-error.ts";
import {
  type DatabaseAddress,
  type DatabaseHost,
  parseDatabaseAddress,
} from "#lib/platform/settings/addresses/database-address.ts";
import { DatabaseUnavailableError } from "./database-errors.ts";
import { createServerHosts, type HostState } from "./server-hosts.ts";

/** Creates every connection to a PostgreSQL server: all of them go to the primary, whichever host that is now. */
export interface ServerConnections {
  createPool(options: pg.PoolConfig): pg.Pool;
  /** A connection outside the pools, not yet open. Call `assertPrimary` after its `connect`. */
  createClient(options: pg.ClientConfig): pg.Client;
  /** Finds the primary. Rejects if there is none. */
  choose(): Promise<void>;
  /** Closes pooled connections, so that later queries use new ones. */
  renew(): void;
  /** Closes all connections, including those that wait for a server that will never answer. */
  destroy(): void;
  stop(): void;
}

/** How long a statement can take by the server's clock. Migrations have no limit. */
const statementLimitMs = 30_000;

/** For a new connection's first statement, after which its own limits apply. */
const firstAnswerLimitMs = 5_000;

// Set here and not as a startup parameter, which poolers such as pgbouncer reject.
const prepareSql = "SELECT pg_is_in_recovery() AS is_standby, set_config('statement_timeout', $1, false)";

/** Prepares a new connection. Rejects if it leads to a standby, which may lag behind by any amount of time. */
export async function assertPrimary(
  client: pg.ClientBase,
  statementTimeoutMs = statementLimitMs,
): Promise<void> {
  const query = { text: prepareSql, values: [String(statementTimeoutMs)], query_timeout: firstAnswerLimitMs };
  const { rows } = await client.query<{ is_standby: boolean }>(query);
  if (rows[0]?.is_standby === true) throw new DatabaseUnavailableError("it is a standby");
}

export function createServerConnections(
  { variable, url }: { variable: string; url: string },
  logger: Pick<Logger, "warn">,
): ServerConnections {
  const address = parseDatabaseAddress(url);
  if (typeof address === "string") throw new StartError(`${variable} ${address}`);
  const pooled = new Set<Socket>();
  const single = new Set<Socket>();
  const destroyAll = (sockets: Set<Socket>) => {
    for (const socket of sockets) socket.destroy();
  };
  const hosts = createServerHosts(address, {
    ask: (host, limitMs) => queryHost(address, host, limitMs),
    onChange: ({ name, port }) => {
      logger.warn({ host: name, port }, `${variable} now has a different primary host`);
      destroyAll(pooled);
      destroyAll(single);
    },
  });
  const configure = (options: pg.ClientConfig, sockets: Set<Socket>): pg.ClientConfig => ({
    keepAlive: true,
    ...options,
    connectionString: address.connectionStringOf(hosts.current),
    stream: () => createSocket(sockets),
  });
  const PooledClient = class extends pg.Client {
    constructor(options: pg.ClientConfig = {}) {
      super(configure(options, pooled));
      this.once("end", hosts.lookAgain);
    }
  };
  return {
    createPool: (options) => {
      // The types do not allow an asynchronous hook, although the driver waits for it.
      const onConnect: (client: pg.ClientBase) => unknown = (client) => assertPrimary(client);
      const pool = runOneAtATime(new pg.Pool({ ...options, Client: PooledClient, onConnect }));
      // The pool replaces an idle connection that breaks; without a listener the error would end the process.
      pool.on("error", (error) => logger.warn({ reason: error.message }, "a database connection was lost"));
      return pool;
    },
    createClient: (options) => {
      const client = new pg.Client(configure(options, single));
      client.once("end", hosts.lookAgain);
      return client;
    },
    choose: hosts.choose,
    renew: () => destroyAll(pooled),
    destroy: () => {
      destroyAll(pooled);
      destroyAll(single);
    },
    stop: hosts.stop,
  };
}

/** Creates the same kind of socket as the driver, and remembers it while it is open. */
function createSocket(sockets: Set<Socket>): Socket {
  const socket = new Socket();
  sockets.add(socket);
  socket.once("close", () => sockets.delete(socket));
  return socket;
}

const stateSql = `
  SELECT pg_is_in_recovery() AS "isStandby", current_setting('transaction_read_only') = 'on' AS "isReadOnly",
    CASE WHEN pg_is_in_recovery() THEN '' ELSE substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) END AS timeline,
    (SELECT system_identifier FROM pg_control_system())::text AS "systemId"`;

/** For a role that is not allowed to read the server's log position. */
const limitedStateSql = `
  SELECT pg_is_in_recovery() AS "isStandby", current_setting('transaction_read_only') = 'on' AS "isReadOnly",
    '' AS timeline, '' AS "systemId"`;

async function queryHost(address: DatabaseAddress, host: DatabaseHost, limitMs: number): Promise<HostState> {
  const client = new pg.Client({
    connectionString: address.connectionStringOf(host),
    connectionTimeoutMillis: limitMs,
    query_timeout: limitMs,
    application_name: "byteengine-hosts",
  });
  // Failures reach the caller through the promises below; without a listener they would also end the process.
  client.on("error", () => {});
  try {
    await client.connect();
    const { rows } = await client.query<HostState>(stateSql).catch((error: unknown) => {
      if (error instanceof pg.DatabaseError && error.code === "42501")
        return client.query<HostState>(limitedStateSql);
      throw error;
    });
    const [state] = rows;
    if (state === undefined) throw new Error("a host returned no row");
    return state;
  } finally {
    // Not awaited: an unreachable host never answers the closing message.
    client.end().catch(() => {});
  }
}
