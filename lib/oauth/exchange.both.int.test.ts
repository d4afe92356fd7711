import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import {
  createContext,
  createTestRuntime,
  insertTeam,
  type TestTeam,
  userActorOf,
} from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { insertApp, type TestApp } from "#e2e/support/oauth/apps.ts";
import {
  startAuthorizationServer,
  type TestAuthorizationServer,
} from "#e2e/support/oauth/authorization-server.ts";
import { insertAppRule, insertTrustedIssuer } from "#e2e/support/oauth/federation.ts";
import { type IdentityProvider, startIdentityProvider } from "#e2e/support/oauth/identity-provider.ts";
import { createAppKey } from "#e2e/support/oauth/sign-assertion.ts";
import type { IssuerPresetName } from "#lib/domain/federation/presets.ts";
import { createMemoryLimiter } from "#lib/domain/limits/limiter.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { type Runtime, setRuntime } from "#lib/platform/runtime/runtime.ts";
import { deleteTrustedIssuer } from "#lib/services/federation/issuers/delete.ts";
import { updateTrustedIssuer } from "#lib/services/federation/issuers/update.ts";
import { deleteAppRule } from "#lib/services/federation/rules/delete.ts";

let database: Database;
let runtime: Runtime;
let server: TestAuthorizationServer;
let provider: IdentityProvider;

const audience = "https://console.example.com";
const grant = "urn:ietf:params:oauth:grant-type:token-exchange";
const jwtType = "urn:ietf:params:oauth:token-type:jwt";
const refused = {
  error: "invalid_grant",
  error_description: "The subject token is not accepted for this client",
};

beforeAll(async () => {
  database = await openTestDatabase();
  runtime = createTestRuntime(database);
  server = await startAuthorizationServer(
    { ...runtime, limiter: createMemoryLimiter({ maxCounters: 1000 }) },
    { fhirAllowLoopback: true },
  );
  provider = await startIdentityProvider();
});

afterAll(async () => {
  await provider.close();
  server.close();
  await runtime.close();
  await database.close();
});

/** Rejected requests count toward the address, and these tests send many. */
function forgetCounts(): void {
  setRuntime({ ...server.runtime, limiter: createMemoryLimiter({ maxCounters: 1000 }) });
}

interface Setup {
  team: TestTeam;
  app: TestApp;
  issuerId: string;
  ruleId: string;
}

/** An app of a team that trusts the provider, with a rule for these claims. */
async function trust(
  preset: IssuerPresetName,
  claims: Record<string, string[]>,
  fields: { issuer?: string; jwks?: { keys: Record<string, string>[] } } = {},
): Promise<Setup> {
  forgetCounts();
  const own = await insertTeam(database);
  const app = await insertApp(database, own, { scopes: ["workers:read", "keys:read"] });
  const { issuer = provider.issuer, jwks } = fields;
  const issuerId = await insertTrustedIssuer(database, own, {
    preset,
    issuer,
    ...(jwks === undefined ? {} : { jwks }),
  });
  const ruleId = await insertAppRule(database, { appId: app.id, issuerId, audience, claims });
  return { team: own, app, issuerId, ruleId };
}

async function exchange(appId: string, subjectToken: string, more: Record<string, string> = {}) {
  const answer = await server.post("/token", {
    grant_type: grant,
    client_id: appId,
    subject_token: subjectToken,
    subject_token_type: jwtType,
    ...more,
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

const repository = { repository_id: "4711", repository: "acme/shop", ref: "refs/heads/main" };
const main = { repository_id: ["4711"], ref: ["refs/heads/main"] };

const pod = {
  sub: "system:serviceaccount:shop:deployer",
  "kubernetes.io": { namespace: "shop", serviceaccount: { name: "deployer", uid: "b1c2" } },
};

describe("a token of a trusted issuer", () => {
  test.each([
    ["github", main, repository],
    ["gitlab", { project_id: ["42"], ref_protected: ["true"] }, { project_id: "42", ref_protected: "true" }],
    [
      "kubernetes",
      { "/kubernetes.io/serviceaccount/uid": ["b1c2"], "/kubernetes.io/namespace": ["shop"] },
      pod,
    ],
    ["google", { sub: ["10769150350006150715113082367"] }, { sub: "10769150350006150715113082367" }],
    ["custom", { sub: ["a", "machine"], level: ["3"] }, { sub: "machine", level: 3 }],
  ] as const)("as of %s gets one of the app", async (preset, rule, claims) => {
    const lists = Object.fromEntries(Object.entries(rule).map(([name, values]) => [name, [...values]]));
    const { app, ruleId } = await trust(preset, lists);
    const answer = await exchange(app.id, await provider.issue(audience, claims));
    expect(answer).toEqual({
      status: 200,
      body: {
        access_token: expect.stringMatching(/^bet_/),
        issued_token_type: "urn:ietf:params:oauth:token-type:access_token",
        token_type: "Bearer",
        expires_in: expect.any(Number),
        scope: "workers:read keys:read",
      },
    });
    expect(answer.body.expires_in).toBeLessThanOrEqual(300);
    const used = await server.get("/v1/api/me", {
      headers: { authorization: `Bearer ${answer.body.access_token}` },
    });
    expect(used.status).toBe(200);
    expect(await database.prisma.appRule.findUniqueOrThrow({ where: { id: ruleId } })).toMatchObject({
      lastUsedAt: expect.any(Date),
    });
  });

  test("can be narrowed to a scope of the app, and never widened", async () => {
    const { app } = await trust("custom", { sub: ["machine"] });
    const issue = () => provider.issue(audience, { sub: "machine" });
    expect(await exchange(app.id, await issue(), { scope: "keys:read" })).toMatchObject({
      status: 200,
      body: { scope: "keys:read" },
    });
    expect(await exchange(app.id, await issue(), { scope: "keys:write" })).toMatchObject({
      status: 400,
      body: { error: "invalid_scope" },
    });
  });

  test("gets a token that lives at most 15 minutes, and never longer than itself", async () => {
    const { app } = await trust("custom", { sub: ["machine"] });
    const now = Math.floor(Date.now() / 1000);
    const lasting = (seconds: number) => provider.forge(audience, { sub: "machine", exp: now + seconds });
    const long = await exchange(app.id, lasting(7200));
    expect(long.body.expires_in).toBe(900);
    const short = await exchange(app.id, lasting(60));
    expect(short.body.expires_in).toBeLessThanOrEqual(60);
    expect(short.body.expires_in).toBeGreaterThan(50);
  });

  test("counts once of many at the same time, if the issuer issues one for each use", async () => {
    const { app } = await trust("github", main);
    const token = await provider.issue(audience, repository);
    const answers = await Promise.all(Array.from({ length: 20 }, () => exchange(app.id, token)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    for (const { status, body } of answers) if (status !== 200) expect(body).toEqual(refused);
    expect(await database.prisma.appToken.count({ where: { appId: app.id } })).toBe(1);
  });

  test("counts toward the app only when it is used, so that a copy doesn't use up the app's limit", async () => {
    const { app } = await trust("github", main);
    await database.prisma.app.update({ where: { id: app.id }, data: { rateLimitPerMinute: 5 } });
    const token = await provider.issue(audience, repository);
    expect((await exchange(app.id, token)).status).toBe(200);
    for (let copies = 0; copies < 5; copies++) expect((await exchange(app.id, token)).body).toEqual(refused);
    const next = await exchange(app.id, await provider.issue(audience, repository));
    expect(next.status).toBe(200);
  });

  test("counts again, if the issuer's tokens are used more than once", async () => {
    const { app } = await trust("kubernetes", { sub: [pod.sub] });
    const token = await provider.issue(audience, pod);
    expect((await exchange(app.id, token)).status).toBe(200);
    expect((await exchange(app.id, token)).status).toBe(200);
  });

  test("is checked with uploaded keys without asking the issuer", async () => {
    const key = createAppKey("ES256");
    const issuer = "https://cluster.example.com";
    const { app } = await trust("kubernetes", { sub: [pod.sub] }, { issuer, jwks: { keys: [key.jwk] } });
    const token = provider.forge(audience, { ...pod, iss: issuer }, { key });
    expect((await exchange(app.id, token)).status).toBe(200);
  });

  test("is checked with the issuer's next key once it signs", async () => {
    const rotating = await startIdentityProvider();
    onTestFinished(() => rotating.close());
    const { app } = await trust("custom", { sub: ["machine"] }, { issuer: rotating.issuer });
    expect((await exchange(app.id, await rotating.issue(audience, { sub: "machine" }))).status).toBe(200);
    const old = rotating.key;
    rotating.rotate();
    const before = rotating.countKeyRequests();
    // The pause between two requests for an unknown key hasn't passed yet.
    expect((await exchange(app.id, await rotating.issue(audience, { sub: "machine" }))).body).toEqual(
      refused,
    );
    expect(rotating.countKeyRequests()).toBe(before);
    expect((await exchange(app.id, rotating.forge(audience, { sub: "machine" }, { key: old }))).status).toBe(
      200,
    );
  });
});

describe("ending", () => {
  test.each(["rule", "issuer", "keys of the issuer"] as const)(
    "the %s ends the tokens that it got",
    async (what) => {
      const { app, issuerId, ruleId, team: owned } = await trust("custom", { sub: ["machine"] });
      const { body } = await exchange(app.id, await provider.issue(audience, { sub: "machine" }));
      const use = async () => {
        const headers = { authorization: `Bearer ${body.access_token}` };
        return (await server.get("/v1/api/me", { headers })).status;
      };
      expect(await use()).toBe(200);
      const ctx = createContext(server.runtime, await userActorOf(database, owned, owned.owner.id));
      if (what === "rule") await deleteAppRule(ctx, { id: app.id, ruleId });
      else if (what === "issuer") await deleteTrustedIssuer(ctx, { id: issuerId });
      else await updateTrustedIssuer(ctx, { id: issuerId, jwks: { keys: [createAppKey("ES256").jwk] } });
      expect(await use()).toBe(401);
      expect((await exchange(app.id, await provider.issue(audience, { sub: "machine" }))).body).toEqual(
        refused,
      );
    },
  );
});
