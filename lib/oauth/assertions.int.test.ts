import { createPrivateKey } from "node:crypto";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { createTestRuntime, insertTeam, type TestTeam } from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { insertApp } from "#e2e/support/oauth/apps.ts";
import {
  startAuthorizationServer,
  type TestAuthorizationServer,
} from "#e2e/support/oauth/authorization-server.ts";
import {
  type AppKey,
  assertionForm,
  createAppKey,
  createClaims,
  createUnsigned,
  signAssertion,
  signToken,
  signWithHmac,
} from "#e2e/support/oauth/sign-assertion.ts";
import { smartVectors } from "#e2e/support/oauth/smart-vectors.ts";
import { startFhirServer } from "#e2e/support/servers/fhir-server.ts";
import { assertionAlgorithms } from "#lib/domain/apps/key-set.ts";
import { createMemoryLimiter } from "#lib/domain/limits/limiter.ts";
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
  server = await startAuthorizationServer(runtime, { fhirAllowLoopback: true });
});

afterAll(async () => {
  server.close();
  await runtime.close();
  await database.close();
});

function insertAppWithKeys(...keys: AppKey[]) {
  return insertApp(database, team, { jwks: { keys: keys.map(({ jwk }) => ({ ...jwk })) } });
}

function request(assertion: string, more: Record<string, string> = {}) {
  return server.post("/token", {
    grant_type: "client_credentials",
    ...assertionForm(assertion),
    ...more,
  });
}

const failed = { error: "invalid_client", error_description: "client authentication failed" };

describe("a signed assertion", () => {
  test.each(assertionAlgorithms)("gets a token with %s, once", async (alg) => {
    const key = createAppKey(alg);
    const app = await insertAppWithKeys(key);
    const audience = `${server.issuer}/token`;
    const assertion = signAssertion(key, { clientId: app.id, audience });
    const answer = await request(assertion);
    expect([answer.status, await answer.json()]).toEqual([
      200,
      expect.objectContaining({ token_type: "Bearer", scope: "workers:read" }),
    ]);
    expect(await database.prisma.appToken.count({ where: { appId: app.id, secretId: null } })).toBe(1);
    const again = await request(assertion);
    expect([again.status, await again.json()]).toEqual([401, failed]);
  });

  test("counts once of many at the same time", async () => {
    const key = createAppKey("ES384");
    const app = await insertAppWithKeys(key);
    const assertion = signAssertion(key, { clientId: app.id, audience: server.issuer });
    const statuses = await Promise.all(
      Array.from({ length: 20 }, async () => (await request(assertion)).status),
    );
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(await database.prisma.appToken.count({ where: { appId: app.id } })).toBe(1);
  });

  test("counts toward the limits of its app once, and copies of it toward their IP address", async () => {
    const key = createAppKey("ES384");
    const app = await insertApp(database, team, {
      jwks: { keys: [{ ...key.jwk }] },
      rateLimitPerMinute: 3,
      rateLimitPer10Seconds: 3,
    });
    const target = { clientId: app.id, audience: server.issuer };
    const assertion = signAssertion(key, target);
    const statuses: number[] = [];
    for (let i = 0; i < 5; i++) statuses.push((await request(assertion)).status);
    expect(statuses).toEqual([200, 401, 401, 401, 401]);
    for (const status of [200, 200, 429])
      expect((await request(signAssertion(key, target))).status).toBe(status);
    expect(await database.prisma.appAssertion.count({ where: { appId: app.id } })).toBe(3);
  });

  test("of two apps can have the same jti", async () => {
    const key = createAppKey("ES256");
    for (const app of [await insertAppWithKeys(key), await insertAppWithKeys(key)]) {
      const claims = { jti: "1" };
      const assertion = signAssertion(key, { clientId: app.id, audience: server.issuer }, { claims });
      expect((await request(assertion)).status).toBe(200);
    }
  });

  test("works with one of several keys, and with a single key that has no name", async () => {
    const [first, second] = [createAppKey("ES256"), createAppKey("RS256")];
    const app = await insertAppWithKeys(first, second);
    const target = { clientId: app.id, audience: server.issuer };
    expect((await request(signAssertion(second, target))).status).toBe(200);
    expect((await request(signAssertion(first, target, { header: { kid: undefined } }))).status).toBe(200);
    const { kid: _, ...jwk } = first.jwk;
    const single = await insertApp(database, team, { jwks: { keys: [jwk] } });
    const ofSingle = { ...target, clientId: single.id };
    expect((await request(signAssertion(first, ofSingle))).status).toBe(200);
    expect((await request(signAssertion(second, ofSingle))).status).toBe(401);
  });

  test.each(smartVectors)(
    "with the key that SMART publishes for $alg is accepted in a copy for this server",
    async (vector) => {
      const { alg, publicJwk, privateJwk } = vector;
      const app = await insertApp(database, team, {
        jwks: { keys: [{ ...publicJwk, key_ops: ["verify"] }] },
      });
      const privateKey = createPrivateKey({ key: { ...privateJwk, key_ops: ["sign"] }, format: "jwk" });
      const claims = createClaims(app.id, `${server.issuer}/token`);
      const copy = signToken({ alg, privateKey }, { alg, kid: publicJwk.kid, typ: "JWT" }, claims);
      expect((await request(copy)).status).toBe(200);
      expect((await request(vector.assertion)).status).toBe(401);
    },
  );
});

describe("attacks", () => {
  let key: AppKey;
  let app: { id: string; secret: string };

  beforeAll(async () => {
    key = createAppKey("RS256");
    app = await insertAppWithKeys(key);
  });

  const pem = () => key.jwk;
  const target = () => ({ clientId: app.id, audience: `${server.issuer}/token` });
  const signWith = (parts: Parameters<typeof signAssertion>[2]) => signAssertion(key, target(), parts);
  const soon = () => Math.floor(Date.now() / 1000);
  const cases: [string, () => string | Promise<string>][] = [
    ["no algorithm", () => createUnsigned(createClaims(app.id, server.issuer))],
    [
      "the public key as a shared secret",
      () =>
        signWithHmac(
          JSON.stringify(pem()),
          { alg: "HS256", kid: key.kid },
          createClaims(app.id, server.issuer),
        ),
    ],
    [
      "the client secret as a shared secret",
      () => signWithHmac(app.secret, { alg: "HS256" }, createClaims(app.id, server.issuer)),
    ],
    ["another app's key", () => signAssertion(createAppKey("RS256"), target())],
    [
      "another app's key under this key's name",
      () => signAssertion({ ...createAppKey("RS256"), kid: key.kid }, target()),
    ],
    [
      "a key in its own header",
      () => {
        const own = createAppKey("RS256");
        return signAssertion({ ...own, kid: key.kid }, target(), { header: { jwk: own.jwk } });
      },
    ],
    ["another algorithm of the same key, unnamed", () => signWith({ header: { alg: "RS512" } })],
    ["an address of keys", () => signWith({ header: { jku: `${server.origin}/oauth/jwks` } })],
    ["an extension that nobody knows", () => signWith({ header: { crit: ["x"], x: 1 } })],
    ["a foreign audience", () => signWith({ claims: { aud: "https://elsewhere.example.com/token" } })],
    ["a trailing slash", () => signWith({ claims: { aud: `${server.issuer}/token/` } })],
    ["the address of revocation", () => signWith({ claims: { aud: `${server.issuer}/revoke` } })],
    [
      "several audiences",
      () => signWith({ claims: { aud: [server.issuer, "https://elsewhere.example.com"] } }),
    ],
    ["10 minutes", () => signWith({ claims: { exp: soon() + 600 } })],
    ["expired", () => signWith({ claims: { exp: soon() - 60 } })],
    ["no exp", () => signWith({ claims: { exp: undefined } })],
    ["issued tomorrow", () => signWith({ claims: { iat: soon() + 86_400 } })],
    ["not valid yet", () => signWith({ claims: { nbf: soon() + 60 } })],
    ["no jti", () => signWith({ claims: { jti: undefined } })],
    ["a number as jti", () => signWith({ claims: { jti: 1 } })],
    ["another issuer", () => signWith({ claims: { iss: "https://elsewhere.example.com" } })],
    ["an unknown app", () => signAssertion(key, { ...target(), clientId: "app_01jd8w0000000000000000000a" })],
    [
      "an app that is disabled",
      async () => {
        const { id } = await insertApp(database, team, {
          jwks: { keys: [{ ...key.jwk }] },
          disabledAt: new Date(),
        });
        return signAssertion(key, { ...target(), clientId: id });
      },
    ],
    [
      "an app without keys",
      async () => signAssertion(key, { ...target(), clientId: (await insertApp(database, team)).id }),
    ],
    [
      "changed claims",
      () =>
        signWith({}).replace(
          /\.[^.]+\./,
          `.${Buffer.from(JSON.stringify(createClaims(app.id, server.issuer))).toString("base64url")}.`,
        ),
    ],
    ["a cut signature", () => signWith({}).slice(0, -8)],
  ];

  test.each(cases)("%s gets no token", async (_name, create) => {
    const answer = await request(await create());
    expect([answer.status, await answer.json()]).toEqual([401, failed]);
  });

  test.each([
    ["text that is not a token", () => "x"],
    ["nothing between dots", () => ".."],
    ["no subject", () => signWith({ claims: { sub: undefined } })],
  ])("%s gets no token", async (_name, create) => {
    const answer = await request(create());
    expect([answer.status]).not.toEqual([200]);
    expect((await answer.json()).error).toMatch(/^invalid_(?:request|client)$/);
  });

  test.each([
    ["another client_id", () => ({ client_id: "app_01jd8w0000000000000000000a" })],
    ["a secret too", () => ({ client_id: app.id, client_secret: app.secret })],
    [
      "another type",
      () => ({ client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:saml2-bearer" }),
    ],
  ])("%s is not valid", async (_name, create) => {
    const answer = await request(signWith({}), create());
    expect([answer.status, (await answer.json()).error]).toEqual([400, "invalid_request"]);
  });

  test("none of them got a token", async () => {
    expect(await database.prisma.appToken.count({ where: { appId: app.id } })).toBe(0);
  });
});

test("keys are read from the app's address, with the address in the header or without", async () => {
  const key = createAppKey("ES384");
  const keys = await startFhirServer((_request, response) => {
    response.setHeader("Content-Type", "application/json");
    response.end(JSON.stringify({ keys: [key.jwk, { kty: "oct", k: "AA" }] }));
  });
  onTestFinished(() => keys.close());
  const jwksUri = `http://127.0.0.1:${keys.port}/jwks.json`;
  const app = await insertApp(database, team, { jwksUri });
  const target = { clientId: app.id, audience: server.issuer };
  expect((await request(signAssertion(key, target, { header: { jku: jwksUri } }))).status).toBe(200);
  expect((await request(signAssertion(key, target))).status).toBe(200);
  expect(keys.countConnections()).toBe(1);
  const foreign = { header: { jku: `${jwksUri}?a` } };
  expect((await request(signAssertion(key, target, foreign))).status).toBe(401);
  // Many wrong names cause no further requests.
  for (let i = 0; i < 3; i++) await request(signAssertion(createAppKey("ES384"), target));
  expect(keys.countConnections()).toBe(1);
});

test("forged assertions cause few requests for keys that may not be kept, and none from an address without room", async () => {
  const key = createAppKey("ES384");
  const keys = await startFhirServer((_request, response) => {
    response.setHeader("Cache-Control", "no-store");
    response.end(JSON.stringify({ keys: [key.jwk] }));
  });
  onTestFinished(() => keys.close());
  const jwksUri = `http://127.0.0.1:${keys.port}/jwks.json`;
  const limiter = createMemoryLimiter({ maxCounters: 100 });
  const own = await startAuthorizationServer({ ...runtime, limiter }, { fhirAllowLoopback: true });
  onTestFinished(() => own.close());
  const app = await insertApp(database, team, { jwksUri });
  const target = { clientId: app.id, audience: own.issuer };
  const send = (signing: AppKey) =>
    own.post("/token", {
      grant_type: "client_credentials",
      ...assertionForm(signAssertion(signing, target)),
    });
  const startMs = performance.now();
  const forged = { ...createAppKey("ES384"), kid: key.kid };
  for (let i = 0; i < 3; i++) {
    const statuses = await Promise.all(Array.from({ length: 20 }, () => send(forged).then((a) => a.status)));
    expect(new Set(statuses)).toEqual(new Set([401]));
  }
  const seconds = (performance.now() - startMs) / 1000;
  expect(keys.countConnections()).toBeLessThanOrEqual(seconds + 1);
  expect((await send(key)).status).toBe(200);
  await Promise.all(
    Array.from({ length: 60 }, () => own.post("/token", { grant_type: "client_credentials" })),
  );
  const requests = keys.countConnections();
  expect((await send(forged)).status).toBe(429);
  expect(keys.countConnections()).toBe(requests);
});
