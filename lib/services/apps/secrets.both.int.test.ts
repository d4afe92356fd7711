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
import { createAppSchema } from "#lib/contract/apps/apps.ts";
import { hashSecret, isWellFormedAppSecret } from "#lib/domain/keys/secret.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { createApp } from "./create.ts";
import { createSecretOfApp } from "./create-secret.ts";
import { deleteApp } from "./delete.ts";
import { disableApp } from "./disable.ts";
import { endSecretOfApp } from "./end-secret.ts";
import { readApp } from "./read.ts";

let database: Database;
let runtime: Runtime;
let team: TestTeam;
let ctx: ServiceContext;

beforeAll(async () => {
  database = await openTestDatabase();
  runtime = createTestRuntime(database);
  team = await insertTeam(database);
  ctx = createContext(runtime, await userActorOf(database, team, team.owner.id));
});

afterAll(async () => {
  await runtime.usage.stop();
  await database.close();
});

const { publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const jwks = { keys: [publicKey.export({ format: "jwk" })] };
const conflict = { code: "conflict" };

function create(given: Record<string, unknown> = {}, as = ctx) {
  const fields = { name: "Reports", kind: "service", environment: "development", scopes: [], ...given };
  return createApp(as, createAppSchema.parse(fields));
}

/** The secrets that work now, newest first: whether each is the current one. */
async function readLive(appId: string): Promise<boolean[]> {
  const rows = await database.prisma.appSecret.findMany({ where: { appId }, orderBy: { id: "desc" } });
  return rows
    .filter(({ endsAt }) => endsAt === null || endsAt > new Date())
    .map(({ endsAt }) => endsAt === null);
}

function outcomesOf(results: PromiseSettledResult<unknown>[]): string[] {
  return results.map((result) => (result.status === "fulfilled" ? "done" : result.reason.code)).sort();
}

describe("creating a secret", () => {
  test("gives the previous one a grace period, and returns the new one only once", async () => {
    const { id, secret: first } = await create();
    const { secret, secrets } = await createSecretOfApp(ctx, { id, gracePeriodSeconds: 3600 });
    expect(isWellFormedAppSecret(secret ?? "")).toBe(true);
    expect(secret).not.toBe(first);
    expect(secrets.map(({ endsAt }) => endsAt)).toEqual([
      null,
      new Date(ctx.now.getTime() + 3_600_000).toISOString(),
    ]);
    const stored = await database.prisma.appSecret.findFirstOrThrow({ where: { id: secrets[0]?.id ?? "" } });
    expect(Buffer.from(stored.hash)).toEqual(hashSecret(secret ?? ""));
    expect(JSON.stringify(await readApp(ctx, { id }))).not.toContain(secret);
    const event = await database.prisma.auditEvent.findFirstOrThrow({
      where: { targetId: id, action: "app_secret.create" },
    });
    expect(event.changes).toEqual({
      secretId: secrets[0]?.id,
      gracePeriodSeconds: 3600,
      ended: [{ secretId: secrets[1]?.id, endsAt: secrets[1]?.endsAt }],
    });
    expect(await database.prisma.invalidation.count({ where: { kind: "app", subjectId: id } })).toBe(1);
  });

  test("during a grace period needs a grace period of 0, which ends both others", async () => {
    const { id } = await create();
    await createSecretOfApp(ctx, { id, gracePeriodSeconds: 3600 });
    await expect(createSecretOfApp(ctx, { id, gracePeriodSeconds: 60 })).rejects.toMatchObject(conflict);
    await createSecretOfApp(ctx, { id, gracePeriodSeconds: 0 });
    expect(await readLive(id)).toEqual([true]);
  });

  test("is refused for a public, disabled or deleted app, and possible for one with keys", async () => {
    const open = await create({ kind: "public", redirectUris: ["https://app.example.com/callback"] });
    await expect(createSecretOfApp(ctx, { id: open.id, gracePeriodSeconds: 0 })).rejects.toMatchObject(
      conflict,
    );
    const { id } = await create({ jwks });
    await createSecretOfApp(ctx, { id, gracePeriodSeconds: 3600 });
    expect(await readLive(id)).toEqual([true]);
    await disableApp(ctx, { id });
    await expect(createSecretOfApp(ctx, { id, gracePeriodSeconds: 0 })).rejects.toMatchObject(conflict);
    await deleteApp(ctx, { id });
    await expect(createSecretOfApp(ctx, { id, gracePeriodSeconds: 0 })).rejects.toMatchObject(conflict);
  });

  test("of an app that can do more than the calling key is refused, also without a grace period", async () => {
    const { id } = await create({ scopes: ["keys:read"] });
    const permissions = ["apps:read", "apps:write"];
    const key = await insertKey(database, team, { inheritsPermissions: false, permissions });
    const as = createContext(runtime, await apiKeyActorOf(database, key.id));
    for (const gracePeriodSeconds of [0, 60]) {
      await expect(createSecretOfApp(as, { id, gracePeriodSeconds })).rejects.toMatchObject({
        code: "forbidden",
      });
    }
    const own = await create({}, as);
    const { secrets } = await createSecretOfApp(as, { id: own.id, gracePeriodSeconds: 0 });
    expect(secrets[0]?.creator).toMatchObject({ id: key.id, isMember: true });
  });

  test("without a grace period ignores the rules about the app's own fields, but not who creates keys", async () => {
    const own = await insertTeam(database);
    const owner = createContext(runtime, await userActorOf(database, own, own.owner.id));
    const { id: adminId } = await insertMember(database, own, "admin");
    const admin = createContext(runtime, await userActorOf(database, own, adminId));
    const { id } = await create({}, owner);
    await database.prisma.environment.update({
      where: { id: own.environments.development ?? "" },
      data: { keyCreatorRole: "owner", requiresAllowedIps: true, policyReportOnly: false },
    });
    const violation = { code: "policy_violation" };
    await expect(createSecretOfApp(owner, { id, gracePeriodSeconds: 60 })).rejects.toMatchObject(violation);
    await expect(createSecretOfApp(admin, { id, gracePeriodSeconds: 0 })).rejects.toMatchObject(violation);
    await createSecretOfApp(owner, { id, gracePeriodSeconds: 0 });
    const event = await database.prisma.auditEvent.findFirstOrThrow({
      where: { targetId: id, action: "app_secret.create" },
    });
    expect(event.changes).toMatchObject({ policyViolations: ["requiresAllowedIps"] });
  });
});

describe("ending a secret", () => {
  test("ends the previous one now, once, and never the current one of an app without keys", async () => {
    const { id } = await create();
    const { secrets } = await createSecretOfApp(ctx, { id, gracePeriodSeconds: 3600 });
    const [current = "", previous = ""] = secrets.map((secret) => secret.id);
    await expect(endSecretOfApp(ctx, { id, secretId: current })).rejects.toMatchObject(conflict);
    await endSecretOfApp(ctx, { id, secretId: previous });
    await endSecretOfApp(ctx, { id, secretId: previous });
    expect(await readLive(id)).toEqual([true]);
    const where = { targetId: id, action: "app_secret.end" };
    expect(await database.prisma.auditEvent.count({ where })).toBe(1);
  });

  test("can end the last one of an app with keys", async () => {
    const { id } = await create({ jwks });
    const { secrets } = await createSecretOfApp(ctx, { id, gracePeriodSeconds: 0 });
    await endSecretOfApp(ctx, { id, secretId: secrets[0]?.id ?? "" });
    expect(await readLive(id)).toEqual([]);
  });

  test("finds only secrets of the app, in the caller's team", async () => {
    const one = await create();
    const other = await create();
    const secretId = other.secrets[0]?.id ?? "";
    const missing = { code: "not_found" };
    await expect(endSecretOfApp(ctx, { id: one.id, secretId })).rejects.toMatchObject(missing);
    const elsewhere = await insertTeam(database);
    const stranger = createContext(runtime, await userActorOf(database, elsewhere, elsewhere.owner.id));
    await expect(endSecretOfApp(stranger, { id: other.id, secretId })).rejects.toMatchObject(missing);
    await expect(createSecretOfApp(stranger, { id: other.id, gracePeriodSeconds: 0 })).rejects.toMatchObject(
      missing,
    );
  });
});

describe("at the same time", () => {
  test("ten new secrets with a grace period leave exactly two that work", async () => {
    const { id } = await create();
    const results = await Promise.allSettled(
      Array.from({ length: 10 }, () => createSecretOfApp(ctx, { id, gracePeriodSeconds: 3600 })),
    );
    expect(outcomesOf(results)).toEqual([...Array.from({ length: 9 }, () => "conflict"), "done"]);
    expect(await readLive(id)).toEqual([true, false]);
  });

  test("ten new secrets without a grace period leave exactly one that works", async () => {
    const { id } = await create();
    await Promise.all(
      Array.from({ length: 10 }, () => createSecretOfApp(ctx, { id, gracePeriodSeconds: 0 })),
    );
    const current = await database.prisma.appSecret.count({ where: { appId: id, endsAt: null } });
    expect(current).toBe(1);
  });

  test("deleting an app and creating a secret happen in one order or the other", async () => {
    for (let round = 0; round < 5; round++) {
      const { id } = await create();
      const [, created] = await Promise.allSettled([
        deleteApp(ctx, { id }),
        createSecretOfApp(ctx, { id, gracePeriodSeconds: 3600 }),
      ]);
      const actions = await database.prisma.auditEvent.findMany({
        where: { targetId: id },
        orderBy: { seq: "asc" },
        select: { action: true },
      });
      const expected =
        created.status === "fulfilled"
          ? ["app.create", "app_secret.create", "app.delete"]
          : ["app.create", "app.delete"];
      expect(actions.map(({ action }) => action)).toEqual(expected);
    }
  });
});
