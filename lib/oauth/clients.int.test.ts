import type { IncomingHttpHeaders } from "node:http";
import { type AuthResult, auth } from "express-oauth2-jwt-bearer";
import * as oauth from "oauth4webapi";
import * as client from "openid-client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestRuntime, insertTeam, type TestTeam } from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { insertApp } from "#e2e/support/oauth/apps.ts";
import {
  basic,
  startAuthorizationServer,
  type TestAuthorizationServer,
} from "#e2e/support/oauth/authorization-server.ts";
import { toPublicJwk } from "#e2e/support/oauth/sign-assertion.ts";
import { hashSecret } from "#lib/domain/keys/secret.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { createLogger } from "#lib/platform/log/log.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";

let database: Database;
let runtime: Runtime;
let team: TestTeam;
let server: TestAuthorizationServer;
const logged: string[] = [];

beforeAll(async () => {
  database = await openTestDatabase();
  const logger = createLogger({ level: "debug", destination: { write: (line) => void logged.push(line) } });
  runtime = { ...createTestRuntime(database), logger };
  team = await insertTeam(database);
  server = await startAuthorizationServer(runtime);
});

afterAll(async () => {
  server.close();
  await runtime.close();
  await database.close();
});

const algorithms = {
  RS384: {
    name: "RSASSA-PKCS1-v1_5",
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
    hash: "SHA-384",
  },
  ES384: { name: "ECDSA", namedCurve: "P-384" },
} as const;

/** An app whose key was created by Web Cryptography, as in other people's programs. */
async function insertSigningApp(alg: keyof typeof algorithms) {
  const pair = await crypto.subtle.generateKey(algorithms[alg], true, ["sign", "verify"]);
  const jwk = toPublicJwk({ ...(await crypto.subtle.exportKey("jwk", pair.publicKey)) }, "first");
  return { key: pair.privateKey, ...(await insertApp(database, team, { jwks: { keys: [jwk] } })) };
}

function isRevoked(token: string): Promise<boolean> {
  return database.prisma.appToken
    .findUniqueOrThrow({ where: { hash: new Uint8Array(hashSecret(token)) } })
    .then(({ revokedAt }) => revokedAt !== null);
}

const plainHttp = { execute: [client.allowInsecureRequests] };

describe("openid-client", () => {
  test.each(["oidc", "oauth2"] as const)(
    "gets and revokes a token with a secret, discovered as %s",
    async (algorithm) => {
      const app = await insertApp(database, team);
      for (const authentication of [client.ClientSecretBasic, client.ClientSecretPost]) {
        const options = { ...plainHttp, algorithm };
        const configuration = await client.discovery(
          new URL(server.issuer),
          app.id,
          undefined,
          authentication(app.secret),
          options,
        );
        const tokens = await client.clientCredentialsGrant(configuration, { scope: "workers:read" });
        expect([tokens.token_type, tokens.expires_in, tokens.scope]).toEqual([
          "bearer",
          3600,
          "workers:read",
        ]);
        await client.tokenRevocation(configuration, tokens.access_token);
        expect(await isRevoked(tokens.access_token)).toBe(true);
      }
    },
  );

  test.each(["RS384", "ES384"] as const)("gets and revokes a token with an assertion by %s", async (alg) => {
    const { id, key } = await insertSigningApp(alg);
    const configuration = await client.discovery(
      new URL(server.issuer),
      id,
      undefined,
      client.PrivateKeyJwt({ key, kid: "first" }),
      plainHttp,
    );
    const tokens = await client.clientCredentialsGrant(configuration);
    expect(tokens.scope).toBe("workers:read");
    await client.tokenRevocation(configuration, tokens.access_token);
    expect(await isRevoked(tokens.access_token)).toBe(true);
  });
});

test("oauth4webapi gets a token with an assertion, and revokes it", async () => {
  const { id, key } = await insertSigningApp("ES384");
  const issuer = new URL(server.issuer);
  const options = { [oauth.allowInsecureRequests]: true };
  const found = await oauth.discoveryRequest(issuer, { ...options, algorithm: "oauth2" });
  const as = await oauth.processDiscoveryResponse(issuer, found);
  const own = { client_id: id };
  const authentication = oauth.PrivateKeyJwt({ key, kid: "first" });
  const response = await oauth.clientCredentialsGrantRequest(as, own, authentication, {}, options);
  const { access_token: token } = await oauth.processClientCredentialsResponse(as, own, response);
  const revoked = await oauth.revocationRequest(as, own, authentication, token, options);
  await oauth.processRevocationResponse(revoked);
  expect(await isRevoked(token)).toBe(true);
  const other = oauth.ClientSecretBasic("wrong");
  const refused = await oauth.clientCredentialsGrantRequest(as, own, other, {}, options);
  await expect(oauth.processClientCredentialsResponse(as, own, refused)).rejects.toMatchObject({
    status: 401,
    cause: [{ scheme: "basic" }],
  });
});

/** Checks a token as a service does that uses this middleware. */
async function checkWithExpress(
  token: string,
  options: Parameters<typeof auth>[0],
): Promise<AuthResult["payload"]> {
  const headers: IncomingHttpHeaders = { authorization: `Bearer ${token}` };
  const get = (name: string) => (name === "Host" ? "service.example.com" : undefined);
  const route = { protocol: "https", originalUrl: "/", method: "GET" };
  const request = { ...route, headers, get, is: () => false, query: {}, body: undefined };
  const handle: unknown = auth(options);
  if (typeof handle !== "function") throw new Error("the library returned no middleware");
  await new Promise<void>((resolve, reject) => {
    handle(request, {}, (error?: Error) => (error === undefined ? resolve() : reject(error)));
  });
  const { payload } = Reflect.get(request, "auth") as AuthResult;
  return payload;
}

describe("express-oauth2-jwt-bearer", () => {
  test("accepts a signed token, which it checks only by the published keys", async () => {
    const app = await insertApp(database, team, {
      tokenFormat: "jwt",
      scopes: ["workers:read", "keys:read"],
    });
    const answer = await server.post("/token", { grant_type: "client_credentials" }, basic(app));
    const { access_token: token, expires_in: seconds } = await answer.json();
    expect([299, 300]).toContain(seconds);
    const options = {
      issuer: server.issuer,
      jwksUri: `${server.issuer}/jwks`,
      audience: server.origin,
      strict: true,
    };
    const payload = await checkWithExpress(token, options);
    expect(payload).toEqual({
      iss: server.issuer,
      sub: app.id,
      client_id: app.id,
      aud: server.origin,
      scope: "workers:read keys:read",
      iat: expect.any(Number),
      exp: expect.any(Number),
      jti: expect.any(String),
      team_id: team.id,
      environment: "development",
    });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(300);
    const byDiscovery = { issuerBaseURL: server.issuer, audience: server.origin };
    expect((await checkWithExpress(token, byDiscovery)).sub).toBe(app.id);
    const elsewhere = { ...options, audience: "https://elsewhere.example.com" };
    await expect(checkWithExpress(token, elsewhere)).rejects.toThrow("aud");
    const [head = "", body = "", signature = ""] = token.split(".");
    const changed = `${head}.${body}.${signature.split("").toReversed().join("")}`;
    await expect(checkWithExpress(changed, options)).rejects.toThrow();
    expect(await database.prisma.appToken.count({ where: { appId: app.id, secretId: app.secretId } })).toBe(
      1,
    );
  });

  test("can't tell that a token was revoked, which this console knows", async () => {
    const app = await insertApp(database, team, { tokenFormat: "jwt" });
    const answer = await server.post("/token", { grant_type: "client_credentials" }, basic(app));
    const { access_token: token } = await answer.json();
    expect((await server.post("/revoke", { token }, basic(app))).status).toBe(200);
    expect(await isRevoked(token)).toBe(true);
    const options = { issuer: server.issuer, jwksUri: `${server.issuer}/jwks`, audience: server.origin };
    expect((await checkWithExpress(token, options)).sub).toBe(app.id);
  });
});

describe("revocation", () => {
  const grant = { grant_type: "client_credentials" };

  async function getToken(app: { id: string; secret: string }): Promise<string> {
    return (await (await server.post("/token", grant, basic(app))).json()).access_token;
  }

  test("records the change for every instance, once", async () => {
    const app = await insertApp(database, team);
    const token = await getToken(app);
    const count = async () => {
      const { rows } = await database.pool.query(
        "SELECT count(*)::int AS count FROM invalidations WHERE kind = 'app' AND subject_id = $1",
        [app.id],
      );
      return rows[0].count;
    };
    expect(await count()).toBe(0);
    const answer = await server.post("/revoke", { token, token_type_hint: "access_token" }, basic(app));
    expect([answer.status, await answer.text()]).toEqual([200, ""]);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(await count()).toBe(1);
    expect((await server.post("/revoke", { token }, basic(app))).status).toBe(200);
    expect(await count()).toBe(1);
  });

  test("of another app's token changes nothing, and of an unknown one is no error", async () => {
    const [app, other] = [await insertApp(database, team), await insertApp(database, team)];
    const token = await getToken(app);
    expect((await server.post("/revoke", { token }, basic(other))).status).toBe(200);
    expect(await isRevoked(token)).toBe(false);
    expect((await server.post("/revoke", { token: "bet_unknown" }, basic(app))).status).toBe(200);
  });

  test("needs the app's authentication", async () => {
    const app = await insertApp(database, team);
    const token = await getToken(app);
    const wrong = await server.post("/revoke", { token }, basic({ ...app, secret: "wrong" }));
    expect([wrong.status, (await wrong.json()).error]).toEqual([401, "invalid_client"]);
    expect((await server.post("/revoke", { token })).status).toBe(400);
    expect((await server.post("/revoke", {}, basic(app))).status).toBe(400);
    expect((await server.get("/oauth/revoke")).status).toBe(405);
    expect(await isRevoked(token)).toBe(false);
  });
});

test("no secret, assertion or token is in the log", async () => {
  const app = await insertApp(database, team);
  const requests = [
    server.post(`/token?client_secret=${app.secret}`, { grant_type: "client_credentials" }),
    server.post("/token", { grant_type: "x", client_id: app.id, client_secret: app.secret }),
    server.post("/token", { client_assertion: "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhcHAifQ.c2lnbmF0dXJl" }),
    server.post(`/token/${app.secret}`, {}),
  ];
  await Promise.all(requests);
  const text = logged.join("\n");
  expect(text).toContain("/oauth/token");
  expect(text).not.toMatch(/be_app_[0-9A-Za-z]{8}|bet_[0-9A-Za-z]{8}|eyJ/);
});
