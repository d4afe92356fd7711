import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { createTestRuntime, insertTeam, type TestTeam } from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { insertApp, insertAppSecret } from "#e2e/support/oauth/apps.ts";
import {
  basic,
  startAuthorizationServer,
  type TestAuthorizationServer,
} from "#e2e/support/oauth/authorization-server.ts";
import { createAppSecret, hashSecret, isWellFormedAccessToken } from "#lib/domain/keys/secret.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";

let database: Database;
let runtime: Runtime;
let team: TestTeam;
let server: TestAuthorizationServer;

beforeAll(async () => {
  database = await openTestDatabase();
  runtime = createTestRuntime(database);
  team = await insertTeam(database);
  server = await startAuthorizationServer(runtime);
});

afterAll(async () => {
  server.close();
  await runtime.close();
  await database.close();
});

const grant = { grant_type: "client_credentials" };

function readStored(token: string) {
  return database.prisma.appToken.findUnique({ where: { hash: new Uint8Array(hashSecret(token)) } });
}

const failed = { error: "invalid_client", error_description: "client authentication failed" };

describe("a token by client secret", () => {
  test("is opaque, and only its digest is stored", async () => {
    const app = await insertApp(database, team, { scopes: ["workers:read", "keys:read"] });
    const answer = await server.post("/token", grant, basic(app));
    expect(answer.status).toBe(200);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(answer.headers.get("pragma")).toBe("no-cache");
    expect(answer.headers.get("x-request-id")).toMatch(/^req_/);
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    expect(answer.headers.get("content-type")).toBe("application/json; charset=utf-8");
    const body = await answer.json();
    expect(body).toEqual({
      access_token: expect.any(String),
      token_type: "Bearer",
      expires_in: 3600,
      scope: "workers:read keys:read",
    });
    expect(isWellFormedAccessToken(body.access_token)).toBe(true);
    const stored = await readStored(body.access_token);
    expect(stored).toMatchObject({ appId: app.id, secretId: app.secretId, revokedAt: null });
    const { lastTokenAt } = await database.prisma.app.findUniqueOrThrow({ where: { id: app.id } });
    const { lastUsedAt } = await database.prisma.appSecret.findUniqueOrThrow({ where: { id: app.secretId } });
    expect([lastTokenAt, lastUsedAt]).toEqual([expect.any(Date), expect.any(Date)]);
    await server.post("/token", grant, basic(app));
    // Recorded at most once a minute.
    const again = await database.prisma.app.findUniqueOrThrow({ where: { id: app.id } });
    expect(again.lastTokenAt).toEqual(lastTokenAt);
  });

  test("can be requested in the body, for some of the app's scopes, and lives at most 5 minutes for system/", async () => {
    const app = await insertApp(database, team, { scopes: ["workers:read", "system/*.rs"] });
    const credentials = { client_id: app.id, client_secret: app.secret };
    const scope = "system/Observation.rs workers:read";
    const answer = await server.post("/token", { ...grant, ...credentials, scope });
    expect([answer.status, await answer.json()]).toEqual([
      200,
      expect.objectContaining({ scope, expires_in: 300 }),
    ]);
  });

  test("works with both live secrets, and not with one that has ended", async () => {
    const app = await insertApp(database, team);
    const soon = await insertAppSecret(database, team, {
      appId: app.id,
      endsAt: new Date(Date.now() + 60_000),
    });
    const ended = await insertAppSecret(database, team, { appId: app.id, endsAt: new Date(Date.now() - 1) });
    expect((await server.post("/token", grant, basic(app))).status).toBe(200);
    expect((await server.post("/token", grant, basic({ ...app, ...soon }))).status).toBe(200);
    const answer = await server.post("/token", grant, basic({ ...app, ...ended }));
    expect([answer.status, await answer.json()]).toEqual([401, failed]);
  });
});

describe("the same refusal", () => {
  const past = new Date("2026-01-01");
  const cases: [string, (other: TestTeam) => Promise<{ id: string; secret: string }>][] = [
    ["an unknown app", async () => ({ id: "app_01jd8w0000000000000000000a", secret: createAppSecret() })],
    ["text that is not an ID", async () => ({ id: "nobody", secret: "x" })],
    ["a wrong secret", async () => ({ ...(await insertApp(database, team)), secret: createAppSecret() })],
    [
      "the secret of another app",
      async () => ({
        ...(await insertApp(database, team)),
        secret: (await insertApp(database, team)).secret,
      }),
    ],
    ["a disabled app", () => insertApp(database, team, { disabledAt: past })],
    ["a deleted app", () => insertApp(database, team, { deletedAt: past })],
    [
      "an IP address that is not allowed",
      () => insertApp(database, team, { allowedIps: ["203.0.113.0/24"] }),
    ],
    [
      "a retired environment",
      async (other) => {
        const id = other.environments.staging ?? "";
        await database.prisma.environment.update({ where: { id }, data: { retiredAt: past } });
        return insertApp(database, other, { environmentId: id });
      },
    ],
    [
      "a suspended team",
      async (other) => {
        await database.prisma.team.update({ where: { id: other.id }, data: { suspendedAt: past } });
        return insertApp(database, other);
      },
    ],
    [
      "a deleted team",
      async (other) => {
        await database.prisma.team.update({ where: { id: other.id }, data: { deletedAt: past } });
        return insertApp(database, other);
      },
    ],
  ];

  test.each(cases)("for %s", async (_name, create) => {
    const app = await create(await insertTeam(database));
    const answer = await server.post("/token", grant, basic(app));
    expect([answer.status, await answer.json()]).toEqual([401, failed]);
    expect(answer.headers.get("www-authenticate")).toMatch(/^Basic realm="http/);
    expect(await database.prisma.appToken.count({ where: { appId: app.id } })).toBe(0);
    // In the body, too.
    const posted = await server.post("/token", { ...grant, client_id: app.id, client_secret: app.secret });
    expect([posted.status, await posted.json()]).toEqual([401, failed]);
  });
});

describe("refused requests", () => {
  test.each(["confidential", "public"] as const)("a %s app gets no token by itself", async (kind) => {
    const app = await insertApp(database, team, { kind });
    const answer = await server.post("/token", grant, basic(app));
    expect([answer.status, (await answer.json()).error]).toEqual([400, "unauthorized_client"]);
  });

  test.each([
    ["keys:read"],
    ["workers:read keys:read"],
    ["system/Observation.rs"],
    ["WORKERS"],
    ["workers:write"],
    ['workers:read "'],
  ])("the scope %s is beyond the app's", async (scope) => {
    const app = await insertApp(database, team);
    const answer = await server.post("/token", { ...grant, scope }, basic(app));
    expect([answer.status, (await answer.json()).error]).toEqual([400, "invalid_scope"]);
  });

  test("an app without scopes gets nothing", async () => {
    const app = await insertApp(database, team, { scopes: [] });
    const answer = await server.post("/token", grant, basic(app));
    expect([answer.status, (await answer.json()).error]).toEqual([400, "invalid_scope"]);
  });

  test.each([
    ["no grant", "", "invalid_request"],
    ["another grant", "grant_type=password", "unsupported_grant_type"],
    ["the password grant", "grant_type=password&username=a&password=b", "unsupported_grant_type"],
    ["a parameter twice", "grant_type=client_credentials&grant_type=client_credentials", "invalid_request"],
    ["an unknown parameter twice", "grant_type=client_credentials&a=1&a=2", "invalid_request"],
    ["two ways at once", "grant_type=client_credentials&client_secret=x", "invalid_request"],
    ["text that is not UTF-8", Buffer.from([0xff, 0x3d]).toString("latin1"), "invalid_request"],
  ])("%s", async (_name, form, error) => {
    const app = await insertApp(database, team);
    const answer = await fetch(`${server.issuer}/token`, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded", ...basic(app) },
      body: Buffer.from(form, "latin1"),
    });
    expect([answer.status, (await answer.json()).error]).toEqual([400, error]);
    expect(answer.headers.get("cache-control")).toBe("no-store");
  });

  test("without credentials", async () => {
    const answer = await server.post("/token", grant);
    expect([answer.status, (await answer.json()).error]).toEqual([400, "invalid_request"]);
  });

  test("more than 16 KiB, or JSON", async () => {
    const large = await server.post("/token", { ...grant, scope: "x".repeat(17_000) });
    expect([large.status, (await large.json()).error]).toEqual([413, "invalid_request"]);
    const json = await server.post("/token", JSON.stringify(grant), { "content-type": "application/json" });
    expect([json.status, (await json.json()).error]).toEqual([400, "invalid_request"]);
  });

  test("a secret in the URL", async () => {
    const app = await insertApp(database, team);
    const query = `?client_id=${app.id}&client_secret=${app.secret}`;
    const answer = await server.post(`/token${query}`, grant);
    expect([answer.status, (await answer.json()).error]).toEqual([400, "invalid_request"]);
  });

  test("other methods and paths", async () => {
    const get = await server.get("/oauth/token");
    expect([get.status, get.headers.get("allow"), (await get.json()).error]).toEqual([
      405,
      "POST, OPTIONS",
      "invalid_request",
    ]);
    const put = await server.get("/oauth/jwks", { method: "PUT" });
    expect([put.status, put.headers.get("allow")]).toEqual([405, "GET, OPTIONS, HEAD"]);
    for (const path of ["/oauth", "/oauth/", "/oauth/authorize/", "/oauth/token/", "/oauth/me"]) {
      const answer = await server.get(path);
      expect([answer.status, await answer.json()]).toEqual([
        404,
        { error: "not_found", error_description: "Not found" },
      ]);
    }
  });
});

test("an app that is disabled after it proved who it is gets no token", async () => {
  const app = await insertApp(database, team);
  const row = await database.prisma.app.findUniqueOrThrow({ where: { id: app.id } });
  const { issueToken } = await import("#lib/services/oauth/issue-token.ts");
  const request = {
    app: { ...row, environment: "development" },
    secretId: app.secretId,
    scopes: ["workers:read"],
    now: new Date(),
    format: "opaque" as const,
  };
  expect(await issueToken(runtime, request)).not.toBeNull();
  await database.prisma.app.update({ where: { id: app.id }, data: { disabledAt: new Date() } });
  expect(await issueToken(runtime, request)).toBeNull();
  await database.prisma.app.update({ where: { id: app.id }, data: { disabledAt: null } });
  await database.prisma.appSecret.update({ where: { id: app.secretId }, data: { endsAt: request.now } });
  expect(await issueToken(runtime, request)).toBeNull();
  // The app's public keys changed in the meantime.
  const byAssertion = { ...request, secretId: null };
  expect(await issueToken(runtime, byAssertion)).not.toBeNull();
  await database.prisma.app.update({ where: { id: app.id }, data: { tokensEndedAt: new Date() } });
  expect(await issueToken(runtime, byAssertion)).toBeNull();
});

test("a token is issued after the last change of public keys, although clocks differ", async () => {
  const tokensEndedAt = new Date(Date.now() + 5_000);
  const app = await insertApp(database, team, { tokensEndedAt });
  const answer = await server.post("/token", grant, basic(app));
  const stored = await readStored((await answer.json()).access_token);
  expect(stored?.createdAt.getTime()).toBe(tokensEndedAt.getTime() + 1);
});

describe("limits", () => {
  test("requests for tokens count toward the app", async () => {
    const app = await insertApp(database, team, { rateLimitPerMinute: 3, rateLimitPer10Seconds: 3 });
    const statuses: number[] = [];
    for (let i = 0; i < 3; i++) statuses.push((await server.post("/token", grant, basic(app))).status);
    const answer = await server.post("/token", grant, basic(app));
    expect([...statuses, answer.status]).toEqual([200, 200, 200, 429]);
    expect((await answer.json()).error).toBe("rate_limit_exceeded");
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(answer.headers.get("x-ratelimit-limit")).toBe("3");
    expect(await database.prisma.appToken.count({ where: { appId: app.id } })).toBe(3);
  });

  test("failed authentications count toward the IP address, and a valid app is never refused because of it", async () => {
    const own = await startAuthorizationServer(createTestRuntime(database), { trustedProxyHops: 1 });
    onTestFinished(() => own.close());
    const app = await insertApp(database, team);
    const from = { "x-forwarded-for": "198.51.100.7", "x-forwarded-proto": "http" };
    const wrong = { ...basic({ ...app, secret: createAppSecret() }), ...from };
    const answers = await Promise.all(
      Array.from({ length: 110 }, () => own.post("/token", grant, wrong).then(({ status }) => status)),
    );
    expect(new Set(answers)).toEqual(new Set([401, 429]));
    expect((await own.post("/token", grant, { ...basic(app), ...from })).status).toBe(200);
    expect((await own.post("/token", grant, wrong)).status).toBe(429);
  });
});

test("counts what it issued and refused", async () => {
  const own = createTestRuntime(database);
  const console = await startAuthorizationServer(own);
  onTestFinished(() => console.close());
  const app = await insertApp(database, team);
  await console.post("/token", grant, basic(app));
  await console.post("/token", grant, basic({ ...app, secret: createAppSecret() }));
  await console.post("/token", { ...grant, scope: "keys:read" }, basic(app));
  const { issued, refused } = own.metrics.getTokens();
  expect(issued).toEqual({ opaque: 1, jwt: 0 });
  expect([refused.get("invalid_client"), refused.get("invalid_scope")]).toEqual([1, 1]);
});

describe("the documents", () => {
  test.each(["/.well-known/oauth-authorization-server/oauth", "/oauth/.well-known/openid-configuration"])(
    "%s can be read from any origin",
    async (path) => {
      const answer = await server.get(path, { headers: { origin: "https://elsewhere.example.com" } });
      expect([answer.status, answer.headers.get("access-control-allow-origin")]).toEqual([200, "*"]);
      const body = await answer.json();
      expect(body).toMatchObject({
        issuer: server.issuer,
        token_endpoint: `${server.issuer}/token`,
        jwks_uri: `${server.issuer}/jwks`,
        authorization_endpoint: `${server.issuer}/authorize`,
        authorization_response_iss_parameter_supported: true,
        response_types_supported: ["code"],
        code_challenge_methods_supported: ["S256"],
        grant_types_supported: [
          "authorization_code",
          "refresh_token",
          "client_credentials",
          "urn:ietf:params:oauth:grant-type:token-exchange",
        ],
      });
      const preflight = await server.get(path, { method: "OPTIONS" });
      expect([preflight.status, preflight.headers.get("access-control-allow-methods")]).toEqual([
        204,
        "GET, HEAD",
      ]);
      expect(await (await server.get(path, { method: "HEAD" })).text()).toBe("");
    },
  );

  test("the issuer never depends on the Host header", async () => {
    const own = await startAuthorizationServer(runtime, { publicOrigin: "https://console.example.com" });
    onTestFinished(() => own.close());
    const answer = await fetch(
      `http://127.0.0.1:${own.runtime.config.port}/oauth/.well-known/openid-configuration`,
      {
        headers: { "x-forwarded-host": "evil.example.com" },
      },
    );
    expect((await answer.json()).issuer).toBe("https://console.example.com/oauth");
  });

  test.each(["/token", "/revoke"])("%s answers pages of any origin, and never with cookies", async (path) => {
    const app = await insertApp(database, team);
    const origin = "https://elsewhere.example.com";
    const form = { ...grant, token: "unknown" };
    const read = ({ status, headers }: Response) => [
      status,
      headers.get("access-control-allow-origin"),
      headers.get("access-control-allow-credentials"),
    ];
    expect(read(await server.post(path, form, { ...basic(app), origin }))).toEqual([200, "*", null]);
    const refused = await server.post(path, form, { ...basic({ ...app, secret: "wrong" }), origin });
    expect(read(refused)).toEqual([401, "*", null]);
    const preflight = await server.get(`/oauth${path}`, { method: "OPTIONS", headers: { origin } });
    expect(read(preflight)).toEqual([204, "*", null]);
    expect(preflight.headers.get("access-control-allow-methods")).toBe("POST");
    expect(preflight.headers.get("access-control-allow-headers")).toBe("authorization, content-type");
  });
});

test("a process that only verifies answers 404", async () => {
  const own = await startAuthorizationServer(runtime, { serve: "api" });
  onTestFinished(() => own.close());
  const app = await insertApp(database, team);
  const answer = await own.post("/token", grant, basic(app));
  expect([answer.status, await answer.json()]).toEqual([
    404,
    { error: "not_found", error_description: "Not found" },
  ]);
});

test("a form that was sent unencrypted to a console with HTTPS is refused", async () => {
  const own = await startAuthorizationServer(runtime, {
    publicOrigin: "https://console.example.com",
    trustedProxyHops: 1,
  });
  onTestFinished(() => own.close());
  const app = await insertApp(database, team);
  const send = (proto: string) =>
    fetch(`http://127.0.0.1:${own.runtime.config.port}/oauth/token`, {
      method: "POST",
      headers: {
        ...basic(app),
        "content-type": "application/x-www-form-urlencoded",
        "x-forwarded-for": "203.0.113.9",
        "x-forwarded-proto": proto,
      },
      body: "grant_type=client_credentials",
    });
  const plain = await send("http");
  expect([plain.status, (await plain.json()).error]).toEqual([400, "invalid_request"]);
  expect((await send("https")).status).toBe(200);
});
