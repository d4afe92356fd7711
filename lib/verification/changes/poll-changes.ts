import type { Client, Pool } from "pg";
import { DatabaseUnavailableError } from "#lib/platform/db/server/database-errors.ts";
import type { Logger } from "#lib/platform/log/log.ts";
import type { KnownKeys } from "#lib/verification/cache/known-keys.ts";

export type PollConnection = Pick<Client | Pool, "query">;

/** Rows older than an hour are deleted (lib/jobs). After half of that without a poll, all keys are read again. */
const maxGapMs = 30 * 60_000;

/** What a key's record is read from (read-key-record.ts). */
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
]
  .map((name) => `to_regclass('${name}')`)
  .join(", ");

/** Which server this is: the same one after a restart, another after a failover or a restore of the whole cluster. */
const identifySql = `
    (SELECT system_identifier FROM pg_control_system())::text AS system_id,
    CASE WHEN NOT pg_is_in_recovery() THEN substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) END AS timeline,
    CASE WHEN NOT pg_is_in_recovery() THEN (pg_current_wal_lsn() - '0/0')::text END AS wal_bytes,
    NULL::text AS started_at,`;

/** For a role that may not ask that: any restart counts as another server. */
const guessSql = `
    NULL::text AS system_id, NULL::text AS timeline, NULL::text AS wal_bytes,
    pg_postmaster_start_time()::text AS started_at,`;

const mayIdentifySql = `
  SELECT coalesce(bool_and(has_function_privilege(to_regprocedure('pg_catalog.' || called), 'EXECUTE')), false) AS may_identify
  FROM unnest(ARRAY['pg_control_system()', 'pg_walfile_name(pg_lsn)', 'pg_current_wal_lsn()']) AS called`;

/**
 * Returns the row with the snapshot even if nothing changed. A restore in place changes neither the server nor its
 * counters, but it creates the tables again (their files), fills them, and adds the foreign keys last: what was read in
 * between is dropped when those appear.
 */
export function createPollSql(mayIdentify: boolean): string {
  return `
  SELECT pg_is_in_recovery() AS is_standby, ${mayIdentify ? identifySql : guessSql}
    (SELECT oid FROM pg_database WHERE datname = current_database())::text AS database_oid,
    (SELECT string_agg(coalesce(pg_relation_filenode(made)::text, '-'), ',') FROM unnest(ARRAY[${tables}]) AS made) AS files,
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
/** Only another server, or the same one on an older copy of its files, counts from a lower number. */
const counters = ["xmin", "xmax", "wal_bytes"] as const;

/** What says that the database is another one than at the last poll, or was replaced. */
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
  /** Other connections may still lead to the server of before. */
  onOtherServer: () => void;
}

/** Reads what has changed since the last reading, by transaction id (ADR 0007), and confirms what is left. */
export function createPoll({ keys, logger, onOtherServer }: PollOptions) {
  let last: { row: PolledRow; atMs: number } | null = null;
  /** A transaction that stays open has the same rows read again and again: they are applied once. */
  let seen = new Set<string>();
  const readStatement = createStatements(logger);

  const forgetEverything = () => {
    keys.clock.reset();
    keys.forgetAll();
  };

  return async (connection: PollConnection): Promise<void> => {
    const statement = await readStatement(connection);
    const sentAtMs = performance.now();
    const since = last !== null && sentAtMs - last.atMs <= maxGapMs ? last.row : null;
    const { rows } = await connection.query<PolledRow>(statement, [since?.xmin ?? null]);
    const [row] = rows;
    if (row === undefined) throw new Error("a poll was answered with no row");
    // It may lag behind the primary by any time, so nothing can be confirmed by it.
    if (row.is_standby) throw new DatabaseUnavailableError("it is a standby");
    // The database's clock goes on while this host is suspended.
    const isGapKnown = since !== null && row.now_ms - since.now_ms <= maxGapMs;
    if (last !== null) {
      const { server, content } = listDifferences(last.row, row);
      const changed = [...server, ...content];
      if (changed.length > 0) {
        logger.warn({ changed }, "the database was replaced; keys in memory are read again");
        forgetEverything();
      }
      if (server.length > 0) onOtherServer();
      if (changed.length === 0 && !isGapKnown) forgetEverything();
    } else forgetEverything();
    keys.clock.observe(row.now_ms, sentAtMs, performance.now());
    const changes = rows.filter(({ id }) => id !== null && !seen.has(id));
    keys.forget(changes.map(({ subject_id: subjectId }) => subjectId ?? ""));
    seen = new Set(rows.map(({ id }) => id ?? ""));
    last = { row, atMs: sentAtMs };
    keys.confirm(sentAtMs);
  };
}

/** The statement for a connection, by what its role may ask. */
function createStatements(logger: Pick<Logger, "warn">) {
  const statements = new WeakMap<PollConnection, string>();
  let isTold = false;
  return async (connection: PollConnection): Promise<string> => {
    const known = statements.get(connection);
    if (known !== undefined) return known;
    const { rows } = await connection.query<{ may_identify: boolean }>(mayIdentifySql);
    const mayIdentify = rows[0]?.may_identify === true;
    if (!mayIdentify && !isTold) {
      isTold = true;
      logger.warn(
        "the database's role may not execute pg_control_system(): each restart of the server counts as a failover",
      );
    }
    const statement = createPollSql(mayIdentify);
    statements.set(connection, statement);
    return statement;
  };
}
