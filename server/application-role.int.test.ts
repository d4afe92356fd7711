import { readFile } from "node:fs/promises";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createDatabase, type Database } from "#lib/db/database.ts";
import { createMemoryLimiter } from "#lib/limits/limiter.ts";
import { type Runtime, setRuntime } from "#lib/runtime.ts";
import { accessMatrix } from "#lib/testing/access-matrix.ts";
import { createAccessWorld } from "#lib/testing/access-world.ts";
import { callApi } from "#lib/testing/api-caller.ts";
import { createTestRuntime } from "#lib/testing/fixtures.ts";
import { openTestDatabase, readServerUrl } from "#lib/testing/test-database.ts";

const role = `byteengine_app_${process.pid}_${Date.now()}`;

let owning: Database;
/** The same database with the application's role. */
let database: Database;
let runtime: Runtime;

/**
 * The grants as documented for operators. Roles belong to the whole server, where another run may already use
 * the name.
 */
async function readGrants(): Promise<string> {
  const text = await readFile("docs/self-hosting.md", "utf8");
  const [, sql] = /```sql\n(CREATE ROLE byteengine_app [\s\S]*?)```/.exec(text) ?? [];
  return (sql ?? "").replaceAll("byteengine_app", role);
}

/** All connections to the embedded engine share one session; a server's connections each set the role. */
async function openUnderRole(): Promise<Database> {
  if (owning.kind === "embedded") {
    await owning.pool.query(`SET ROLE ${role}`);
    return owning;
  }
  const options = `-c role=${role}`;
  const connectionString = await readServerUrl(owning);
  return createDatabase(new pg.Pool({ connectionString, options, max: 5 }), "server");
}

beforeAll(async () => {
  owning = await openTestDatabase();
  await owning.pool.query(await readGrants());
  database = await openUnderRole();
  runtime = createTestRuntime(database, { signUp: "open", signUpsPerHour: 1000 });
});

afterAll(async () => {
  setRuntime(undefined);
  await runtime.usage.stop();
  if (database !== owning) await database.close();
  else await owning.pool.query("RESET ROLE");
  await owning.pool.query(`DROP OWNED BY ${role}`);
  await owning.pool.query(`DROP ROLE ${role}`);
  await owning.close();
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
