import { randomBytes } from "node:crypto";
import { type Database, openServer } from "#lib/db/database.ts";
import type { InstanceSecrets } from "#lib/instance-secrets.ts";
import { createLogger } from "#lib/log.ts";
import { startPostgres } from "../../scripts/test/postgres-server.mjs";
import { type ConsoleProcess, startConsole } from "./console-process.ts";

/** Two instances of the built product over one PostgreSQL server, all of them temporary. */
export interface ConsolePair {
  first: ConsoleProcess;
  second: ConsoleProcess;
  /** The database they share, for fixtures. */
  database: Database;
  secrets: InstanceSecrets;
  stop(): Promise<void>;
}

export async function startConsolePair(environment: Record<string, string> = {}): Promise<ConsolePair> {
  const server = await startPostgres(new AbortController().signal);
  const [sessionSecret, auditSecret] = [randomBytes(32).toString("hex"), randomBytes(32).toString("hex")];
  const shared = {
    LOG_LEVEL: "error",
    ...environment,
    DATABASE_URL: server.url,
    SESSION_SECRET: sessionSecret,
    AUDIT_SECRET: auditSecret,
  };
  const first = await startConsole({ environment: shared });
  const second = await startConsole({ environment: shared });
  const database = await openServer(server.url, createLogger({ level: "error" }));
  return {
    first,
    second,
    database,
    secrets: { session: [sessionSecret], audit: [auditSecret] },
    stop: async () => {
      await Promise.all([first.stop(), second.stop()]);
      await database.close();
      await server.stop();
    },
  };
}
