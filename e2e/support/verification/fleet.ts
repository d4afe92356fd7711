import { insertKey, insertTeam, type TestTeam } from "#e2e/support/database/fixtures.ts";
import { type ConsoleProcess, startConsole } from "#e2e/support/servers/console-process.ts";
import { type RedisProcess, startRedis } from "#e2e/support/servers/redis-process.ts";
import { type Database, openServer } from "#lib/platform/db/database.ts";
import { applyMigrations } from "#lib/platform/db/migrations/migrations.ts";
import { createLogger } from "#lib/platform/log/log.ts";
import { startPostgres } from "../../../scripts/test/postgres-server.ts";

/** Several instances of the built product with one PostgreSQL server, for the proofs. */
export interface Fleet {
  postgres: Awaited<ReturnType<typeof startPostgres>>;
  redis: RedisProcess | null;
  /** A separate connection for setting things up. */
  database: Database;
  instances: ConsoleProcess[];
  team: TestTeam;
  /** A key of the team's owner with all permissions. */
  owner: { id: string; secret: string };
  stop(): Promise<void>;
}

interface FleetOptions {
  /** The SERVE setting of each instance. */
  serve: readonly ("console" | "api")[];
  withRedis?: boolean;
  environment?: Record<string, string>;
  /** Settings that depend on the server, such as a different address. */
  prepare?: (postgres: Fleet["postgres"]) => Promise<Record<string, string>>;
}

const fleetMetricsToken = "metrics-token-of-a-fleet";

/** The secrets with which the instances sign, for sessions that a proof creates itself. */
export const fleetSecrets = { session: ["s".repeat(32)], audit: ["a".repeat(32)] };

const settings = {
  SESSION_SECRET: fleetSecrets.session.join(","),
  AUDIT_SECRET: fleetSecrets.audit.join(","),
  METRICS_TOKEN: fleetMetricsToken,
  AUTH_ANY_TEAM: "true",
  LOG_LEVEL: "warn",
};

/** Starts everything, or throws and leaves nothing running. */
export async function startFleet(options: FleetOptions): Promise<Fleet> {
  const ends: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (let end = ends.pop(); end !== undefined; end = ends.pop()) await end();
  };
  try {
    return { ...(await startParts(options, (end) => ends.push(end))), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** `onStarted` receives the function that ends each part as soon as it runs. */
async function startParts(
  { serve, withRedis, environment, prepare }: FleetOptions,
  onStarted: (end: () => Promise<unknown>) => void,
): Promise<Omit<Fleet, "stop">> {
  const postgres = await startPostgres(new AbortController().signal);
  onStarted(postgres.stop);
  const redis = withRedis === true ? await startRedis() : null;
  if (redis !== null) onStarted(redis.kill);
  const shared: Record<string, string> & { DATABASE_URL: string } = {
    ...settings,
    DATABASE_URL: postgres.url,
    ...(redis === null ? {} : { REDIS_URL: redis.url, INSTANCES: String(serve.length) }),
    ...environment,
    ...(await prepare?.(postgres)),
  };
  const logger = createLogger({ level: "silent" });
  const database = await openServer(shared.DATABASE_URL, logger, {
    databaseListenUrl: shared.DATABASE_LISTEN_URL,
  });
  onStarted(database.close);
  await applyMigrations(database, logger);
  const instances = await startInstances(serve, shared, onStarted);
  const team = await insertTeam(database);
  const owner = await insertKey(database, team, unlimited);
  return { postgres, redis, database, instances, team, owner };
}

/** Starts all instances together. If one does not start, waits for the others, because they must be ended too. */
async function startInstances(
  serve: FleetOptions["serve"],
  environment: Record<string, string>,
  onStarted: (end: () => Promise<unknown>) => void,
): Promise<ConsoleProcess[]> {
  const starts = serve.map((part) => startConsole({ environment: { ...environment, SERVE: part } }));
  const settled = await Promise.allSettled(starts);
  const instances = settled.flatMap((start) => (start.status === "fulfilled" ? [start.value] : []));
  onStarted(() => Promise.all(instances.map((instance) => instance.stop())));
  // Throws the error of the first one that failed.
  return await Promise.all(starts);
}

/** Limits that are never reached. */
export const unlimited = { rateLimitPerMinute: 2_000_000_000, rateLimitPer10Seconds: 2_000_000_000 };

/** The sum of a metric's samples whose line contains the text. */
export async function readMetric(instance: ConsoleProcess, name: string, text = ""): Promise<number> {
  const response = await fetch(`${instance.origin}/metrics`, {
    headers: { authorization: `Bearer ${fleetMetricsToken}` },
  });
  const lines = (await response.text()).split("\n");
  const samples = lines.filter((line) => line.startsWith(name) && line.includes(text));
  return samples.reduce((sum, line) => sum + Number(line.split(" ").at(-1)), 0);
}
