import { afterAll, beforeAll, expect, test } from "vitest";
import { readApplicationRoleSql } from "#e2e/support/database/application-role.ts";
import { openEmbeddedTestDatabase } from "#e2e/support/database/test-database.ts";
import type { Database } from "#lib/platform/db/database.ts";

// On a server all integration tests run under this role, and the access matrix sends every request.
const role = "byteengine_app";

let database: Database;

beforeAll(async () => {
  database = await openEmbeddedTestDatabase();
  const { create, grant } = await readApplicationRoleSql(role);
  await database.pool.query(create);
  await database.pool.query(grant);
  // The embedded engine is one session behind every connection.
  await database.pool.query(`SET ROLE ${role}`);
});

afterAll(async () => {
  await database.close();
});

test("the role cannot delete events or change anything except what may be erased", async () => {
  const { rows } = await database.pool.query("SELECT current_user AS role");
  expect(rows).toEqual([{ role }]);
  for (const statement of [
    "DELETE FROM audit_events",
    "UPDATE audit_events SET action = 'none'",
    "TRUNCATE audit_events",
  ]) {
    await expect(database.pool.query(statement)).rejects.toThrow("permission denied");
  }
  await database.pool.query("UPDATE audit_events SET personal = personal");
});
