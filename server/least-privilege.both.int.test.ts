import { readFile } from "node:fs/promises";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { insertKey, insertRequest, insertTeam } from "#e2e/support/database/fixtures.ts";
import { openTestDatabase, readServerUrl } from "#e2e/support/database/test-database.ts";
import { insertAppToken, insertDeveloperApp } from "#e2e/support/oauth/apps.ts";
import { createSecret, hashSecret } from "#lib/domain/keys/secret.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { createPollSql } from "#lib/verification/changes/poll-changes.ts";
import { readKeyRecordSql } from "#lib/verification/record/read-key-record.ts";
import { readExistingDigests } from "#lib/verification/record/shared-look-up.ts";
import { readGrantRecordSql } from "#lib/verification/record/tokens/read-grant-record.ts";
import { readTokenRecordSql } from "#lib/verification/record/tokens/read-token-record.ts";
import { addCounts } from "#lib/verification/requests/write-requests.ts";
import { writeUsage } from "#lib/verification/usage/write-usage.ts";

let database: Database;
let key: Awaited<ReturnType<typeof insertKey>>;
let token: string;
let pool: pg.Pool;
let client: pg.PoolClient;
const role = `byteengine_api_${process.pid}_${Date.now()}`;

/**
 * The grants as documented for operators. Roles belong to the whole server, where another run may already use
 * the name.
 */
async function readGrants(): Promise<string> {
  const text = await readFile("docs/operations.md", "utf8");
  const [, sql] = /```sql\n([\s\S]*?)```/.exec(text) ?? [];
  return (sql ?? "").replaceAll("byteengine_api", role);
}

beforeAll(async () => {
  database = await openTestDatabase();
  const team = await insertTeam(database);
  key = await insertKey(database, team);
  token = await insertAppToken(database, await insertDeveloperApp(database, team));
  pool =
    database.kind === "embedded"
      ? database.pool
      : new pg.Pool({ connectionString: await readServerUrl(database), max: 1 });
  client = await pool.connect();
  // The embedded tests start from a schema without its history.
  await client.query("CREATE TABLE IF NOT EXISTS _prisma_migrations (migration_name text)");
  await client.query(await readGrants());
  await client.query(`SET ROLE ${role}`);
});

afterAll(async () => {
  await client.query("RESET ROLE");
  await client.query(`DROP OWNED BY ${role}`);
  await client.query(`DROP ROLE ${role}`);
  client.release();
  if (pool !== database.pool) await pool.end();
  await database.close();
});

test("the documented role can do everything that verification needs", async () => {
  expect((await client.query(readKeyRecordSql, [hashSecret(key.secret)])).rows).toHaveLength(1);
  expect((await client.query(readTokenRecordSql, [hashSecret(token)])).rows).toHaveLength(1);
  expect((await client.query(readGrantRecordSql, ["grant_x"])).rows).toHaveLength(0);
  const digests = [key.secret, token].map((text) => hashSecret(text).toString("latin1"));
  expect(await readExistingDigests(client, digests)).toEqual(new Set(digests));
  expect((await client.query(createPollSql(true), ["0"])).rows).not.toHaveLength(0);
  await client.query("LISTEN byteengine_invalidations");
  const use = { keyId: key.id, secretId: key.secretId, address: "203.0.113.9" };
  const counts = [
    { ...use, startsAt: 0, outcome: "VALID", environment: "development", service: "", count: 1 },
  ];
  for (let i = 0; i < 2; i++) {
    await writeUsage(client, { counts, lastUses: [{ ...use, usedAt: Date.now() }] });
  }
  const entry = { teamId: "team_x", keyId: key.id, more: 1 };
  const requestId = await insertRequest({ pool: client }, entry);
  const rest = {
    subject: key.id,
    outcome: "EXPIRED",
    teamId: "team_x",
    minute: 0,
    requestId,
    more: 1,
  } as const;
  for (let i = 0; i < 2; i++) await addCounts(client, { rests: [rest], drops: [["team_x", 1]] });
  await client.query("SELECT migration_name FROM _prisma_migrations");
  await client.query("SELECT id, slug, name FROM teams");
});

test.each([
  ["read passwords", "SELECT password_hash FROM users"],
  ["read email addresses", "SELECT email FROM users"],
  ["read sessions", "SELECT * FROM sessions"],
  ["read client secrets", "SELECT hash FROM app_secrets"],
  ["issue a token", "INSERT INTO app_tokens (hash, app_id) VALUES ('', '')"],
  ["read the addresses of FHIR servers", "SELECT base_url FROM fhir_servers"],
  ["read credentials of FHIR servers", "SELECT secret FROM fhir_server_credentials"],
  ["read refresh tokens", "SELECT hash FROM refresh_tokens"],
  ["give an app access", "UPDATE app_grants SET ended_at = NULL"],
  ["enable an app", "UPDATE apps SET disabled_at = NULL"],
  ["read the audit log", "SELECT * FROM audit_events"],
  [
    "create a secret",
    `INSERT INTO key_secrets (id, key_id, hash, hint) VALUES ('sec_x', 'key_x', '${createSecret()}', '')`,
  ],
  ["restore a key", "UPDATE api_keys SET revoked_at = NULL"],
  ["raise a limit", "UPDATE api_keys SET rate_limit_per_minute = 1000000"],
  ["hide a change", "DELETE FROM invalidations"],
  ["make itself an owner", "UPDATE members SET role = 'owner'"],
])("the documented role cannot %s", async (_, statement) => {
  await expect(client.query(statement)).rejects.toThrow("permission denied");
});
