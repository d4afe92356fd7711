import { generateKeyPairSync } from "node:crypto";
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
import {
  type CreateAppInput,
  createAppSchema,
  listAppsQuery,
  type UpdateAppInput,
  updateAppSchema,
} from "#lib/contract/apps/apps.ts";
import { createId } from "#lib/domain/common/ids.ts";
import type { Role } from "#lib/domain/rbac/roles.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { Prisma } from "#lib/platform/db/generated/client.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { retireEnvironment } from "#lib/services/environments/retire.ts";
import { issueToken } from "#lib/services/oauth/issue-token.ts";
import { retirePermission } from "#lib/services/permissions/retire.ts";
import { createApp } from "./create.ts";
import { deleteApp } from "./delete.ts";
import { disableApp } from "./disable.ts";
import { enableApp } from "./enable.ts";
import { listApps } from "./list.ts";
import { readApp } from "./read.ts";
import { readAppUsage } from "./read-usage.ts";
import { updateApp } from "./update.ts";

let database: Database;
let runtime: Runtime;
let team: TestTeam;
let ctx: ServiceContext;

beforeAll(async () => {
  database = await openTestDatabase();
  runtime = createTestRuntime(database);
  team = await insertTeam(database);
  ctx = await asPerson("owner");
});

afterAll(async () => {
  await runtime.usage.stop();
  await database.close();
});

async function asPerson(role: Role, of = team): Promise<ServiceContext> {
  const id = role === "owner" ? of.owner.id : (await insertMember(database, of, role)).id;
  return createContext(runtime, await userActorOf(database, of, id));
}

/** A key of the owner that lists every permission of apps, unless the fields say otherwise. */
async function asKey(fields: Partial<Prisma.ApiKeyUncheckedCreateInput> = {}): Promise<ServiceContext> {
  const permissions = ["apps:read", "apps:write", "workers:read"];
  const { id } = await insertKey(database, team, { inheritsPermissions: false, permissions, ...fields });
  return createContext(runtime, await apiKeyActorOf(database, id));
}

const callback = "https://app.example.com/callback";

type Given = Partial<Record<keyof CreateAppInput, unknown>>;

function create(as: ServiceContext, given: Given = {}) {
  const fields = { name: "Reports", kind: "service", environment: "development", scopes: [], ...given };
  return createApp(as, createAppSchema.parse(fields));
}

function update(as: ServiceContext, id: string, changes: Partial<Record<keyof UpdateAppInput, unknown>>) {
  return updateApp(as, { ...updateAppSchema.parse(changes), id });
}

const { publicKey } = generateKeyPairSync("ec", { namedCurve: "P-384" });
const jwks = { keys: [{ ...publicKey.export({ format: "jwk" }), kid: "one" }] };

const refused = { code: "forbidden" };

async function readEvents(appId: string) {
  return database.prisma.auditEvent.findMany({ where: { targetId: appId }, orderBy: { seq: "asc" } });
}

async function countInvalidations(appId: string) {
  return database.prisma.invalidation.count({ where: { kind: "app", subjectId: appId } });
}

describe("registering an app", () => {
  test("returns a secret once, and records who has seen it", async () => {
    const { secret, ...app } = await create(ctx, { scopes: ["workers:read", "system/Observation.rs"] });
    expect(secret).toMatch(/^be_app_[0-9A-Za-z]{49}$/);
    expect(app).toMatchObject({
      kind: "service",
      environment: "development",
      role: "viewer",
      status: "active",
    });
    expect(app.secrets).toEqual([
      {
        id: expect.stringMatching(/^asec_/),
        hint: `${secret?.slice(0, 13)}…${secret?.slice(-4)}`,
        createdAt: app.createdAt,
        endsAt: null,
        lastUsedAt: null,
        creator: { id: team.owner.id, name: team.owner.name, isMember: true },
      },
    ]);
    expect(await readApp(ctx, { id: app.id })).toEqual(app);
    const [event] = await readEvents(app.id);
    expect(event).toMatchObject({
      action: "app.create",
      targetType: "app",
      changes: { scopes: app.scopes, secretId: app.secrets[0]?.id, kind: "service" },
    });
    expect(JSON.stringify(event?.changes)).not.toContain(secret);
  });

  test("stores only the digest of the secret", async () => {
    const { secret, id } = await create(ctx);
    const stored = await database.prisma.appSecret.findFirstOrThrow({ where: { appId: id } });
    expect(Buffer.from(stored.hash)).toHaveLength(32);
    expect(JSON.stringify(stored)).not.toContain(secret);
  });

  test("makes no secret for an app with public keys, and for a public app", async () => {
    expect(await create(ctx, { jwks })).toMatchObject({ secret: null, secrets: [], jwks });
    const jwksUri = "https://app.example.com/jwks.json";
    expect(await create(ctx, { jwksUri })).toMatchObject({ secret: null, secrets: [], jwksUri });
    const open = { kind: "public", redirectUris: [callback], scopes: ["user/Patient.rs"] };
    expect(await create(ctx, open)).toMatchObject({ secret: null, secrets: [] });
    const confidential = { kind: "confidential", redirectUris: [callback] };
    expect(await create(ctx, confidential)).toMatchObject({ secrets: [{ endsAt: null }] });
  });

  test.each<[string, Given]>([
    ["jwksUri", { jwks, jwksUri: "https://app.example.com/jwks.json" }],
    ["redirectUris", { redirectUris: [callback] }],
    ["redirectUris", { kind: "public" }],
    ["redirectUris", { kind: "confidential" }],
    ["launchUri", { launchUri: callback }],
    ["jwks", { kind: "public", redirectUris: [callback], jwks }],
    ["scopes.1", { scopes: ["workers:read", "invoices:read"] }],
    ["scopes.0", { scopes: ["platform:verify"] }],
    ["scopes.0", { scopes: ["patient/Patient.rs"] }],
    ["environment", { environment: "nowhere" }],
  ])("rejects %s where it doesn't fit", async (path, given) => {
    await expect(create(ctx, given)).rejects.toMatchObject({
      code: "invalid_request",
      details: [{ path }],
    });
  });

  test("is only for admins and owners, and no app exceeds its actor", async () => {
    for (const role of ["viewer", "developer"] as const) {
      await expect(create(await asPerson(role))).rejects.toMatchObject(refused);
    }
    expect(await create(await asPerson("admin"), { scopes: ["audit:read"] })).toMatchObject({
      role: "admin",
    });
  });

  test("computes the lowest role that holds the permissions", async () => {
    const id = createId("teamPermission");
    await database.prisma.teamPermission.create({ data: { id, teamId: team.id, name: "invoices:pay" } });
    const as = await asPerson("owner");
    const app = await create(as, { scopes: ["invoices:pay"] });
    expect(app.role).toBe("developer");
    expect(await update(as, app.id, { scopes: [] })).toMatchObject({ role: "viewer" });
    expect(await update(as, app.id, { scopes: ["audit:read"] })).toMatchObject({ role: "admin" });
  });
});

describe("a key that registers and changes apps", () => {
  test("needs apps:write listed: a key that inherits has only apps:read", async () => {
    const inheriting = await asKey({ inheritsPermissions: true, permissions: [] });
    await expect(create(inheriting)).rejects.toMatchObject(refused);
    const { data } = await listApps(inheriting, listAppsQuery.parse({ limit: "100" }));
    expect(data.length).toBeGreaterThan(0);
  });

  test("grants what it holds, and SMART scopes", async () => {
    const as = await asKey();
    const app = await create(as, { scopes: ["workers:read", "system/*.rs"] });
    expect(app).toMatchObject({
      scopes: ["workers:read", "system/*.rs"],
      secrets: [{ creator: { name: expect.any(String), isMember: true } }],
    });
    expect(await update(as, app.id, { scopes: ["workers:read"] })).toMatchObject({
      scopes: ["workers:read"],
    });
  });

  test("can't grant a permission, an environment, addresses or limits beyond its own", async () => {
    await expect(create(await asKey(), { scopes: ["keys:read"] })).rejects.toMatchObject(refused);
    await expect(create(await asKey(), { environment: "staging" })).rejects.toMatchObject(refused);
    const addressed = await asKey({ allowedIps: ["203.0.113.0/24"] });
    await expect(create(addressed)).rejects.toMatchObject(refused);
    await expect(create(addressed, { allowedIps: ["203.0.113.0/28"] })).resolves.toMatchObject({});
    const limited = await asKey({ rateLimitPerMinute: 10 });
    await expect(create(limited)).rejects.toMatchObject(refused);
    await expect(create(limited, { rateLimit: { perMinute: 5 } })).resolves.toMatchObject({});
  });

  test("can neither register nor change an app if it expires or is limited to resources", async () => {
    const { id } = await create(ctx);
    const expiring = await asKey({ expiresAt: new Date(Date.now() + 3_600_000) });
    await expect(create(expiring)).rejects.toMatchObject(refused);
    await expect(update(expiring, id, { name: "Renamed" })).rejects.toMatchObject(refused);
    await expect(enableApp(expiring, { id })).rejects.toMatchObject(refused);
    const limited = await asKey({ resources: { create: [{ resource: "workers:wrk_1" }] } });
    await expect(create(limited)).rejects.toMatchObject(refused);
    await expect(readApp(limited, { id })).rejects.toMatchObject(refused);
    expect(await listApps(limited, listAppsQuery.parse({}))).toEqual({ data: [], nextCursor: null });
  });

  test("can't reach an app of another environment, or widen one beyond itself", async () => {
    const elsewhere = await create(ctx, { environment: "production" });
    const wider = await create(ctx, { scopes: ["keys:read"] });
    const as = await asKey();
    await expect(readApp(as, { id: elsewhere.id })).rejects.toMatchObject(refused);
    await expect(disableApp(as, { id: elsewhere.id })).rejects.toMatchObject(refused);
    await expect(update(as, wider.id, { scopes: [] })).rejects.toMatchObject(refused);
    await expect(listApps(as, listAppsQuery.parse({ environment: "production" }))).rejects.toMatchObject(
      refused,
    );
  });
});

describe("changing an app", () => {
  test("records what changed, and tells every instance", async () => {
    const { id, updatedAt } = await create(ctx);
    const changed = await update(ctx, id, { name: "Morning reports", rateLimit: { perMinute: 7 } });
    expect(changed).toMatchObject({
      name: "Morning reports",
      rateLimit: { perMinute: 7, per10Seconds: null },
    });
    expect(changed.updatedAt > updatedAt).toBe(true);
    expect((await readEvents(id)).at(-1)).toMatchObject({
      action: "app.update",
      changes: {
        name: { from: "Reports", to: "Morning reports" },
        rateLimit: { from: null, to: { perMinute: 7, per10Seconds: null } },
      },
    });
    expect(await countInvalidations(id)).toBe(1);
  });

  test("rejects a change of an older version", async () => {
    const { id, updatedAt: expectedUpdatedAt } = await create(ctx);
    await update(ctx, id, { name: "One", expectedUpdatedAt });
    await expect(update(ctx, id, { name: "Two", expectedUpdatedAt })).rejects.toMatchObject({
      code: "conflict",
    });
  });

  test("ends the tokens of assertions only if the public keys change", async () => {
    const { id } = await create(ctx, { jwks });
    const readEnd = async () =>
      (await database.prisma.app.findUniqueOrThrow({ where: { id } })).tokensEndedAt;
    await update(ctx, id, { name: "Renamed", jwks });
    expect(await readEnd()).toBeNull();
    await update(ctx, id, { jwks: null, jwksUri: "https://app.example.com/jwks.json" });
    expect(await readEnd()).toEqual(expect.any(Date));
    expect((await readEvents(id)).at(-1)?.changes).toMatchObject({
      jwks: { from: [expect.stringMatching(/^[\w-]{43}$/)], to: null },
      jwksUri: { from: null, to: "https://app.example.com/jwks.json" },
    });
  });

  test.each([
    ["after the request for the change arrived", -2_000, 0],
    ["by an instance whose clock is ahead", 0, 60_000],
  ])("ends a token that was issued %s", async (_, changedMs, issuedMs) => {
    const { id } = await create(ctx, { jwks });
    const app = { id, teamId: team.id, environment: "development", tokensEndedAt: null };
    const now = new Date(Date.now() + issuedMs);
    const request = { app, secretId: null, scopes: ["workers:read"], now, format: "opaque" as const };
    const issued = await issueToken(runtime, request);
    const token = issued?.token ?? "";
    expect((await runtime.keys.find(token))?.revokedAtMs).toBeNull();
    const later = { ...ctx, now: new Date(Date.now() + changedMs) };
    await update(later, id, { jwks: null, jwksUri: "https://app.example.com/jwks.json" });
    expect((await runtime.keys.find(token))?.revokedAtMs).toEqual(expect.any(Number));
  });

  test("ends tokens again, although the last time is in the future", async () => {
    const { id } = await create(ctx, { jwks });
    const tokensEndedAt = new Date(Date.now() + 60_000);
    await database.prisma.app.update({ where: { id }, data: { tokensEndedAt } });
    const app = { id, teamId: team.id, environment: "development", tokensEndedAt };
    const request = {
      app,
      secretId: null,
      scopes: ["workers:read"],
      now: new Date(),
      format: "opaque" as const,
    };
    const token = (await issueToken(runtime, request))?.token ?? "";
    expect((await runtime.keys.find(token))?.revokedAtMs).toBeNull();
    await update(ctx, id, { jwks: null, jwksUri: "https://app.example.com/jwks.json" });
    expect((await runtime.keys.find(token))?.revokedAtMs).toEqual(expect.any(Number));
  });

  test("never leaves an app without a way to prove who it is", async () => {
    const { id } = await create(ctx, { jwks });
    await expect(update(ctx, id, { jwks: null })).rejects.toMatchObject({ code: "conflict" });
    const secretOnly = await create(ctx);
    // Moving from a secret to keys, and back.
    await update(ctx, secretOnly.id, { jwks });
    await expect(update(ctx, secretOnly.id, { jwks: null })).resolves.toMatchObject({ jwks: null });
  });

  test("keeps to the kind of the app", async () => {
    const { id } = await create(ctx, { jwks });
    await expect(update(ctx, id, { redirectUris: [callback] })).rejects.toMatchObject({
      code: "invalid_request",
    });
    await expect(update(ctx, id, { jwksUri: "https://app.example.com/jwks" })).rejects.toMatchObject({
      details: [{ path: "jwksUri" }],
    });
  });

  test("lets an admin restrict an app that can do more than they can grant", async () => {
    const { id } = await create(ctx, { rateLimit: { perMinute: 5 } });
    await database.prisma.app.update({ where: { id }, data: { rateLimitPerMinute: 1_000_000 } });
    const admin = await asPerson("admin");
    await expect(update(admin, id, { rateLimit: { perMinute: 900_000 } })).resolves.toMatchObject({});
    await expect(update(admin, id, { rateLimit: { perMinute: 2_000_000 } })).rejects.toMatchObject({
      code: "policy_violation",
    });
  });
});

describe("disabling, enabling and deleting", () => {
  test("are idempotent, recorded once, and tell every instance", async () => {
    const { id } = await create(ctx);
    for (const verb of [disableApp, disableApp, enableApp, enableApp, deleteApp, deleteApp])
      await verb(ctx, { id });
    expect((await readEvents(id)).map(({ action }) => action)).toEqual([
      "app.create",
      "app.disable",
      "app.enable",
      "app.delete",
    ]);
    expect(await countInvalidations(id)).toBe(3);
  });

  test("a deleted app stays for the history and can't come back", async () => {
    const { id } = await create(ctx);
    expect(await deleteApp(ctx, { id })).toMatchObject({ status: "deleted" });
    expect(await readApp(ctx, { id })).toMatchObject({ status: "deleted" });
    for (const verb of [disableApp, enableApp]) {
      await expect(verb(ctx, { id })).rejects.toMatchObject({ code: "conflict" });
    }
    await expect(update(ctx, id, { name: "Again" })).rejects.toMatchObject({ code: "conflict" });
  });

  test("another team's app does not exist", async () => {
    const { id } = await create(ctx);
    const stranger = await asPerson("owner", await insertTeam(database));
    const missing = { code: "not_found" };
    await expect(readApp(stranger, { id })).rejects.toMatchObject(missing);
    await expect(update(stranger, id, { name: "Mine" })).rejects.toMatchObject(missing);
    for (const verb of [disableApp, enableApp, deleteApp]) {
      await expect(verb(stranger, { id })).rejects.toMatchObject(missing);
    }
    expect(await readApp(ctx, { id })).toMatchObject({ name: "Reports", status: "active" });
  });
});

describe("the list", () => {
  test("has pages and filters, and shows deleted apps only on request", async () => {
    const own = await insertTeam(database);
    const as = await asPerson("owner", own);
    const open = await create(as, { kind: "public", redirectUris: [callback], environment: "production" });
    const disabled = await create(as);
    await disableApp(as, { id: disabled.id });
    const gone = await create(as);
    await deleteApp(as, { id: gone.id });
    const list = async (query: Record<string, string>) => {
      const page = await listApps(as, listAppsQuery.parse(query));
      return page.data.map(({ id }) => id);
    };
    expect(await list({})).toEqual([disabled.id, open.id]);
    expect(await list({ status: "active" })).toEqual([open.id]);
    expect(await list({ status: "disabled" })).toEqual([disabled.id]);
    expect(await list({ status: "deleted" })).toEqual([gone.id]);
    expect(await list({ kind: "public" })).toEqual([open.id]);
    expect(await list({ environment: "development" })).toEqual([disabled.id]);
    const first = await listApps(as, listAppsQuery.parse({ limit: "1" }));
    expect(first.data.map(({ id }) => id)).toEqual([disabled.id]);
    expect(await list({ limit: "1", cursor: first.nextCursor ?? "" })).toEqual([open.id]);
  });

  test("says that the creator of a secret has left the team", async () => {
    const own = await insertTeam(database);
    const admin = await insertMember(database, own, "admin");
    const app = await create(createContext(runtime, await userActorOf(database, own, admin.id)));
    await database.prisma.member.update({ where: { id: admin.memberId }, data: { status: "removed" } });
    const page = await listApps(await asPerson("owner", own), listAppsQuery.parse({}));
    expect(page.data[0]?.secrets[0]?.creator).toEqual({ id: admin.id, name: admin.name, isMember: false });
    expect(page.data[0]?.id).toBe(app.id);
  });
});

describe("usage", () => {
  test("counts the requests with the app's tokens, by secret, only for those who can see the app", async () => {
    const { id: keyId, secrets } = await create(ctx, { jwks });
    expect(secrets).toEqual([]);
    const secretId = createId("appSecret");
    const row = {
      keyId,
      startsAt: new Date(ctx.now.getTime() - 3_600_000),
      durationSeconds: 60,
      environment: "development",
      service: "",
      address: "",
    };
    await database.prisma.keyUsage.createMany({
      data: [
        { ...row, secretId, outcome: "VALID", count: 3 },
        { ...row, secretId: keyId, outcome: "EXPIRED", count: 2 },
      ],
    });
    const usageContext = createContext(runtime, ctx.actor);
    const usage = await readAppUsage(usageContext, { id: keyId, by: "outcome" });
    expect(usage).toMatchObject({
      total: 5,
      data: [
        { by: "VALID", count: 3 },
        { by: "EXPIRED", rejected: 2 },
      ],
    });
    expect(await readAppUsage(usageContext, { id: keyId, by: "secret", secretId: keyId })).toMatchObject({
      total: 2,
    });
    const elsewhere = await asKey({ environmentId: team.environments.staging ?? "" });
    const other = createContext(runtime, elsewhere.actor);
    await expect(readAppUsage(other, { id: keyId, by: "outcome" })).rejects.toMatchObject(refused);
  });
});

describe("environments and permissions", () => {
  test("the rules of an environment apply to apps, except those about lifetimes", async () => {
    const own = await insertTeam(database);
    await database.prisma.environment.update({
      where: { id: own.environments.production ?? "" },
      data: {
        keyCreatorRole: "owner",
        requiresExpiry: true,
        maxKeyLifetimeSeconds: 3600,
        requiresAllowedIps: true,
        policyReportOnly: false,
      },
    });
    const owner = await asPerson("owner", own);
    const given = { environment: "production", allowedIps: ["203.0.113.0/24"] };
    const violation = { code: "policy_violation" };
    await expect(create(await asPerson("admin", own), given)).rejects.toMatchObject(violation);
    await expect(create(owner, { environment: "production" })).rejects.toMatchObject(violation);
    const { id } = await create(owner, given);
    await expect(update(owner, id, { allowedIps: [] })).rejects.toMatchObject(violation);
    await expect(enableApp(await asPerson("admin", own), { id })).rejects.toMatchObject(violation);
    // Disabling and deleting are always possible.
    await expect(disableApp(await asPerson("admin", own), { id })).resolves.toMatchObject({});
  });

  test("an environment with an app can't be removed, and a deleted app doesn't count", async () => {
    const own = await insertTeam(database);
    const as = await asPerson("owner", own);
    const { id } = await create(as, { environment: "staging" });
    const environmentId = own.environments.staging ?? "";
    await expect(retireEnvironment(as, { id: environmentId })).rejects.toThrow(
      "This environment still has 1 app. Delete it first",
    );
    await deleteApp(as, { id });
    await expect(retireEnvironment(as, { id: environmentId })).resolves.toMatchObject({});
    await expect(create(as, { environment: "staging" })).rejects.toMatchObject({ code: "invalid_request" });
  });

  test("a retired permission is removed from apps, so that a later one of the same name is on none", async () => {
    const own = await insertTeam(database);
    const id = createId("teamPermission");
    await database.prisma.teamPermission.create({ data: { id, teamId: own.id, name: "invoices:read" } });
    const app = await create(await asPerson("owner", own), { scopes: ["invoices:read", "workers:read"] });
    await retirePermission(await asPerson("owner", own), { id });
    const after = await readApp(await asPerson("owner", own), { id: app.id });
    expect(after.scopes).toEqual(["workers:read"]);
    expect(after.updatedAt > app.updatedAt).toBe(true);
  });
});
