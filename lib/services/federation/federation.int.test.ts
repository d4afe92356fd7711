import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  apiKeyActorOf,
  createContext,
  createTestRuntime,
  insertKey,
  insertMember,
  insertTeam,
  type TestTeam,
  userActorOf,
} from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { insertApp } from "#e2e/support/oauth/apps.ts";
import { insertAppRule, insertTrustedIssuer } from "#e2e/support/oauth/federation.ts";
import { createAppKey } from "#e2e/support/oauth/sign-assertion.ts";
import { createAppSchema } from "#lib/contract/apps/apps.ts";
import { createAppRuleSchema, createTrustedIssuerSchema } from "#lib/contract/apps/federation.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { createApp } from "#lib/services/apps/create.ts";
import { endSecretOfApp } from "#lib/services/apps/end-secret.ts";
import { readApp } from "#lib/services/apps/read.ts";
import { updateApp } from "#lib/services/apps/update.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { createTrustedIssuer } from "./issuers/create.ts";
import { deleteTrustedIssuer } from "./issuers/delete.ts";
import { listTrustedIssuers } from "./issuers/list.ts";
import { readTrustedIssuer } from "./issuers/read.ts";
import { updateTrustedIssuer } from "./issuers/update.ts";
import { createAppRule } from "./rules/create.ts";
import { deleteAppRule } from "./rules/delete.ts";
import { listAppRules } from "./rules/list.ts";

let database: Database;
let runtime: Runtime;
let team: TestTeam;
let ctx: ServiceContext;
let strangerCtx: ServiceContext;

beforeAll(async () => {
  database = await openTestDatabase();
  runtime = createTestRuntime(database);
  team = await insertTeam(database);
  ctx = createContext(runtime, await userActorOf(database, team, team.owner.id));
  const other = await insertTeam(database);
  strangerCtx = createContext(runtime, await userActorOf(database, other, other.owner.id));
});

afterAll(async () => {
  await runtime.usage.stop();
  await database.close();
});

const audience = "https://console.example.com";
const page = { cursor: undefined, limit: 50 };

function trust(fields: Record<string, unknown>, as = ctx) {
  return createTrustedIssuer(as, createTrustedIssuerSchema.parse({ name: "Issuer", ...fields }));
}

function addRule(id: string, fields: Record<string, unknown>, as = ctx) {
  const input = createAppRuleSchema.parse({ name: "Rule", audience, claims: { sub: ["x"] }, ...fields });
  return createAppRule(as, { ...input, id });
}

describe("trusted issuers", () => {
  test("have the address of their preset, or their own, once in a team", async () => {
    const github = await trust({ preset: "github" });
    expect(github).toMatchObject({ issuer: "https://token.actions.githubusercontent.com", jwks: null });
    await expect(trust({ preset: "github", issuer: github.issuer })).rejects.toMatchObject({
      code: "conflict",
    });
    await expect(trust({ preset: "kubernetes" })).rejects.toMatchObject({
      code: "invalid_request",
      details: [{ path: "issuer" }],
    });
    await deleteTrustedIssuer(ctx, { id: github.id });
    expect((await trust({ preset: "github" })).id).not.toBe(github.id);
  });

  test.each([
    ["custom", "https://token.actions.githubusercontent.com", "GitHub Actions"],
    ["kubernetes", "https://token.actions.githubusercontent.com/acme", "GitHub Actions"],
    ["google", "https://gitlab.com", "GitLab CI/CD"],
    ["custom", "https://accounts.google.com", "Google Cloud"],
  ])("of the kind %s can't be %s, which would need less of its rules", async (preset, issuer, name) => {
    await expect(trust({ preset, issuer })).rejects.toMatchObject({
      code: "invalid_request",
      details: [{ path: "issuer", message: expect.stringContaining(name) }],
    });
  });

  test("get other keys only from someone who could give their apps a secret", async () => {
    const app = await insertApp(database, team, { environmentId: team.environments.production ?? "" });
    const issuerId = await insertTrustedIssuer(database, team);
    await insertAppRule(database, { appId: app.id, issuerId });
    const admin = await insertMember(database, team, "admin");
    const asAdmin = createContext(runtime, await userActorOf(database, team, admin.id));
    const jwks = { keys: [createAppKey("ES256").jwk] };
    const where = { id: team.environments.production ?? "" };
    await database.prisma.environment.update({ where, data: { keyCreatorRole: "owner" } });
    await expect(updateTrustedIssuer(asAdmin, { id: issuerId, jwks })).rejects.toMatchObject({
      code: "policy_violation",
    });
    expect((await readTrustedIssuer(ctx, { id: issuerId })).jwks).toBeNull();
    expect((await updateTrustedIssuer(asAdmin, { id: issuerId, name: "Renamed" })).name).toBe("Renamed");
    await database.prisma.environment.update({ where, data: { keyCreatorRole: null } });
    expect((await updateTrustedIssuer(asAdmin, { id: issuerId, jwks })).jwks).toEqual(jwks);
  });

  test("of many created at once with the same address, one exists", async () => {
    const issuer = "https://cluster.example.com";
    const attempts = await Promise.allSettled(
      Array.from({ length: 8 }, () => trust({ preset: "kubernetes", issuer })),
    );
    expect(attempts.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await database.prisma.trustedIssuer.count({ where: { teamId: team.id, issuer } })).toBe(1);
  });

  test.each([
    "http://issuer.example.com",
    "https://user:word@issuer.example.com",
    "https://issuer.example.com/?x=1",
    "https://issuer.example.com/#x",
    "https://0x7f.1/",
    "ftp://issuer.example.com",
    " https://issuer.example.com",
  ])("can't have the address %j", (issuer) => {
    expect(createTrustedIssuerSchema.safeParse({ name: "n", preset: "custom", issuer }).success).toBe(false);
  });

  test("are seen and changed only by their team, and by no key", async () => {
    const { id } = await trust({ preset: "gitlab" });
    for (const act of [readTrustedIssuer, deleteTrustedIssuer]) {
      await expect(act(strangerCtx, { id })).rejects.toMatchObject({ code: "not_found" });
    }
    await expect(updateTrustedIssuer(strangerCtx, { id, name: "Mine" })).rejects.toMatchObject({
      code: "not_found",
    });
    expect((await listTrustedIssuers(strangerCtx, page)).data).toEqual([]);
    const viewer = await insertMember(database, team, "viewer");
    const asViewer = createContext(runtime, await userActorOf(database, team, viewer.id));
    expect((await listTrustedIssuers(asViewer, page)).data.map((found) => found.id)).toContain(id);
    await expect(deleteTrustedIssuer(asViewer, { id })).rejects.toMatchObject({ code: "forbidden" });
  });

  test("record what changes, and keys by their thumbprints", async () => {
    const { jwk } = createAppKey("ES256");
    const { id } = await trust({ preset: "custom", issuer: "https://one.example.com" });
    const updated = await updateTrustedIssuer(ctx, { id, jwks: { keys: [jwk] } });
    expect(updated.jwks).toEqual({ keys: [jwk] });
    const cleared = await updateTrustedIssuer(ctx, { id, name: "Renamed", jwks: null });
    expect(cleared).toMatchObject({ name: "Renamed", jwks: null });
    const events = await database.prisma.auditEvent.findMany({
      where: { targetId: id },
      orderBy: { seq: "asc" },
    });
    expect(events.map(({ action }) => action)).toEqual([
      "trusted_issuer.create",
      "trusted_issuer.update",
      "trusted_issuer.update",
    ]);
    expect(JSON.stringify(events.map(({ changes }) => changes))).not.toContain(jwk.x ?? "-");
  });
});

describe("rules", () => {
  test("are listed with their issuer, and removed", async () => {
    const app = await insertApp(database, team);
    const issuerId = await insertTrustedIssuer(database, team);
    const { data } = await addRule(app.id, { issuerId, claims: { sub: ["x", "y"], "/a/b": ["1"] } });
    expect(data).toMatchObject([
      { audience, claims: { sub: ["x", "y"], "/a/b": ["1"] }, issuer: { id: issuerId }, lastUsedAt: null },
    ]);
    expect(await listAppRules(ctx, { id: app.id })).toEqual({ data });
    expect((await readTrustedIssuer(ctx, { id: issuerId })).ruleCount).toBe(1);
    const ruleId = data[0]?.id ?? "";
    await expect(deleteAppRule(strangerCtx, { id: app.id, ruleId })).rejects.toMatchObject({
      code: "not_found",
    });
    expect(await deleteAppRule(ctx, { id: app.id, ruleId })).toEqual({ data: [] });
    await expect(deleteAppRule(ctx, { id: app.id, ruleId })).rejects.toMatchObject({ code: "not_found" });
    expect((await readTrustedIssuer(ctx, { id: issuerId })).ruleCount).toBe(0);
  });

  test("that accept too much, or are about an issuer of another team, are refused at the field", async () => {
    const app = await insertApp(database, team);
    const issuerId = await insertTrustedIssuer(database, team, { preset: "github" });
    await expect(addRule(app.id, { issuerId, claims: { repository: ["acme/shop"] } })).rejects.toMatchObject({
      code: "invalid_request",
      details: [{ path: "claims", message: expect.stringContaining("Add repository_id") }],
    });
    const { data: strangers } = await listTrustedIssuers(strangerCtx, page);
    expect(strangers).toEqual([]);
    const foreign = await trust({ preset: "custom", issuer: "https://foreign.example.com" }, strangerCtx);
    await expect(addRule(app.id, { issuerId: foreign.id })).rejects.toMatchObject({
      details: [{ path: "issuerId" }],
    });
  });

  test("are only for services, at most 20 for each", async () => {
    const issuerId = await insertTrustedIssuer(database, team);
    const browser = await insertApp(database, team, { kind: "public" });
    await expect(addRule(browser.id, { issuerId })).rejects.toMatchObject({ code: "conflict" });
    const app = await insertApp(database, team);
    await Promise.all(Array.from({ length: 19 }, () => insertAppRule(database, { appId: app.id, issuerId })));
    const attempts = await Promise.allSettled(Array.from({ length: 4 }, () => addRule(app.id, { issuerId })));
    expect(attempts.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  test("of an app that can do more than the calling key are refused", async () => {
    const issuerId = await insertTrustedIssuer(database, team);
    const permissions = ["apps:read", "apps:write"];
    const key = await insertKey(database, team, { inheritsPermissions: false, permissions });
    const as = createContext(runtime, await apiKeyActorOf(database, key.id));
    const strong = await insertApp(database, team, { scopes: ["keys:read"] });
    await expect(addRule(strong.id, { issuerId }, as)).rejects.toMatchObject({ code: "forbidden" });
    const elsewhere = await insertApp(database, team, {
      scopes: [],
      environmentId: team.environments.production ?? "",
    });
    await expect(addRule(elsewhere.id, { issuerId }, as)).rejects.toMatchObject({ code: "forbidden" });
    const weak = await insertApp(database, team, { scopes: [] });
    expect((await addRule(weak.id, { issuerId }, as)).data).toHaveLength(1);
  });

  test("end with their issuer", async () => {
    const app = await insertApp(database, team);
    const issuerId = await insertTrustedIssuer(database, team);
    await addRule(app.id, { issuerId });
    await deleteTrustedIssuer(ctx, { id: issuerId });
    expect(await listAppRules(ctx, { id: app.id })).toEqual({ data: [] });
    await expect(addRule(app.id, { issuerId })).rejects.toMatchObject({ details: [{ path: "issuerId" }] });
  });
});

describe("an app without a secret", () => {
  const input = { name: "Deployments", kind: "service", environment: "development", scopes: [] };

  test("is registered as one, and only a service can be", async () => {
    const app = await createApp(ctx, createAppSchema.parse({ ...input, withSecret: false }));
    expect([app.secret, app.secrets]).toEqual([null, []]);
    const redirectUris = ["https://app.example.com/callback"];
    const web = createAppSchema.parse({ ...input, kind: "confidential", redirectUris, withSecret: false });
    expect((await createApp(ctx, web)).secret).not.toBeNull();
  });

  test("is what remains when the secret of an app with a rule is ended", async () => {
    const app = await createApp(ctx, createAppSchema.parse(input));
    const secretId = app.secrets[0]?.id ?? "";
    await expect(endSecretOfApp(ctx, { id: app.id, secretId })).rejects.toMatchObject({ code: "conflict" });
    const issuerId = await insertTrustedIssuer(database, team);
    await addRule(app.id, { issuerId });
    await endSecretOfApp(ctx, { id: app.id, secretId });
    const { secrets } = await readApp(ctx, { id: app.id });
    expect(secrets.map(({ endsAt }) => endsAt === null)).toEqual([false]);
  });

  test("is what remains when the keys of an app with a rule are removed", async () => {
    const jwks = { keys: [createAppKey("ES256").jwk] };
    const app = await createApp(ctx, createAppSchema.parse({ ...input, jwks }));
    await expect(updateApp(ctx, { id: app.id, jwks: null })).rejects.toMatchObject({ code: "conflict" });
    await addRule(app.id, { issuerId: await insertTrustedIssuer(database, team) });
    expect((await updateApp(ctx, { id: app.id, jwks: null })).jwks).toBeNull();
  });
});
