import type { RoleFacts } from "#lib/domain/instance/checks/facts.ts";
import type { Database } from "#lib/platform/db/database.ts";

interface Row {
  name: string;
  is_superuser: boolean;
  may_rewrite_audit: boolean | null;
  closed_tables: string[] | null;
  connections: number;
  max_connections: number;
}

/** What the role in DATABASE_URL may do. Null with the embedded database, which has a single role. */
export async function readRole({ kind, prisma }: Database): Promise<RoleFacts | null> {
  if (kind === "embedded") return null;
  const [row] = await prisma.$queryRaw<Row[]>`
    SELECT current_user::text AS name,
      (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS is_superuser,
      has_column_privilege(to_regclass('audit_events')::oid, 'hash', 'UPDATE') AS may_rewrite_audit,
      (SELECT array_agg(relname::text ORDER BY relname) FROM pg_class
        WHERE relkind IN ('r', 'p') AND relnamespace = current_schema()::regnamespace AND relname <> '_prisma_migrations'
          AND NOT (has_table_privilege(oid, 'SELECT') AND has_table_privilege(oid, 'INSERT'))) AS closed_tables,
      (SELECT sum(numbackends)::int FROM pg_stat_database) AS connections,
      current_setting('max_connections')::int AS max_connections`;
  if (row === undefined) throw new Error("the role of the database is unknown");
  return {
    name: row.name,
    isSuperuser: row.is_superuser,
    mayRewriteAudit: row.may_rewrite_audit === true,
    closedTables: row.closed_tables ?? [],
    connections: row.connections,
    maxConnections: row.max_connections,
  };
}
