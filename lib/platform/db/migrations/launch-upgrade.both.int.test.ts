import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { callApi } from "#e2e/support/access/api-caller.ts";
import {
  createTestRuntime,
  insertKey,
  insertMember,
  insertTeam,
  type TestTeam,
} from "#e2e/support/database/fixtures.ts";
import { type BareDatabase, openBareDatabase } from "#e2e/support/database/test-database.ts";
import { type FhirEngine, startFhirEngine } from "#e2e/support/fhir/engine.ts";
import { gatewayUrl, insertGateway } from "#e2e/support/fhir/gateway.ts";
import { insertApp, type TestApp } from "#e2e/support/oauth/apps.ts";
import {
  basic,
  startAuthorizationServer,
  type TestAuthorizationServer,
} from "#e2e/support/oauth/authorization-server.ts";
import { insertAppRule, insertTrustedIssuer } from "#e2e/support/oauth/federation.ts";
import { insertGrantToken } from "#e2e/support/oauth/grants.ts";
import { createAppKey, createClaims, signToken } from "#e2e/support/oauth/sign-assertion.ts";
import { createAccessToken, hashSecret } from "#lib/domain/keys/secret.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { createLogger } from "#lib/platform/log/log.ts";
import { listMigrationNames, migrationsDirectory } from "./migration-files.ts";
import { applyMigrations, readMigrationState } from "./migrations.ts";

/** The first migration of app launch. The release before it has apps, the gateway and federation, but no grants. */
const firstMigration = "20261206100000_app_launch";

const logger = createLogger({ level: "silent" });
const issuer = "https://builds.example.com";
const audience = "https://console.example.com";
const signer = createAppKey("RS256");

let bare: BareDatabase;
let database: Database;
let previous: string;
let engine: FhirEngine;
let server: TestAuthorizationServer;
let stop: () => Promise<void>;
let team: TestTeam;
let app: TestApp;
let token: string;
let serverId: string;
let inheriting: string;

beforeAll(async () => {
  bare = await openBareDatabase();
  previous = await mkdtemp(join(tmpdir(), "previous-"));
  for (const name of await listMigrationNames()) {
    if (name < firstMigration)
      await cp(join(migrationsDirectory, name), join(previous, name), { recursive: true });
  }
  await applyMigrations(bare.database, logger, { directory: previous });
  engine = await startFhirEngine();
  await engine.seed([{ resourceType: "Observation", id: "o1", status: "final" }]);
  await insertData(bare.database);
  await applyMigrations(bare.database, logger);
  database = (await bare.openAsApplication?.()) ?? bare.database;
  const runtime = createTestRuntime(database);
  server = await startAuthorizationServer(runtime, { fhirAllowLoopback: true });
  stop = runtime.close;
});

afterAll(async () => {
  server.close();
  await stop();
  await engine.close();
  if (database !== bare.database) await database.close();
  await bare.database.close();
  await rm(previous, { recursive: true });
});

/** What the previous release has written, with its columns. */
async function insertData(before: Database): Promise<void> {
  team = await insertTeam(before);
  inheriting = (await insertKey(before, team)).secret;
  app = await insertApp(before, team, {
    role: "developer",
    scopes: ["workers:read", "system/Observation.rs"],
  });
  token = createAccessToken();
  await before.pool.query(
    `INSERT INTO app_tokens (hash, app_id, secret_id, scopes, created_at, expires_at)
      VALUES ($1, $2, $3, $4, now(), now() + interval '1 hour')`,
    [hashSecret(token), app.id, app.secretId, ["workers:read", "system/Observation.rs"]],
  );
  const jwks = { keys: [signer.jwk] };
  const issuerId = await insertTrustedIssuer(before, team, { preset: "github", issuer, jwks });
  await insertAppRule(before, { appId: app.id, issuerId, audience, claims: { repository_id: ["4711"] } });
  serverId = await insertGateway(before, team, { baseUrl: engine.baseUrl, allowsKeys: true });
}

async function read(credential: string): Promise<number> {
  const response = await fetch(`${gatewayUrl(server.origin, serverId)}/Observation/o1`, {
    headers: { authorization: `Bearer ${credential}` },
  });
  await response.text();
  return response.status;
}

test("the previous release keeps working on the database that this one has migrated", async () => {
  expect(await readMigrationState(database, previous)).not.toBe("behind");
});

test("a token of the previous release reads data, and its app gets others", async () => {
  expect(await read(token)).toBe(200);
  const issued = await server.post("/token", { grant_type: "client_credentials" }, basic(app));
  const body: unknown = await issued.json();
  expect(issued.status).toBe(200);
  expect(await read(Reflect.get(Object(body), "access_token"))).toBe(200);
});

test("a rule of the previous release accepts tokens of its issuer", async () => {
  const claims = { ...createClaims(issuer, audience), sub: "build", repository_id: "4711" };
  const answer = await server.post("/token", {
    grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
    client_id: app.id,
    subject_token: signToken(signer, { alg: signer.alg, kid: signer.kid, typ: "JWT" }, claims),
    subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
  });
  expect(answer.status, await answer.clone().text()).toBe(200);
});

test("a key of the previous release that inherits reaches no data, launches no app and links nobody", async () => {
  expect(await read(inheriting)).toBe(403);
  const launch = { fhirServerId: serverId, patient: "p1" };
  expect(await callApi(`/apps/${app.id}/launches`, { key: inheriting, body: launch })).toMatchObject({
    status: 403,
  });
  const link = { reference: "Patient/p1" };
  const path = `/fhir/servers/${serverId}/people/${team.owner.id}`;
  expect(await callApi(path, { method: "PUT", key: inheriting, body: link })).toMatchObject({ status: 403 });
});

/** What the previous release does: it writes only columns that it knows. */
const formerChanges: [name: string, statement: string, get: (given: Given) => string][] = [
  [
    "removes the person",
    "UPDATE members SET status = 'removed', removed_at = now() WHERE id = $1",
    ({ memberId }) => memberId,
  ],
  [
    "removes the person and adds them again",
    "UPDATE members SET joined_at = now() + interval '1 second' WHERE id = $1",
    ({ memberId }) => memberId,
  ],
  [
    "suspends the person",
    "UPDATE members SET status = 'suspended', suspended_at = now() WHERE id = $1",
    ({ memberId }) => memberId,
  ],
  ["suspends the account", "UPDATE users SET status = 'suspended' WHERE id = $1", ({ userId }) => userId],
  ["deletes the app", "UPDATE apps SET deleted_at = now() WHERE id = $1", ({ appId }) => appId],
  ["disables the app", "UPDATE apps SET disabled_at = now() WHERE id = $1", ({ appId }) => appId],
  ["narrows the app", "UPDATE apps SET scopes = '{}' WHERE id = $1", ({ appId }) => appId],
  [
    "deletes the server",
    "UPDATE fhir_servers SET deleted_at = now(), gateway_base_url = NULL WHERE id = $1",
    ({ of }) => of,
  ],
  ["turns the gateway off", "UPDATE fhir_servers SET gateway_base_url = NULL WHERE id = $1", ({ of }) => of],
  [
    "changes the base URL",
    "UPDATE fhir_servers SET base_url = base_url || '/', gateway_base_url = base_url || '/' WHERE id = $1",
    ({ of }) => of,
  ],
];

interface Given {
  memberId: string;
  userId: string;
  appId: string;
  /** The FHIR server. */
  of: string;
}

test.each(formerChanges)(
  "a token of a grant stops working when the previous release %s",
  async (_name, statement, get) => {
    const person = await insertMember(database, team, "developer");
    const of = await insertGateway(database, team, { baseUrl: engine.baseUrl });
    const scopes = ["user/Observation.rs"];
    const given = await insertGrantToken(database, team, { serverId: of, userId: person.id, scopes });
    const readGiven = async () => {
      const response = await fetch(`${gatewayUrl(server.origin, of)}/Observation/o1`, {
        headers: { authorization: `Bearer ${given.token}` },
      });
      await response.text();
      return response.status;
    };
    expect(await readGiven()).toBe(200);
    const ids = { memberId: person.memberId, userId: person.id, appId: given.app.id, of };
    const changed = await database.pool.query(statement, [get(ids)]);
    expect(changed.rowCount).toBe(1);
    await expect.poll(readGiven).toBeOneOf([401, 403, 404]);
  },
);
