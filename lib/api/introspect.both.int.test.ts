import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { callApi } from "#e2e/support/access/api-caller.ts";
import { createTestRuntime, insertKey, insertTeam, type TestTeam } from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { createSecret } from "#lib/domain/keys/secret.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { type Runtime, setRuntime } from "#lib/platform/runtime/runtime.ts";
import { getIssuer } from "#lib/platform/settings/oauth-issuer.ts";

let database: Database;
let runtime: Runtime;
let team: TestTeam;
let service: Awaited<ReturnType<typeof insertKey>>;

beforeAll(async () => {
  database = await openTestDatabase();
  runtime = createTestRuntime(database);
  setRuntime(runtime);
  team = await insertTeam(database);
  service = await insertKey(database, team);
});

afterAll(async () => {
  setRuntime(undefined);
  await runtime.usage.stop();
  await database.close();
});

interface CallerOptions {
  authorization?: string | null;
  fields?: Record<string, string>;
  type?: string;
}

function introspect(token: string | null, { authorization, fields = {}, type }: CallerOptions = {}) {
  const sent = authorization === undefined ? `Bearer ${service.secret}` : authorization;
  return callApi("/oauth/introspect", {
    method: "POST",
    body: new URLSearchParams({ ...(token === null ? {} : { token }), ...fields }).toString(),
    headers: {
      "content-type": type ?? "application/x-www-form-urlencoded",
      ...(sent === null ? {} : { authorization: sent }),
    },
  });
}

const toBasic = (id: string, secret: string) => `Basic ${Buffer.from(`${id}:${secret}`).toString("base64")}`;
const past = new Date(Date.now() - 1000);
const inactive = { status: 200, body: { active: false } };

describe("a token", () => {
  test("is active for a valid key, with its permissions, owner and expiry", async () => {
    const expiresAt = new Date(Date.now() + 3_600_000);
    const listed = { inheritsPermissions: false, permissions: ["workers:read", "keys:read"] };
    const known = { externalId: "customer-7", metadata: { plan: "pro" } };
    const key = await insertKey(database, team, { ...listed, ...known, expiresAt });
    const stored = await database.prisma.keySecret.findUniqueOrThrow({ where: { id: key.secretId } });
    const { status, body } = await introspect(key.secret, { fields: { token_type_hint: "access_token" } });
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        active: true,
        scope: "keys:read workers:read",
        client_id: key.id,
        sub: team.owner.id,
        token_type: "Bearer",
        iat: Math.floor(stored.createdAt.getTime() / 1000),
        exp: Math.floor(expiresAt.getTime() / 1000),
        iss: getIssuer(runtime.config),
        team_id: team.id,
        environment: "development",
        external_id: "customer-7",
        metadata: { plan: "pro" },
      },
    });
  });

  test("is only inactive for any other key, without the reason", async () => {
    const other = await insertTeam(database);
    const { id: environmentId } = await database.prisma.environment.findFirstOrThrow({
      where: { teamId: team.id, slug: "production" },
    });
    const dead = await Promise.all([
      insertKey(database, team, { revokedAt: past }),
      insertKey(database, team, { disabledAt: past }),
      insertKey(database, team, { expiresAt: past }),
      insertKey(database, team, { environmentId }),
      insertKey(database, team, { allowedIps: ["192.0.2.0/24"] }),
      insertKey(database, other),
    ]);
    for (const token of [...dead.map(({ secret }) => secret), createSecret(), "be_x", "not-a-key"]) {
      const { status, body } = await introspect(token);
      expect({ status, body }).toEqual(inactive);
    }
  });

  test("does not count against its own rate limits", async () => {
    const key = await insertKey(database, team, { rateLimitPerMinute: 1, rateLimitPer10Seconds: 1 });
    for (let i = 0; i < 3; i++)
      expect(await introspect(key.secret)).toMatchObject({ body: { active: true } });
    expect(await callApi("/me", { key: key.secret })).toMatchObject({ status: 200 });
  });
});

describe("the caller", () => {
  test("authenticates with Bearer, with Basic or in the form", async () => {
    for (const options of [
      {},
      { authorization: toBasic(service.id, service.secret) },
      { authorization: toBasic(encodeURIComponent(service.id), service.secret).replace("Basic", "basic") },
      { authorization: null, fields: { client_id: service.id, client_secret: service.secret } },
    ]) {
      expect(await introspect(service.secret, options)).toMatchObject({
        status: 200,
        body: { active: true },
      });
    }
  });

  test("is rejected without a credential, with an invalid one, and with another key's id", async () => {
    const other = await insertKey(database, team);
    for (const authorization of [
      null,
      toBasic(service.id, createSecret()),
      toBasic(other.id, service.secret),
      toBasic("", service.secret),
      "Basic !",
    ]) {
      const { status, headers } = await introspect(service.secret, { authorization });
      expect(status).toBe(401);
      expect(headers.get("www-authenticate")).toContain("Bearer");
    }
    const fields = { client_id: other.id, client_secret: service.secret };
    expect((await introspect(service.secret, { authorization: null, fields })).status).toBe(401);
    const twice = { fields: { client_id: service.id, client_secret: service.secret } };
    expect((await introspect(service.secret, twice)).status).toBe(400);
  });

  test("requires keys:verify", async () => {
    const weak = await insertKey(database, team, { inheritsPermissions: false, permissions: ["keys:read"] });
    const { status, headers } = await introspect(service.secret, { authorization: `Bearer ${weak.secret}` });
    expect(status).toBe(403);
    expect(headers.get("www-authenticate")).toContain('scope="keys:verify"');
  });
});

test("rejects a body that is not a form, has no token or has two", async () => {
  expect((await introspect(service.secret, { type: "application/json" })).status).toBe(415);
  expect((await introspect(null)).status).toBe(400);
  const twice = await callApi("/oauth/introspect", {
    method: "POST",
    key: service.secret,
    body: "token=a&token=b",
    headers: { "content-type": "application/x-www-form-urlencoded" },
  });
  expect(twice.status).toBe(400);
  const large = await introspect("x".repeat(20_000));
  expect(large.status).toBe(413);
});

test("contains the issuer that signed tokens and the discovery document name, also without PUBLIC_URL", async () => {
  const iss = getIssuer(runtime.config);
  expect((await introspect(service.secret)).body).toMatchObject({ active: true, iss });
  setRuntime({ ...runtime, config: { ...runtime.config, publicOrigin: "https://console.example.com" } });
  try {
    expect((await introspect(service.secret)).body).toMatchObject({
      active: true,
      iss: "https://console.example.com/oauth",
    });
  } finally {
    setRuntime(runtime);
  }
});
