import type { Database } from "#lib/platform/db/database.ts";

/** What a rejected request may write as well: when and from where people were last seen. */
const ignoredColumns: Partial<Record<string, string>> = {
  members: "'{last_active_at}'",
  sessions: "'{last_seen_at,address,agent}'",
};

/** The attempts, which a rejected request counts as well. */
const ignoredTables = ["_prisma_migrations", "throttle_windows"];

/**
 * A digest of every row of every table, by table: two are equal only if nothing was changed in between,
 * except when people were last seen.
 */
export async function digestDatabase(database: Database): Promise<Record<string, string>> {
  const { rows: tables } = await database.pool.query<{ name: string }>(
    "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1",
  );
  const digests: Record<string, string> = {};
  for (const { name } of tables.filter((table) => !ignoredTables.includes(table.name))) {
    const { rows } = await database.pool.query<{ digest: string }>(
      `SELECT coalesce(md5(string_agg(line, '|' ORDER BY line)), '') AS digest
       FROM (SELECT to_jsonb(t) - ${ignoredColumns[name] ?? "'{}'"}::text[] AS row FROM "${name}" t) AS all_rows,
       LATERAL (SELECT row::text AS line) AS lines`,
    );
    digests[name] = rows[0]?.digest ?? "";
  }
  return digests;
}
