import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { callApi } from "#e2e/support/access/api-caller.ts";
import { createTestRuntime, insertKey, insertTeam, type TestTeam } from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { insertFhirServer } from "#e2e/support/fhir/registered-servers.ts";
import {
  createSignedToken,
  insertAppToken,
  insertDeveloperApp,
  type TestApp,
} from "#e2e/support/oauth/apps.ts";
import { insertGrantToken } from "#e2e/support/oauth/grants.ts";
import { createAccessToken } from "#lib/domain/keys/secret.ts";
import { listRolePermissions } from "#lib/domain/rbac/permissions.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { type Runtime, setRuntime } from "#lib/platform/runtime/runtime.ts";
import { answerAuth } from "#lib/verification/answer/answer-auth.ts";
import { routes } from "./routes.ts";

let database: Database;
let runtime: Runtime;
let team: TestTeam;
let app: TestApp;
const origin = "https://console.example.com";

beforeAll(async () => {
  database = await openTestDatabase();
  runtime = createTestRuntime(database, { publicOrigin: origin });
  setRuntime(runtime);
  team = await insertTeam(database);
  app = await insertDeveloperApp(database, team, { name: "Nightly reports" });
});

afterAll(async () => {
  setRuntime(undefined);
  await runtime.usage.stop();
  await database.close();
});

const past = new Date(Date.now() - 1_000);

type AppFields = NonNullable<Parameters<typeof insertDeveloperApp>[2]>;
type TokenFields = NonNullable<Parameters<typeof insertAppToken>[2]>;

/** Why a token doesn't work, with what the app and the token then have. */
const endings: [string, AppFields, TokenFields][] = [
  ["expired", {}, { expiresAt: past }],
  ["revoked", {}, { revokedAt: past }],
  ["of a deleted app", { deletedAt: past }, {}],
  ["of a disabled app", { disabledAt: past }, {}],
  ["of public keys that were replaced", { tokensEndedAt: new Date(Date.now() + 60_000) }, { secretId: null }],
];

async function requestAuth(headers: { authorization?: string; apiKey?: string }, path = "", search = "") {
  const answer = await answerAuth(runtime, {
    path,
    search: search === "" && path === "" ? `?team=${team.id}` : search,
    authorization: headers.authorization ?? null,
    apiKey: headers.apiKey ?? null,
    address: "203.0.113.9",
    requestId: "req_test",
    transportProblem: null,
  });
  const names = answer.headers.filter((_, index) => index % 2 === 0);
  const values = answer.headers.filter((_, index) => index % 2 === 1);
  return {
    status: answer.status,
    headers: Object.fromEntries(names.map((name, index) => [name, values[index]])),
  };
}

describe.each([
  ["an opaque token", createAccessToken],
  ["a signed token", createSignedToken],
])("%s", (_, create) => {
  test("is accepted as a key is, in both headers and in a path, and the headers name the app", async () => {
    const token = await insertAppToken(database, app, { token: create() });
    const identity = {
      "X-Key-Id": app.id,
      "X-Owner-Id": team.id,
      "X-Team-Id": team.id,
      "X-Environment": "development",
      "X-External-Id": "",
      "X-Permissions": "keys:read keys:verify keys:write workers:read",
    };
    const answers = [
      await requestAuth({ authorization: `Bearer ${token}` }),
      await requestAuth({ apiKey: token }),
      await requestAuth(
        { authorization: `Bearer ${token}` },
        `/with/team=${team.id}&permission=keys:read/orders`,
      ),
    ];
    for (const { status, headers } of answers) {
      expect(status).toBe(200);
      expect(headers).toMatchObject(identity);
    }
  });

  test("calls the API in either header, within its permissions", async () => {
    const token = await insertAppToken(database, app, { token: create() });
    expect(await callApi("/workers", { key: token })).toMatchObject({ status: 200 });
    expect(await callApi("/workers", { headers: { "x-api-key": token } })).toMatchObject({ status: 200 });
    expect(await callApi(`/teams/${team.id}/members`, { key: token })).toMatchObject({ status: 403 });
  });

  test("can be verified and introspected", async () => {
    const token = await insertAppToken(database, app, { token: create() });
    const service = await insertKey(database, team);
    const verified = await callApi("/keys/verify", { key: service.secret, body: { key: token } });
    expect(verified).toMatchObject({
      status: 200,
      body: {
        valid: true,
        credential: "app",
        keyId: app.id,
        name: "Nightly reports",
        owner: { type: "team", id: team.id },
        smartScopes: ["system/Observation.rs"],
      },
    });
    const introspected = await introspect(service.secret, token);
    expect(introspected.body).toEqual({
      active: true,
      scope: "keys:read keys:verify keys:write workers:read system/Observation.rs",
      client_id: app.id,
      sub: app.id,
      token_type: "Bearer",
      iat: expect.any(Number),
      exp: expect.any(Number),
      iss: `${origin}/oauth`,
      team_id: team.id,
      environment: "development",
      external_id: null,
      metadata: {},
    });
  });
});

function introspect(caller: string, token: string) {
  return callApi("/oauth/introspect", {
    method: "POST",
    body: new URLSearchParams({ token }).toString(),
    headers: { authorization: `Bearer ${caller}`, "content-type": "application/x-www-form-urlencoded" },
  });
}

test("a token verifies and introspects keys and other tokens of its team, and of no other", async () => {
  const caller = await insertAppToken(database, app);
  const other = await insertTeam(database);
  const own = [(await insertKey(database, team)).secret, await insertAppToken(database, app)];
  const foreign = [
    (await insertKey(database, other)).secret,
    await insertAppToken(database, await insertDeveloperApp(database, other)),
  ];
  for (const key of own) {
    expect((await callApi("/keys/verify", { key: caller, body: { key } })).body).toMatchObject({
      code: "VALID",
    });
    expect((await introspect(caller, key)).body).toMatchObject({ active: true });
  }
  for (const key of foreign) {
    expect((await callApi("/keys/verify", { key: caller, body: { key } })).body).toEqual({
      valid: false,
      code: "NOT_FOUND",
    });
    expect((await introspect(caller, key)).body).toEqual({ active: false });
  }
});

test("a token authenticates an introspection as a client with its app's id", async () => {
  const token = await insertAppToken(database, app);
  const send = (id: string) =>
    callApi("/oauth/introspect", {
      method: "POST",
      body: new URLSearchParams({ token, client_id: id, client_secret: token }).toString(),
      headers: { "content-type": "application/x-www-form-urlencoded" },
    });
  expect(await send(app.id)).toMatchObject({ status: 200, body: { active: true } });
  expect(await send("app_other")).toMatchObject({ status: 401 });
});

test.each(endings)("a token that is %s is rejected everywhere", async (_, appFields, tokenFields) => {
  const token = await insertAppToken(
    database,
    await insertDeveloperApp(database, team, appFields),
    tokenFields,
  );
  const service = await insertKey(database, team);
  expect((await requestAuth({ authorization: `Bearer ${token}` })).status).toBe(401);
  expect((await callApi("/workers", { key: token })).status).toBe(401);
  expect((await introspect(token, service.secret)).status).toBe(401);
  expect((await introspect(service.secret, token)).body).toEqual({ active: false });
  expect((await callApi("/keys/verify", { key: service.secret, body: { key: token } })).body).toMatchObject({
    valid: false,
    permissions: [],
    smartScopes: [],
  });
});

test("a token from outside its app's allowlist is rejected with 403", async () => {
  const bound = await insertDeveloperApp(database, team, { allowedIps: ["192.0.2.0/24"] });
  const token = await insertAppToken(database, bound);
  expect((await callApi("/workers", { key: token })).status).toBe(403);
  expect((await callApi("/workers", { key: token, address: "192.0.2.9" })).status).toBe(200);
});

test("another application's token beside a key is ignored, also if it is long", async () => {
  const { secret } = await insertKey(database, team);
  const foreign = createSignedToken({ client_id: "spa", scope: "x".repeat(900) });
  expect((await requestAuth({ authorization: `Bearer ${foreign}`, apiKey: secret })).status).toBe(200);
  expect((await requestAuth({ authorization: `Bearer ${foreign}` })).status).toBe(401);
});

test("GET /me shows the app, and what the token can still do", async () => {
  const narrowed = await insertDeveloperApp(database, team, { name: "Exports", rateLimitPerMinute: 50 });
  const token = await insertAppToken(database, narrowed);
  await database.prisma.app.update({
    where: { id: narrowed.id },
    data: { scopes: ["workers:read", "system/*.rs"] },
  });
  const { expiresAt } = await database.prisma.appToken.findFirstOrThrow({ where: { appId: narrowed.id } });
  const { status, body } = await callApi("/me", { key: token });
  expect({ status, body }).toEqual({
    status: 200,
    body: {
      type: "app",
      id: narrowed.id,
      name: "Exports",
      teamId: team.id,
      team: { id: team.id, slug: team.slug, name: team.name },
      role: "developer",
      environment: "development",
      permissions: ["workers:read"],
      smartScopes: ["system/Observation.rs"],
      expiresAt: expiresAt.toISOString(),
      rateLimit: { perMinute: 50, per10Seconds: runtime.config.rateLimit.per10Seconds },
    },
  });
});

test("an app that can manage members is named as the one who invited", async () => {
  const environmentId = team.environments.production ?? "";
  const manager = await insertDeveloperApp(database, team, {
    environmentId,
    name: "Onboarding",
    role: "admin",
    scopes: ["members:write", ...listRolePermissions("viewer", [])],
  });
  const invite = async (invitingApp: TestApp) =>
    callApi(`/teams/${team.id}/invitations`, {
      key: await insertAppToken(database, invitingApp),
      body: { email: `${invitingApp.id}@example.com`, role: "viewer" },
    });
  expect(await invite(manager)).toMatchObject({
    status: 201,
    body: { invitedBy: { id: manager.id, name: "Onboarding" } },
  });
  // As a key, it can't in an environment that doesn't allow it.
  const elsewhere = await insertDeveloperApp(database, team, { role: "admin", scopes: ["members:write"] });
  expect((await invite(elsewhere)).status).toBe(403);
});

describe("what a token creates", () => {
  const body = { name: "From an app", environment: "development", permissions: ["workers:read"] };
  const soon = () => new Date(Date.now() + 60_000).toISOString();

  test("is limited by the token, as by a key", async () => {
    const token = await insertAppToken(database, app);
    const create = (fields: object) => callApi("/keys", { key: token, body: { ...body, ...fields } });
    expect(await create({ expiresAt: soon() })).toMatchObject({
      status: 201,
      body: { owner: { type: "team", id: team.id }, permissions: ["workers:read"] },
    });
    expect((await create({})).status).toBe(403);
    expect((await create({ expiresAt: new Date(Date.now() + 7_200_000).toISOString() })).status).toBe(403);
    expect((await create({ expiresAt: soon(), permissions: "inherit" })).status).toBe(403);
    expect((await create({ expiresAt: soon(), permissions: ["fhir.servers:write"] })).status).toBe(403);
    expect((await create({ expiresAt: soon(), environment: "production" })).status).toBe(403);
    expect((await create({ expiresAt: soon(), owner: { type: "user", id: team.owner.id } })).status).toBe(
      403,
    );
  });

  test("is recorded under the app, and once for a repeated request of any of its tokens", async () => {
    const headers = { "idempotency-key": `idem-${app.id}` };
    const sent = { ...body, expiresAt: soon() };
    const created = await callApi("/keys", { key: await insertAppToken(database, app), body: sent, headers });
    const repeated = await callApi("/keys", {
      key: await insertAppToken(database, app),
      body: sent,
      headers,
    });
    expect([created.status, repeated.status]).toEqual([201, 201]);
    const { id } = created.body as { id: string };
    expect(repeated.body).toMatchObject({ id });
    const event = await database.prisma.auditEvent.findFirstOrThrow({ where: { targetId: id } });
    expect(event).toMatchObject({ action: "key.create", actorType: "app", actorId: app.id });
    expect(await database.prisma.apiKey.findUniqueOrThrow({ where: { id } })).toMatchObject({
      createdById: app.id,
    });
  });

  test("is shown in the audit log with the app's name, to those who can see the app", async () => {
    const seeing = await insertKey(database, team, { inheritsPermissions: true });
    const elsewhere = await insertKey(database, team, { environmentId: team.environments.production ?? "" });
    const actor = async (key: string) => {
      const { body: page } = await callApi("/audit-events?action=key.create", { key });
      const { data } = page as { data: { actor: { type: string } }[] };
      return data.find((event) => event.actor.type === "app")?.actor;
    };
    expect(await actor(seeing.secret)).toEqual({ type: "app", id: app.id, name: "Nightly reports" });
    expect(await actor(elsewhere.secret)).toBeUndefined();
    const found = await callApi("/audit-events?q=nightly", { key: seeing.secret });
    expect((found.body as { data: unknown[] }).data).not.toHaveLength(0);
    const hidden = await callApi(`/audit-events?actor=${app.id}`, { key: elsewhere.secret });
    expect((hidden.body as { data: unknown[] }).data).toHaveLength(0);
  });
});

describe("a token that a person gave an app", () => {
  const scopes = ["openid", "user/*.cruds", "keys:read", "keys:verify"];
  const serverId = async () => (await insertFhirServer(database, team)).id;
  const unauthorized = { error: { code: "unauthorized", message: "Invalid or missing API key" } };

  test("is refused by every route of the API in the same way as one that doesn't exist", async () => {
    await database.prisma.user.update({ where: { id: team.owner.id }, data: { isInstanceOwner: true } });
    const { token } = await insertGrantToken(database, team, { serverId: await serverId(), scopes });
    const nothing = createAccessToken();
    const paths = [
      ...routes.map(({ method, path }) => ({
        method,
        path: path.replace("/teams/{id}", `/teams/${team.id}`).replaceAll(/\{\w+\}/g, "0".repeat(26)),
      })),
      { method: "GET", path: "/nothing-here" },
      { method: "DELETE", path: "/me" },
    ];
    for (const [index, { method, path }] of paths.entries()) {
      // The address changes, so that it doesn't reach its limit for failures.
      const address = `203.0.113.${index % 250}`;
      const present = [
        (secret: string) => ({ authorization: `Bearer ${secret}` }),
        (secret: string) => ({ "x-api-key": secret }),
      ];
      for (const toHeaders of present) {
        const refused = await callApi(path, { method, address, headers: toHeaders(token) });
        const unknown = await callApi(path, { method, address, headers: toHeaders(nothing) });
        expect([method, path, refused.status, refused.body]).toEqual([method, path, 401, unauthorized]);
        expect([unknown.status, unknown.body]).toEqual([refused.status, refused.body]);
        expect(refused.headers.get("www-authenticate")).toBe(unknown.headers.get("www-authenticate"));
      }
    }
  });

  test("is refused when a proxy asks, and isn't found by services that verify it", async () => {
    const { token, app: granted } = await insertGrantToken(database, team, {
      serverId: await serverId(),
      scopes,
    });
    const service = await insertKey(database, team);
    for (const answer of [
      await requestAuth({ authorization: `Bearer ${token}` }),
      await requestAuth({ apiKey: token }),
      await requestAuth({ authorization: `Bearer ${token}` }, `/with/team=${team.id}/orders`),
    ]) {
      expect(answer.status).toBe(401);
      expect(answer.headers["X-Key-Id"]).toBeUndefined();
    }
    const verified = await callApi("/keys/verify", { key: service.secret, body: { key: token } });
    expect(verified.body).toEqual({ valid: false, code: "NOT_FOUND" });
    expect((await introspect(service.secret, token)).body).toMatchObject({
      active: true,
      client_id: granted.id,
      sub: team.owner.id,
    });
  });
});
