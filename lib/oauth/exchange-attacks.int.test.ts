import { createPublicKey, randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { createTestRuntime, insertTeam } from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { insertApp, type TestApp } from "#e2e/support/oauth/apps.ts";
import {
  startAuthorizationServer,
  type TestAuthorizationServer,
} from "#e2e/support/oauth/authorization-server.ts";
import { insertAppRule, insertTrustedIssuer } from "#e2e/support/oauth/federation.ts";
import { type IdentityProvider, startIdentityProvider } from "#e2e/support/oauth/identity-provider.ts";
import { createAppKey, createUnsigned, signWithHmac } from "#e2e/support/oauth/sign-assertion.ts";
import { startFhirServer } from "#e2e/support/servers/fhir-server.ts";
import { createMemoryLimiter } from "#lib/domain/limits/limiter.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { type Runtime, setRuntime } from "#lib/platform/runtime/runtime.ts";

// Each attack is one request that must not get a token, and must get the same response as all others.

let database: Database;
let runtime: Runtime;
let server: TestAuthorizationServer;
let provider: IdentityProvider;
let github: TestApp;
let kubernetes: TestApp;
let stranger: TestApp;

const audience = "https://console.example.com";
const grant = "urn:ietf:params:oauth:grant-type:token-exchange";
const jwtType = "urn:ietf:params:oauth:token-type:jwt";
const refused = {
  error: "invalid_grant",
  error_description: "The subject token is not accepted for this client",
};

const repository = {
  repository_id: "4711",
  repository: "acme/shop",
  repository_owner_id: "815",
  ref: "refs/heads/main",
};
const pod = {
  sub: "system:serviceaccount:shop:deployer",
  "kubernetes.io": { namespace: "shop", serviceaccount: { name: "deployer", uid: "b1c2" } },
};

beforeAll(async () => {
  database = await openTestDatabase();
  runtime = createTestRuntime(database);
  server = await startAuthorizationServer(runtime, { fhirAllowLoopback: true });
  provider = await startIdentityProvider();
  const team = await insertTeam(database);
  const add = async (preset: string, issuer: string, claims: Record<string, string[]>) => {
    const app = await insertApp(database, team);
    const issuerId = await insertTrustedIssuer(database, team, { preset, issuer });
    await insertAppRule(database, { appId: app.id, issuerId, audience, claims });
    return app;
  };
  github = await add("github", provider.issuer, { repository_id: ["4711"], ref: ["refs/heads/main"] });
  kubernetes = await insertApp(database, team);
  const { id: issuerId } = await database.prisma.trustedIssuer.findFirstOrThrow({
    where: { teamId: team.id },
  });
  await insertAppRule(database, {
    appId: kubernetes.id,
    issuerId,
    audience,
    claims: { sub: [pod.sub], "/kubernetes.io/serviceaccount/uid": ["b1c2"] },
  });
  stranger = await insertApp(database, await insertTeam(database));
});

beforeEach(() => {
  setRuntime({ ...server.runtime, limiter: createMemoryLimiter({ maxCounters: 1000 }) });
});

afterAll(async () => {
  await provider.close();
  server.close();
  await runtime.close();
  await database.close();
});

async function exchange(appId: string, subjectToken: string) {
  const answer = await server.post("/token", {
    grant_type: grant,
    client_id: appId,
    subject_token: subjectToken,
    subject_token_type: jwtType,
  });
  return { status: answer.status, body: await answer.json() };
}

const now = () => Math.floor(Date.now() / 1000);
const forge = (
  claims: Record<string, unknown> = {},
  changes: Parameters<IdentityProvider["forge"]>[2] = {},
) => provider.forge(audience, { ...repository, ...claims }, changes);
const ownClaims = () => ({
  iss: provider.issuer,
  aud: audience,
  iat: now(),
  exp: now() + 300,
  jti: randomUUID(),
  ...repository,
});
/** The public key in the form of a file, which a program can mistake for a shared secret. */
const publicPem = () =>
  Buffer.from(createPublicKey(provider.key.privateKey).export({ type: "spki", format: "pem" }));

test("the tokens that the attacks below change are accepted", async () => {
  expect((await exchange(github.id, await provider.issue(audience, repository))).status).toBe(200);
  expect((await exchange(github.id, forge())).status).toBe(200);
  expect((await exchange(kubernetes.id, await provider.issue(audience, pod))).status).toBe(200);
});

/** By name: the token that an attacker sends. */
const attacks: Record<string, () => string | Promise<string>> = {
  "no signature, alg none": () => createUnsigned(ownClaims()),
  "alg None in other letters": () => forge({}, { header: { alg: "nOnE" } }),
  "an empty signature": () => forge().replace(/[^.]+$/, ""),
  "the public key as an HMAC secret (PEM)": () =>
    signWithHmac(publicPem(), { alg: "HS256", kid: provider.key.kid, typ: "JWT" }, ownClaims()),
  "the public key as an HMAC secret (JWK)": () =>
    signWithHmac(JSON.stringify(provider.key.jwk), { alg: "HS256", kid: provider.key.kid }, ownClaims()),
  "an HMAC with an empty secret": () =>
    signWithHmac("", { alg: "HS256", kid: provider.key.kid }, ownClaims()),
  "another key with the same kid": () => {
    const key = createAppKey("RS256");
    return forge({}, { key: { ...key, kid: provider.key.kid } });
  },
  "another key without a kid": () => forge({}, { key: createAppKey("RS256"), header: { kid: undefined } }),
  "a key of another type with the same kid": () => {
    const key = createAppKey("ES256");
    return forge({}, { key: { ...key, kid: provider.key.kid } });
  },
  "a key of its own in the header (jwk)": () => {
    const key = createAppKey("RS256");
    return forge({}, { key, header: { jwk: key.jwk } });
  },
  "an address of keys in the header (jku)": () => {
    const key = createAppKey("RS256");
    return forge({}, { key, header: { jku: "https://attacker.example.com/jwks.json" } });
  },
  "a certificate in the header (x5u)": () => {
    const key = createAppKey("RS256");
    return forge({}, { key, header: { x5u: "https://attacker.example.com/cert.pem" } });
  },
  "a path in the kid": () => forge({}, { key: createAppKey("RS256"), header: { kid: "../../../dev/null" } }),
  "an extension that must be understood (crit)": () => forge({}, { header: { crit: ["b64"], b64: false } }),
  "the type of a logout token": () => forge({}, { header: { typ: "logout+jwt" } }),
  "the type of an access token": () => forge({}, { header: { typ: "at+jwt" } }),
  "changed claims under an old signature": () => {
    const [header, , signature] = forge().split(".");
    const claims = Buffer.from(JSON.stringify({ ...ownClaims(), admin: true })).toString("base64url");
    return [header, claims, signature].join(".");
  },
  "another audience": () => provider.forge("https://other.example.com", repository),
  "an audience with a slash at its end": () => provider.forge(`${audience}/`, repository),
  "an audience in other letters": () => provider.forge(audience.toUpperCase(), repository),
  "two audiences": () => forge({ aud: [audience, "https://other.example.com"] }),
  "an empty list of audiences": () => forge({ aud: [] }),
  "no audience": () => forge({ aud: undefined }),
  "the audience in an object": () => forge({ aud: { toString: audience } }),
  "an issuer with a slash at its end": () => forge({ iss: `${provider.issuer}/` }),
  "an issuer in other letters": () => forge({ iss: provider.issuer.toUpperCase() }),
  "another issuer": () => forge({ iss: "https://attacker.example.com" }),
  "no issuer": () => forge({ iss: undefined }),
  "an issuer that the database can't store": () => forge({ iss: `${provider.issuer}\u0000` }),
  "a list of issuers": () => forge({ iss: [provider.issuer] }),
  "another repository": () => forge({ repository_id: "4712" }),
  "another repository that was renamed to this one": () =>
    forge({ repository_id: "9", repository: "acme/shop" }),
  "a fork": () => forge({ repository_id: "5000", repository: "attacker/shop" }),
  "another branch": () => forge({ ref: "refs/heads/main-2" }),
  "a branch that contains this one": () => forge({ ref: "refs/heads/main/../x" }),
  "a pull request of this repository": () => forge({ ref: "refs/pull/7/merge" }),
  "no repository": () => forge({ repository_id: undefined }),
  "the repository in a list": () => forge({ repository_id: ["4711"] }),
  "the repository in an object": () => forge({ repository_id: { 0: "4711" } }),
  "the repository as a number with a fraction": () => forge({ repository_id: 4711.5 }),
  "the repository with spaces": () => forge({ repository_id: " 4711 " }),
  "an expired token": () => forge({ iat: now() - 600, exp: now() - 1 }),
  "no expiry": () => forge({ exp: undefined }),
  "the expiry as text": () => forge({ exp: String(now() + 300) }),
  "an infinite expiry": () => forge({ exp: 1e300 }),
  "a life of days": () => forge({ iat: now(), exp: now() + 3 * 86_400 }),
  "no time of issue": () => forge({ iat: undefined }),
  "a time of issue in the future": () => forge({ iat: now() + 120, exp: now() + 300 }),
  "valid only later": () => forge({ nbf: now() + 120 }),
  "valid only later, as text": () => forge({ nbf: "tomorrow" }),
  "no ID, although each token should have one": () => forge({ jti: undefined }),
  "an empty ID": () => forge({ jti: "" }),
  "a list as its ID": () => forge({ jti: [randomUUID()] }),
  "four parts": () => `${forge()}.x`,
  "encrypted in five parts": () => `${forge()}.x.y`,
  "text that is not a token": () => "not.a.token",
  "only dots": () => "..",
  "claims that are a list": () => `${forge().split(".")[0]}.${Buffer.from("[]").toString("base64url")}.AA`,
};

describe("refused", () => {
  test.each(Object.entries(attacks))("%s", async (_, create) => {
    const token = await create();
    const tokens = await database.prisma.appToken.count();
    expect(await exchange(github.id, token)).toEqual({ status: 400, body: refused });
    expect(await database.prisma.appToken.count()).toBe(tokens);
  });

  test("a token that was exchanged before", async () => {
    const token = await provider.issue(audience, repository);
    expect((await exchange(github.id, token)).status).toBe(200);
    expect(await exchange(github.id, token)).toEqual({ status: 400, body: refused });
  });

  test.each([
    ["another service account", { ...pod, sub: "system:serviceaccount:shop:other" }],
    [
      "a service account that was deleted and created again",
      { ...pod, "kubernetes.io": { namespace: "shop", serviceaccount: { name: "deployer", uid: "new" } } },
    ],
    ["a nested claim at the top level", { sub: pod.sub, "/kubernetes.io/serviceaccount/uid": "b1c2" }],
  ])("%s of a cluster", async (_, claims) => {
    expect(await exchange(kubernetes.id, provider.forge(audience, claims))).toEqual({
      status: 400,
      body: refused,
    });
  });

  test("a valid token for an app of another team, and for one that doesn't exist", async () => {
    const token = await provider.issue(audience, repository);
    for (const id of [stranger.id, `app_${"0".repeat(26)}`, "nobody"]) {
      expect(await exchange(id, token)).toEqual({ status: 400, body: refused });
    }
    // It wasn't used up.
    expect((await exchange(github.id, token)).status).toBe(200);
  });

  test.each(["disabled", "suspended", "deleted"] as const)(
    "a valid token for an app that is %s",
    async (state) => {
      const team = await insertTeam(database);
      const app = await insertApp(database, team, {
        ...(state === "disabled" ? { disabledAt: new Date() } : {}),
        ...(state === "deleted" ? { deletedAt: new Date() } : {}),
      });
      const issuerId = await insertTrustedIssuer(database, team, {
        preset: "github",
        issuer: provider.issuer,
      });
      await insertAppRule(database, {
        appId: app.id,
        issuerId,
        audience,
        claims: { repository_id: ["4711"] },
      });
      if (state === "suspended") {
        await database.prisma.team.update({ where: { id: team.id }, data: { suspendedAt: new Date() } });
      }
      const token = await provider.issue(audience, repository);
      expect(await exchange(app.id, token)).toEqual({ status: 400, body: refused });
    },
  );
});

describe("the issuer's keys are not read", () => {
  /** An app with a rule about an issuer at this address. */
  async function trust(issuer: string): Promise<TestApp> {
    const team = await insertTeam(database);
    const app = await insertApp(database, team);
    const issuerId = await insertTrustedIssuer(database, team, { preset: "custom", issuer });
    await insertAppRule(database, { appId: app.id, issuerId, audience, claims: { sub: ["x"] } });
    return app;
  }

  async function startIssuer(
    describeIt: (issuer: string) => { status?: number; body: unknown; headers?: object },
  ) {
    const paths: string[] = [];
    const fake = await startFhirServer((request, response) => {
      paths.push(request.url ?? "");
      const { status = 200, body, headers = {} } = describeIt(`http://127.0.0.1:${fake.port}`);
      response.writeHead(status, { "content-type": "application/json", ...headers });
      response.end(JSON.stringify(body));
    });
    onTestFinished(() => fake.close());
    return { issuer: `http://127.0.0.1:${fake.port}`, paths };
  }

  test.each([
    ["in a private network", "https://10.0.0.1"],
    ["at a metadata service", "http://169.254.169.254"],
    ["with a name that leads to nothing", "https://issuer.invalid"],
  ])("%s", async (_, issuer) => {
    const app = await trust(issuer);
    const token = provider.forge(audience, { iss: issuer, sub: "x" });
    expect(await exchange(app.id, token)).toEqual({ status: 400, body: refused });
  });

  test.each([
    ["that another issuer's document names", "https://other.example.com", "/jwks"],
    ["at an address without encryption", null, "http://10.0.0.1/jwks"],
    ["of a file", null, "file:///etc/passwd"],
  ])("%s", async (_, claimed, jwks) => {
    const { issuer, paths } = await startIssuer((own) => ({
      body: { issuer: claimed ?? own, jwks_uri: jwks.startsWith("/") ? own + jwks : jwks },
    }));
    const app = await trust(issuer);
    expect(await exchange(app.id, provider.forge(audience, { iss: issuer, sub: "x" }))).toEqual({
      status: 400,
      body: refused,
    });
    expect(paths).toEqual(["/.well-known/openid-configuration"]);
  });

  test("behind a redirect", async () => {
    const { issuer, paths } = await startIssuer(() => ({
      status: 302,
      body: {},
      headers: { location: `${provider.issuer}/.well-known/openid-configuration` },
    }));
    const app = await trust(issuer);
    expect((await exchange(app.id, provider.forge(audience, { iss: issuer, sub: "x" }))).body).toEqual(
      refused,
    );
    expect(paths).toHaveLength(1);
  });

  test("again and again by forged tokens", async () => {
    const { issuer, paths } = await startIssuer(() => ({ status: 500, body: {} }));
    const app = await trust(issuer);
    for (let i = 0; i < 20; i++) await exchange(app.id, provider.forge(audience, { iss: issuer, sub: "x" }));
    expect(paths).toHaveLength(1);
  });
});

describe("what the team sees", () => {
  test("is the claim and the rule that nearly matched, of tokens with a valid signature only", async () => {
    const team = await insertTeam(database);
    const issuerId = await insertTrustedIssuer(database, team, { preset: "github", issuer: provider.issuer });
    const add = async () => {
      const app = await insertApp(database, team);
      const claims = { repository_id: ["4711"], ref: ["refs/heads/main"] };
      const near = await insertAppRule(database, { appId: app.id, issuerId, audience, claims });
      await insertAppRule(database, {
        appId: app.id,
        issuerId,
        audience,
        claims: { repository_id: ["1"], ref: ["x"] },
      });
      return { app, near };
    };
    const one = await add();
    await exchange(one.app.id, forge({ ref: "refs/heads/\u0000feature" }));
    const other = await add();
    await exchange(other.app.id, forge({ ref: "refs/heads/feature" }, { key: createAppKey("RS256") }));
    const read = (appId: string) => database.prisma.exchangeRefusal.findMany({ where: { appId } });
    expect(await read(one.app.id)).toMatchObject([
      { ruleId: one.near, reason: "claim", claim: "ref", value: "refs/heads/\ufffdfeature" },
    ]);
    expect(await read(other.app.id)).toMatchObject([
      { ruleId: null, reason: "signature", claim: null, value: null, issuer: provider.issuer },
    ]);
  });

  test("is not lost among tokens that anyone could have sent", async () => {
    const team = await insertTeam(database);
    const app = await insertApp(database, team);
    const issuerId = await insertTrustedIssuer(database, team, { preset: "github", issuer: provider.issuer });
    await insertAppRule(database, { appId: app.id, issuerId, audience, claims: { repository_id: ["4711"] } });
    const old = { appId: app.id, issuer: provider.issuer, reason: "claim", createdAt: new Date(0) };
    await database.prisma.exchangeRefusal.createMany({
      data: Array.from({ length: 60 }, (_, index) => ({ ...old, id: `${app.id}-${index}` })),
    });
    await exchange(app.id, forge({ iss: "https://attacker.example.com" }));
    expect(await database.prisma.exchangeRefusal.count({ where: old })).toBe(60);
    await exchange(app.id, forge({ repository_id: "1" }));
    const kept = await database.prisma.exchangeRefusal.findMany({
      where: { appId: app.id },
      orderBy: { createdAt: "desc" },
    });
    expect(kept).toHaveLength(41);
    expect(kept.slice(0, 2).map(({ reason }) => reason)).toEqual(["claim", "issuer"]);
  });

  test("doesn't grow with the number of refused tokens", async () => {
    const team = await insertTeam(database);
    const app = await insertApp(database, team);
    const startMs = performance.now();
    await Promise.all(Array.from({ length: 30 }, () => exchange(app.id, forge())));
    const seconds = Math.floor((performance.now() - startMs) / 1000);
    const count = await database.prisma.exchangeRefusal.count({ where: { appId: app.id } });
    expect(count).toBeGreaterThan(0);
    expect(count).toBeLessThanOrEqual(1 + seconds);
  });
});
