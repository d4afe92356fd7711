import type { Database } from "./database.ts";

declare const brand: unique symbol;

/**
 * A time read from the database's clock. Deletion by age accepts only this type, so that no host's clock can
 * affect it.
 */
export type DatabaseTime = Date & { readonly [brand]: true };

export async function readDatabaseTime(database: Pick<Database, "pool">): Promise<DatabaseTime> {
  const { rows } = await database.pool.query<{ now_ms: string }>(
    "SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now_ms",
  );
  return asDatabaseTime(Number(rows[0]?.now_ms));
}

/** Marks a time that comes from the database, or from a test that simulates one. */
export function asDatabaseTime(ms: number): DatabaseTime {
  return new Date(ms) as DatabaseTime;
}
