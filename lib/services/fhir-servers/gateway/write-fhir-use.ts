import type { Pool } from "pg";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";

// Sorted by the primary key, so that two processes that write at the same time lock rows in the same order. A server that no
// longer exists has no usage.
const writeFhirUseSql = `
  INSERT INTO fhir_server_usage (server_id, starts_at, resource_type, interaction, outcome, count)
  SELECT server_id, to_timestamp(starts_at / 1000.0), resource_type, interaction, outcome, count
  FROM unnest($1::text[], $2::float8[], $3::text[], $4::text[], $5::text[], $6::bigint[])
    AS new (server_id, starts_at, resource_type, interaction, outcome, count)
  WHERE EXISTS (SELECT 1 FROM fhir_servers server WHERE server.id = new.server_id)
  ORDER BY server_id, starts_at, resource_type, interaction, outcome
  ON CONFLICT (server_id, starts_at, resource_type, interaction, outcome)
  DO UPDATE SET count = fhir_server_usage.count + excluded.count`;

/** Adds what has been counted to the stored counts, in one statement. If that fails, it stays in memory. */
export async function writeFhirUse({
  fhirUse,
  database,
  logger,
}: Pick<Runtime, "fhirUse" | "logger"> & { database: { pool: Pick<Pool, "query"> } }): Promise<void> {
  const { counts, omitted } = fhirUse.take();
  if (omitted > 0) logger.warn({ omitted }, "requests to FHIR servers were not counted: the memory is full");
  if (counts.length === 0) return;
  try {
    await database.pool.query(writeFhirUseSql, [
      counts.map(({ serverId }) => serverId),
      counts.map(({ startsAt }) => startsAt),
      counts.map(({ resourceType }) => resourceType),
      counts.map(({ interaction }) => interaction),
      counts.map(({ outcome }) => outcome),
      counts.map(({ count }) => count),
    ]);
  } catch (error) {
    fhirUse.putBack(counts);
    throw error;
  }
}
