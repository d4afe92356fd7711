import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { callApi } from "#e2e/support/access/api-caller.ts";
import { createTestRuntime } from "#e2e/support/database/fixtures.ts";
import { type BareDatabase, openBareDatabase } from "#e2e/support/database/test-database.ts";
import { startFhirEngine } from "#e2e/support/fhir/engine.ts";
import { gatewayUrl, insertGateway } from "#e2e/support/fhir/gateway.ts";
import { startAuthorizationServer } from "#e2e/support/oauth/authorization-server.ts";
import { createSignInBrowser } from "#e2e/support/servers/sign-in-browser.ts";
import { hashPassword } from "#lib/auth/credentials/password-hash.ts";
import { createSecret, hashSecret } from "#lib/domain/keys/secret.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { createLogger } from "#lib/platform/log/log.ts";
import { setRuntime } from "#lib/platform/runtime/runtime.ts";
import { answerAuth } from "#lib/verification/answer/answer-auth.ts";
import { migrationsDirectory } from "./migration-files.ts";
import { applyMigrations, readMigrationState } from "./migrations.ts";

/**
 * The migrations of the previous release. Replace them, and e2e/support/database/previous-release.sql, with each
 * release.
 */
const previousMigrations = [
  "20261123124620_initial",
  "20261123153610_list_indexes",
  "20261123182627_usage_days",
];

const logger = createLogger({ level: "silent" });
const secret = createSecret();

let bare: BareDatabase;
/** Under the application's role, where there is one. */
let database: Database;
let previous: string;

beforeAll(async () => {
  bare = await openBareDatabase();
  previous = await mkdtemp(join(tmpdir(), "previous-"));
  for (const name of previousMigrations) {
    await cp(join(migrationsDirectory, name), join(previous, name), { recursive: true });
  }
  await applyMigrations(bare.database, logger, { directory: previous });
  database = (await bare.openAsApplication?.()) ?? bare.database;
  const data = await readFile(
    new URL("../../../../e2e/support/database/previous-release.sql", import.meta.url),
    "utf8",
  );
  await database.pool.query(data.replace("HASH", Buffer.from(hashSecret(secret)).toString("hex")));
  if (database !== bare.database) await upgradeAsDocumented();
  else await applyMigrations(database, logger);
});

/** The application's role cannot migrate, and stops. The owner migrates and grants, and the application goes on. */
async function upgradeAsDocumented(): Promise<void> {
  await expect(applyMigrations(database, logger)).rejects.toThrow(
    "Start once with the role that owns the tables",
  );
  await applyMigrations(bare.database, logger);
  await database.close();
  database = (await bare.openAsApplication?.()) ?? expect.fail("no role was granted to");
  await applyMigrations(database, logger);
  expect(await readMigrationState(database)).toBe("current");
}

afterAll(async () => {
  if (database !== bare.database) await database.close();
  await bare.database.close();
  await rm(previous, { recursive: true });
});

test("a key of the previous release verifies after the upgrade", async () => {
  const runtime = createTestRuntime(database);
  const answer = await answerAuth(runtime, {
    path: "",
    search: "?team=team_old",
    authorization: `Bearer ${secret}`,
    apiKey: null,
    address: "203.0.113.9",
    requestId: "req_test",
    transportProblem: null,
  });
  await runtime.close();
  expect(answer.status).toBe(200);
  const usage = await database.prisma.keyUsage.aggregate({
    where: { keyId: "key_old" },
    _sum: { count: true },
  });
  expect(usage._sum.count).toBe(8);
});

test("a key of the previous release that inherits sees apps after the upgrade, but can't register one", async () => {
  const runtime = createTestRuntime(database);
  setRuntime(runtime);
  const body = { name: "Reports", kind: "service", environment: "production", scopes: [] };
  expect(await callApi("/apps", { key: secret })).toMatchObject({ status: 200, body: { data: [] } });
  expect(await callApi("/apps", { key: secret, body })).toMatchObject({
    status: 403,
    body: { error: { code: "forbidden" } },
  });
  setRuntime(undefined);
  await runtime.close();
  expect(await database.prisma.app.count()).toBe(0);
});

test("a key of the previous release that inherits reaches no health data after the upgrade", async () => {
  const engine = await startFhirEngine();
  const runtime = createTestRuntime(database);
  const server = await startAuthorizationServer(runtime, { fhirAllowLoopback: true });
  const team = { id: "team_old", environments: { production: "env_old" }, owner: { id: "user_old" } };
  const options = { baseUrl: engine.baseUrl, environment: "production", allowsKeys: true };
  const url = gatewayUrl(server.origin, await insertGateway(database, team, options));
  const statuses = await Promise.all(
    ["/Patient", "/Patient/p0", "/Patient?name=a", "/"].map(async (path) => {
      const response = await fetch(url + path, { headers: { authorization: `Bearer ${secret}` } });
      await response.text();
      return response.status;
    }),
  );
  server.close();
  await runtime.close();
  await engine.close();
  expect(statuses).toEqual([403, 403, 403, 403]);
  expect(engine.requests).toEqual([]);
});

test("a key of the previous release that inherits neither reaches FHIR data nor changes a gateway after the upgrade", async () => {
  const runtime = createTestRuntime(database);
  setRuntime(runtime);
  const server = { name: "Ward", baseUrl: "https://fhir.example.com", environment: "production" };
  const created = await callApi("/fhir/servers", { key: secret, body: server });
  const path = `/fhir/servers/${Reflect.get(Object(created.body), "id")}`;
  const { body: me } = await callApi("/me", { key: secret });
  const body = { enabled: true };
  const changed = await callApi(`${path}/gateway`, { method: "PATCH", key: secret, body });
  const bearer = { kind: "bearer", token: "token" };
  const set = await callApi(`${path}/credential`, { key: secret, body: bearer });
  setRuntime(undefined);
  await runtime.close();
  expect(created).toMatchObject({ status: 201, body: { gateway: { enabled: false, allowsKeys: false } } });
  const permissions: string[] = Reflect.get(Object(me), "permissions");
  expect(permissions).toContain("fhir.servers:write");
  expect(permissions.filter((name) => /^fhir\.(data|gateway):/.test(name))).toEqual([]);
  for (const { status, headers } of [changed, set]) {
    expect(status).toBe(403);
    expect(headers.get("www-authenticate")).toContain('scope="fhir.gateway:write"');
  }
});

test("a person of the previous release signs in after the upgrade with only their password", async () => {
  const password = "correct horse battery staple";
  const hash = await hashPassword(password, { lane: "unknown", key: "test" });
  await database.pool.query("UPDATE users SET password_hash = $1 WHERE id = 'user_old'", [hash]);
  const runtime = createTestRuntime(database);
  setRuntime(runtime);
  const response = await createSignInBrowser().signIn("ada@example.com", password);
  setRuntime(undefined);
  await runtime.close();
  expect(response.status).toBe(200);
  expect(await database.prisma.session.count({ where: { userId: "user_old" } })).toBe(1);
});

test("the previous release keeps working on the database that this one has migrated", async () => {
  expect(await readMigrationState(database, previous)).not.toBe("behind");
});

test("a team created by the previous release after the upgrade can manage itself only from production", async () => {
  await database.pool.query(
    "INSERT INTO teams (id, name, slug, updated_at) VALUES ('team_new', 'New', 'new', now())",
  );
  for (const slug of ["production", "staging"]) {
    await database.pool.query(
      "INSERT INTO environments (id, team_id, slug, label, color, position, updated_at) VALUES ($1, 'team_new', $2, $2, 'red', 0, now())",
      [`env_new_${slug}`, slug],
    );
  }
  const marked = await database.prisma.environment.findMany({
    where: { teamId: "team_new" },
    select: { slug: true, allowsTeamManagement: true },
    orderBy: { slug: "asc" },
  });
  expect(marked).toEqual([
    { slug: "production", allowsTeamManagement: true },
    { slug: "staging", allowsTeamManagement: false },
  ]);
});
