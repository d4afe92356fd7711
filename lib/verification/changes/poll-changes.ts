import type { Client, Pool } from "pg";
import { minuteMs } from "#lib/domain/common/durations.ts";
import { DatabaseUnavailableError } from "#lib/platform/db/server/database-errors.ts";
import type { Logger } from "#lib/platform/log/log.ts";
import type { KnownKeys } from "#lib/verification/cache/known-keys.ts";

export type PollConnection = Pick<Client | Pool, "query">;

/** Rows older than an hour are deleted (lib/jobs). After half of that without a poll, all keys are read again. */
const maxGapMs = 30 * minuteMs;

/** The tables that contain a key's or token's record (read-key-record.ts, read-token-record.ts, read-grant-record.ts). */
const tables = [
  "invalidations",
  "api_keys",
  "key_secrets",
  "key_resources",
  "members",
  "users",
  "teams",
  "team_permissions",
  "environments",
  "apps",
  "app_secrets",
  "app_tokens",
  "app_grants",
  "fhir_servers",
  "fhir_person_links",
]
  .map((name) => `to_regclass('${name}')`)
  .join(", ");

/** Identifies the server: the same after a restart, another after a failover or a restore of the whole cluster. */
const identifySql = `
    (SELECT system_identifier FROM pg_control_system())::text AS system_id,
    CASE WHEN NOT pg_is_in_recovery() THEN substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) END AS timeline,
    CASE WHEN NOT pg_is_in_recovery() THEN (pg_current_wal_lsn() - '0/0')::text END AS wal_bytes,
    NULL::text AS started_at,`;

/** For a role without these privileges. Any restart counts as another server. */
const identifyByStartSql = `
    NULL::text AS system_id, NULL::text AS timeline, NULL::text AS wal_bytes,
    pg_postmaster_start_time()::text AS started_at,`;

const canIdentifySql = `
  SELECT coalesce(bool_and(has_function_privilege(to_regprocedure('pg_catalog.' || function_name), 'EXECUTE')), false) AS can_identify
  FROM unnest(ARRAY['pg_control_system()', 'pg_walfile_name(pg_lsn)', 'pg_current_wal_lsn()']) AS function_name`;

/**
 * Returns the row with the snapshot even if nothing changed. A restore in place changes neither the server nor its
 * counters, but it creates the tables again (with other files), fills them, and adds the foreign keys last. Keys read in
 * between are dropped when the foreign keys appear.
 */
export function createPollSql(canIdentify: boolean): string {
  return `
  SELECT pg_is_in_recovery() AS is_standby, ${canIdentify ? identifySql : identifyByStartSql}
    (SELECT oid FROM pg_database WHERE datname = current_database())::text AS database_oid,
    (SELECT string_agg(coalesce(pg_relation_filenode(relation)::text, '-'), ',') FROM unnest(ARRAY[${tables}]) AS relation) AS files,
    (SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND conrelid = ANY (ARRAY[${tables}]::oid[]))::text AS foreign_keys,
    pg_snapshot_xmin(seen.snapshot)::text AS xmin, pg_snapshot_xmax(seen.snapshot)::text AS xmax,
    (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now_ms,
    changed.id::text, changed.subject_id
  FROM (SELECT pg_current_snapshot() AS snapshot) seen
  LEFT JOIN invalidations changed ON changed.xid >= $1::xid8`;
}

export interface PolledRow {
  is_standby: boolean;
  system_id: string | null;
  timeline: string | null;
  database_oid: string;
  files: string;
  foreign_keys: string;
  started_at: string | null;
  wal_bytes: string | null;
  xmin: string;
  xmax: string;
  now_ms: number;
  id: string | null;
  subject_id: string | null;
}

const serverMarks = ["system_id", "timeline", "database_oid", "started_at"] as const;
const contentMarks = ["files", "foreign_keys"] as const;
/** These decrease only on another server, or on the same server with an older copy of its files. */
const counters = ["xmin", "xmax", "wal_bytes"] as const;

/** The differences that show that the database was replaced since the last poll. */
function listDifferences(before: PolledRow, now: PolledRow) {
  const differs = (name: keyof PolledRow) => before[name] !== now[name];
  const wentBack = (name: (typeof counters)[number]) => BigInt(now[name] ?? 0) < BigInt(before[name] ?? 0);
  return {
    server: [...serverMarks.filter(differs), ...counters.filter(wentBack)],
    content: contentMarks.filter(differs),
  };
}

export interface PollOptions {
  keys: Pick<KnownKeys, "clock" | "forget" | "forgetAll" | "confirm">;
  logger: Pick<Logger, "warn">;
  /** Called when the server is another one. Open connections may still lead to the previous server. */
  onOtherServer: () => void;
}

/** Creates a poll that reads the changes since the last one, by transaction id (ADR 0007), and confirms the other keys. */
export function createPoll({ keys, logger, onOtherServer }: PollOptions) {
  let last: { row: PolledRow; atMs: number } | null = null;
  /** The changes of the last poll. A transaction that stays open makes polls return the same rows, which are applied once. */
  let seen = new Set<string>();
  const readStatement = createStatements(logger);

  const dropAll = () => {
    keys.clock.reset();
    keys.forgetAll();
  };

  return async (connection: PollConnection): Promise<void> => {
    const statement = await readStatement(connection);
    const sentAtMs = performance.now();
    const since = last !== null && sentAtMs - last.atMs <= maxGapMs ? last.row : null;
    const { rows } = await connection.query<PolledRow>(statement, [since?.xmin ?? null]);
    const [row] = rows;
    if (row === undefined) throw new Error("a poll returned no row");
    // A standby may lag behind the primary by any time, so it cannot confirm anything.
    if (row.is_standby) throw new DatabaseUnavailableError("it is a standby");
    // The database's clock keeps running while this host is suspended.
    const isGapKnown = since !== null && row.now_ms - since.now_ms <= maxGapMs;
    if (last !== null) {
      const { server, content } = listDifferences(last.row, row);
      const changed = [...server, ...content];
      if (changed.length > 0) {
        logger.warn({ changed }, "the database was replaced; keys in memory are read again");
        dropAll();
      }
      if (server.length > 0) onOtherServer();
      if (changed.length === 0 && !isGapKnown) dropAll();
    } else dropAll();
    keys.clock.observe(row.now_ms, sentAtMs, performance.now());
    const changes = rows.filter(({ id }) => id !== null && !seen.has(id));
    keys.forget(changes.map(({ subject_id: subjectId }) => subjectId ?? ""));
    seen = new Set(rows.map(({ id }) => id ?? ""));
    last = { row, atMs: sentAtMs };
    keys.confirm(sentAtMs);
  };
}

/** The statement for a connection, according to the privileges of its role. */
function createStatements(logger: Pick<Logger, "warn">) {
  const statements = new WeakMap<PollConnection, string>();
  let isLogged = false;
  return async (connection: PollConnection): Promise<string> => {
    const known = statements.get(connection);
    if (known !== undefined) return known;
    const { rows } = await connection.query<{ can_identify: boolean }>(canIdentifySql);
    const canIdentify = rows[0]?.can_identify === true;
    if (!canIdentify && !isLogged) {
      isLogged = true;
      logger.warn(
        "the database's role may not execute pg_control_system(): each restart of the server counts as a failover",
      );
    }
    const statement = createPollSql(canIdentify);
    statements.set(connection, statement);
    return statement;
  };
}
