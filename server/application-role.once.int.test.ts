import { afterAll, beforeAll, expect, test } from "vitest";
import { accessMatrix } from "#e2e/support/access/access-matrix.ts";
import { createAccessWorld } from "#e2e/support/access/access-world.ts";
import { callApi } from "#e2e/support/access/api-caller.ts";
import { readApplicationRoleSql } from "#e2e/support/database/application-role.ts";
import { createTestRuntime } from "#e2e/support/database/fixtures.ts";
import { openEmbeddedTestDatabase } from "#e2e/support/database/test-database.ts";
import { createMemoryLimiter } from "#lib/domain/limits/limiter.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { type Runtime, setRuntime } from "#lib/platform/runtime/runtime.ts";

// On a server all integration tests run under this role. Here every call of the API does, without a server.
const role = "byteengine_app";

let database: Database;
let runtime: Runtime;

beforeAll(async () => {
  database = await openEmbeddedTestDatabase();
  const { create, grant } = await readApplicationRoleSql(role);
  await database.pool.query(create);
  await database.pool.query(grant);
  // The embedded engine is one session behind every connection.
  await database.pool.query(`SET ROLE ${role}`);
  runtime = createTestRuntime(database, { signUp: "open", signUpsPerHour: 1000 });
});

afterAll(async () => {
  setRuntime(undefined);
  await runtime.usage.stop();
  await database.close();
});

const jsonCalls = Object.entries(accessMatrix).filter(
  ([name]) => !name.includes("/auth") && name !== "POST /oauth/introspect",
);

test.each(jsonCalls)("%s works for the owner with the application's role", async (name, row) => {
  const [method = "GET"] = name.split(" ");
  const world = await createAccessWorld(database, runtime);
  setRuntime({ ...runtime, limiter: createMemoryLimiter({ maxCounters: 100 }) });
  const { path, body } = await row.prepare(world, "owner");
  const { cookie } = world.people.owner;
  const answer = await callApi(path, {
    method,
    cookie,
    headers: { "x-team-id": world.team.id },
    ...(body === undefined ? {} : { body }),
  });
  expect(answer).toMatchObject({ status: row.statuses.owner });
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
