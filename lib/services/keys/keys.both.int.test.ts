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
import { createKeySchema, listKeysQuery } from "#lib/contract/keys/keys.ts";
import type { ServiceError } from "#lib/domain/common/errors.ts";
import { hashSecret } from "#lib/domain/keys/secret.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { createKey } from "./create.ts";
import { deleteKey } from "./delete.ts";
import { disableKey } from "./disable.ts";
import { enableKey } from "./enable.ts";
import { finishRotation } from "./finish-rotation.ts";
import { listKeys } from "./list.ts";
import { lookUpKey } from "./look-up.ts";
import { readKey } from "./read.ts";
import { rotateKey } from "./rotate.ts";
import { updateKey } from "./update.ts";

let database: Database;
let runtime: Runtime;
let team: TestTeam;
let asOwner: ServiceContext;

const dayMs = 86_400_000;

beforeAll(async () => {
  database = await openTestDatabase();
  runtime = createTestRuntime(database);
  team = await insertTeam(database);
  asOwner = await actAs(team.owner.id);
});

afterAll(async () => {
  await runtime.usage.stop();
  await database.close();
});

async function actAs(userId: string, of = team): Promise<ServiceContext> {
  return createContext(runtime, await userActorOf(database, of, userId));
}

async function actAsKey(keyId: string): Promise<ServiceContext> {
  return createContext(runtime, await apiKeyActorOf(database, keyId));
}

function input(fields: Record<string, unknown> = {}) {
  return createKeySchema.parse({ name: "CI", environment: "development", ...fields });
}

/** The code and message of a failing operation. */
async function failureOf(
  operation: Promise<unknown>,
): Promise<{ code: string; message: string; scope?: string }> {
  try {
    await operation;
  } catch (error) {
    const { code, message, headers } = error as ServiceError;
    const scope = /scope="([^"]+)"/.exec(headers["WWW-Authenticate"] ?? "")?.[1];
    return { code, message, ...(scope === undefined ? {} : { scope }) };
  }
  throw new Error("the operation succeeded");
}

async function listActions(targetId: string): Promise<string[]> {
  const events = await database.prisma.auditEvent.findMany({ where: { targetId }, orderBy: { seq: "asc" } });
  return events.map((event) => event.action);
}

describe("creating a key", () => {
  test("returns the secret once and stores only its digest", async () => {
    const created = await createKey(asOwner, input());
    const stored = await database.prisma.keySecret.findFirstOrThrow({ where: { keyId: created.id } });
    expect(Buffer.from(stored.hash)).toEqual(hashSecret(created.secret));
    expect(JSON.stringify(stored)).not.toContain(created.secret.slice(9, -4));
    expect(await readKey(asOwner, { id: created.id })).not.toHaveProperty("secret");
    expect(await listActions(created.id)).toEqual(["key.create"]);
  });

  test("stores all given fields", async () => {
    const fields = {
      description: "two\nlines",
      permissions: ["keys:read", "workers:read"],
      allowedIps: ["203.0.113.7", "2001:db8::1/64"],
      rateLimit: { perMinute: 60 },
      resources: ["workers:wrk_1"],
      metadata: { region: "eu", shards: 3 },
      externalId: "ext-1",
      expiresAt: "2100-01-01T00:00:00+01:00",
    };
    const { id } = await createKey(asOwner, input(fields));
    expect(await readKey(asOwner, { id })).toMatchObject({
      ...fields,
      allowedIps: ["203.0.113.7/32", "2001:db8::/64"],
      rateLimit: { perMinute: 60, per10Seconds: null },
      expiresAt: "2099-12-31T23:00:00.000Z",
      owner: { type: "user", id: team.owner.id },
      effectivePermissions: ["keys:read", "workers:read"],
      status: "active",
    });
  });

  test.each([
    ["an unknown environment", { environment: "moon" }, "environment"],
    ["an expiry in the past", { expiresAt: "2001-01-01T00:00:00Z" }, "expiresAt"],
    ["an unknown permission", { permissions: ["invoices:read"] }, "permissions.0"],
    ["an owner who is not in the team", { owner: { type: "user", id: "user_nobody" } }, "owner.id"],
  ])("rejects %s", async (_, fields, path) => {
    const failure = await failureOf(createKey(asOwner, input(fields)));
    expect(failure.code).toBe("invalid_request");
    expect(failure.message).toContain(path);
  });

  test("creates no key if the audit event cannot be written", async () => {
    const withoutSecret = { ...runtime, secrets: { ...runtime.secrets, audit: [] } };
    const before = await database.prisma.apiKey.count();
    await expect(createKey({ ...asOwner, runtime: withoutSecret }, input())).rejects.toThrow("audit secret");
    expect(await database.prisma.apiKey.count()).toBe(before);
  });
});

describe("nobody grants what they lack", () => {
  test("a viewer cannot create a key", async () => {
    const viewer = await insertMember(database, team, "viewer");
    expect(await failureOf(createKey(await actAs(viewer.id), input()))).toMatchObject({
      scope: "keys:write",
    });
  });

  test("a developer cannot grant an admin's permissions or create a key for another owner", async () => {
    const developer = await insertMember(database, team, "developer");
    const ctx = await actAs(developer.id);
    const listed = createKey(ctx, input({ permissions: ["members:write"] }));
    expect(await failureOf(listed)).toMatchObject({ code: "forbidden", scope: "members:write" });
    const forOther = createKey(ctx, input({ owner: { type: "user", id: team.owner.id } }));
    expect(await failureOf(forOther)).toMatchObject({ code: "forbidden" });
    const forTeam = createKey(ctx, input({ owner: { type: "team", role: "developer" } }));
    expect(await failureOf(forTeam)).toMatchObject({ code: "forbidden" });
  });

  test("an admin can create keys for others, but not with the owner role", async () => {
    const admin = await insertMember(database, team, "admin");
    const developer = await insertMember(database, team, "developer");
    const ctx = await actAs(admin.id);
    const created = await createKey(ctx, input({ owner: { type: "user", id: developer.id } }));
    expect(created.owner.id).toBe(developer.id);
    const service = await createKey(ctx, input({ owner: { type: "team", role: "admin" } }));
    expect(service.owner).toMatchObject({ type: "team", id: team.id });
    expect(await failureOf(createKey(ctx, input({ owner: { type: "team", role: "owner" } })))).toMatchObject({
      code: "forbidden",
    });
    expect(
      await failureOf(createKey(ctx, input({ owner: { type: "user", id: team.owner.id } }))),
    ).toMatchObject({ code: "forbidden" });
  });

  test("a key creates keys only within its environment, permissions, resources and expiry", async () => {
    const parent = await insertKey(database, team, {
      inheritsPermissions: false,
      permissions: ["keys:write", "workers:read"],
      expiresAt: new Date(Date.now() + dayMs),
      resources: { create: [{ resource: "workers:wrk_1" }] },
    });
    const ctx = await actAsKey(parent.id);
    const fits = {
      permissions: ["workers:read"],
      resources: ["workers:wrk_1"],
      expiresAt: new Date(Date.now() + dayMs / 2).toISOString(),
    };
    expect(await createKey(ctx, input(fits))).toMatchObject({ environment: "development" });
    for (const beyond of [
      { permissions: "inherit" },
      { permissions: ["keys:read"] },
      { environment: "production" },
      { resources: [] },
      { resources: ["workers:wrk_2"] },
      { expiresAt: null },
      { expiresAt: new Date(Date.now() + 2 * dayMs).toISOString() },
    ]) {
      expect(
        await failureOf(createKey(ctx, input({ ...fits, ...beyond }))),
        JSON.stringify(beyond),
      ).toMatchObject({
        code: "forbidden",
      });
    }
  });

  test("only an instance owner in person can grant platform:verify", async () => {
    const verifying = input({ permissions: ["platform:verify"] });
    expect(await failureOf(createKey(asOwner, verifying))).toMatchObject({ scope: "platform:verify" });
    await database.prisma.user.update({ where: { id: team.owner.id }, data: { isInstanceOwner: true } });
    const created = await createKey(await actAs(team.owner.id), verifying);
    expect(created.effectivePermissions).toEqual(["platform:verify"]);
    const inheriting = await createKey(await actAs(team.owner.id), input());
    expect(inheriting.effectivePermissions).not.toContain("platform:verify");
    await database.prisma.user.update({ where: { id: team.owner.id }, data: { isInstanceOwner: false } });
    expect(await failureOf(rotateKey(asOwner, { id: created.id, gracePeriodSeconds: 0 }))).toMatchObject({
      scope: "platform:verify",
    });
  });

  test("a limit above the team's maximum requires an admin, above the instance's an instance owner", async () => {
    const capped = await insertTeam(database);
    await database.prisma.team.update({ where: { id: capped.id }, data: { rateLimitPerMinuteMax: 100 } });
    const developer = await insertMember(database, capped, "developer");
    const asDeveloper = await actAs(developer.id, capped);
    const asAdmin = await actAs(capped.owner.id, capped);
    const limited = (perMinute: number) => input({ rateLimit: { perMinute } });
    expect(await createKey(asDeveloper, limited(100))).toMatchObject({ rateLimit: { perMinute: 100 } });
    expect(await failureOf(createKey(asDeveloper, limited(101)))).toMatchObject({ code: "policy_violation" });
    expect(await createKey(asAdmin, limited(1000))).toMatchObject({ rateLimit: { perMinute: 1000 } });
    expect(await failureOf(createKey(asAdmin, limited(1001)))).toMatchObject({ code: "policy_violation" });
  });

  test("a key without its own limit gets at most the team's maximum, unless an admin creates it", async () => {
    const capped = await insertTeam(database);
    await database.prisma.team.update({ where: { id: capped.id }, data: { rateLimitPerMinuteMax: 100 } });
    const developer = await insertMember(database, capped, "developer");
    const asDeveloper = await actAs(developer.id, capped);
    const asAdmin = await actAs(capped.owner.id, capped);
    const { id: managing } = await insertKey(database, capped, { ownerUserId: developer.id });
    const asKey = await actAsKey(managing);
    const ceiling = { perMinute: 100, per10Seconds: null };
    const created = await createKey(asDeveloper, input());
    expect(created.rateLimit).toEqual(ceiling);
    expect((await createKey(asKey, input())).rateLimit).toEqual(ceiling);
    expect((await createKey(asDeveloper, input({ rateLimit: { per10Seconds: 5 } }))).rateLimit).toEqual({
      perMinute: 100,
      per10Seconds: 5,
    });
    for (const rateLimit of [null, { perMinute: null }, { perMinute: null, per10Seconds: null }]) {
      await updateKey(asDeveloper, { id: created.id, rateLimit: { perMinute: 10 } });
      expect((await updateKey(asDeveloper, { id: created.id, rateLimit })).rateLimit).toEqual(ceiling);
    }
    // An admin can exceed it, and a developer who changes another field does not change the limit.
    expect((await createKey(asAdmin, input())).rateLimit).toBeNull();
    expect((await updateKey(asAdmin, { id: created.id, rateLimit: null })).rateLimit).toBeNull();
    expect((await updateKey(asDeveloper, { id: created.id, name: "renamed" })).rateLimit).toBeNull();
    await database.prisma.team.update({ where: { id: capped.id }, data: { rateLimitPerMinuteMax: 5_000 } });
    expect((await createKey(asDeveloper, input())).rateLimit).toBeNull();
  });

  test("an environment's policy is enforced on create, update and rotate, unless it only reports", async () => {
    const strict = await insertTeam(database);
    const ctx = await actAs(strict.owner.id, strict);
    const before = await createKey(ctx, input({ environment: "production" }));
    const where = { id: strict.environments.production ?? "" };
    await database.prisma.environment.update({ where, data: { requiresExpiry: true } });
    for (const call of [
      () => createKey(ctx, input({ environment: "production" })),
      () => rotateKey(ctx, { id: before.id, gracePeriodSeconds: 60 }),
      () => updateKey(ctx, { id: before.id, name: "still without end" }),
    ]) {
      expect(await failureOf(call())).toMatchObject({ code: "policy_violation" });
    }
    const emergency = await rotateKey(ctx, { id: before.id, gracePeriodSeconds: 0 });
    expect(emergency.secret, "a leaked secret can always be replaced").toMatch(/^be_/);
    const rotation = await database.prisma.auditEvent.findFirstOrThrow({
      where: { targetId: before.id, action: "key.rotate" },
    });
    expect(rotation.changes).toMatchObject({ policyViolations: ["requiresExpiry"] });
    const expiresAt = new Date(Date.now() + dayMs);
    expect(await updateKey(ctx, { id: before.id, expiresAt })).toMatchObject({ status: "active" });
    await database.prisma.environment.update({ where, data: { policyReportOnly: true } });
    const reported = await createKey(ctx, input({ environment: "production" }));
    const event = await database.prisma.auditEvent.findFirstOrThrow({ where: { targetId: reported.id } });
    expect(event.changes).toMatchObject({ policyViolations: ["requiresExpiry"] });
  });
});

describe("rotating without a grace period below the role that the environment requires", () => {
  const emergency = (ctx: ServiceContext, id: string) => rotateKey(ctx, { id, gracePeriodSeconds: 0 });

  async function createStrictTeam() {
    const strict = await insertTeam(database);
    const admin = await insertMember(database, strict, "admin");
    const other = await insertMember(database, strict, "admin");
    const where = { id: strict.environments.development ?? "" };
    await database.prisma.environment.update({
      where,
      data: { keyCreatorRole: "owner", requiresExpiry: true },
    });
    const own = await insertKey(database, strict, { ownerUserId: admin.id });
    const ofTeam = await insertKey(database, strict, {
      ownerType: "team",
      ownerUserId: null,
      ownerRole: "admin",
    });
    return { strict, admin, other, where, own, ofTeam };
  }

  test("works for the person who owns the key, whatever else the key breaks", async () => {
    const { strict, admin, own } = await createStrictTeam();
    expect((await emergency(await actAs(admin.id, strict), own.id)).secret).toMatch(/^be_/);
    const event = await database.prisma.auditEvent.findFirstOrThrow({ where: { targetId: own.id } });
    expect(event.changes).toMatchObject({ policyViolations: ["keyCreatorRole", "requiresExpiry"] });
  });

  test("is rejected for another person and for keys, unless the environment only reports", async () => {
    const { strict, admin, other, where, own, ofTeam } = await createStrictTeam();
    const asAdmin = await actAs(admin.id, strict);
    const attempts = [
      [await actAs(other.id, strict), own.id],
      [asAdmin, ofTeam.id],
      [await actAsKey(ofTeam.id), ofTeam.id],
      [await actAsKey(own.id), own.id],
    ] as const;
    const fromPersonalKey = emergency(await actAsKey(own.id), ofTeam.id);
    expect(await failureOf(fromPersonalKey)).toMatchObject({ code: "forbidden" });
    for (const [ctx, id] of attempts) {
      const failure = await failureOf(emergency(ctx, id));
      expect(failure).toMatchObject({
        code: "policy_violation",
        message: expect.stringMatching(/^Only owners/),
      });
    }
    expect(await listActions(ofTeam.id)).toEqual([]);
    // Someone with the role can rotate the key, which still breaks another rule.
    expect((await emergency(await actAs(strict.owner.id, strict), ofTeam.id)).secret).toMatch(/^be_/);
    await database.prisma.environment.update({ where, data: { policyReportOnly: true } });
    expect((await emergency(await actAs(other.id, strict), own.id)).secret).toMatch(/^be_/);
  });
});

describe("another team's key", () => {
  test("is not found by any operation", async () => {
    const other = await insertTeam(database);
    const { id, secret } = await insertKey(database, other);
    const calls = [
      () => readKey(asOwner, { id }),
      () => updateKey(asOwner, { id, name: "mine now" }),
      () => rotateKey(asOwner, { id, gracePeriodSeconds: 0 }),
      () => finishRotation(asOwner, { id }),
      () => disableKey(asOwner, { id }),
      () => enableKey(asOwner, { id }),
      () => deleteKey(asOwner, { id }),
      () => lookUpKey(asOwner, { key: secret }),
    ];
    for (const call of calls) expect(await failureOf(call())).toMatchObject({ code: "not_found" });
    expect(await listActions(id)).toEqual([]);
  });
});

describe("a colleague's key", () => {
  test("can be read by a developer and changed by an admin", async () => {
    const developer = await insertMember(database, team, "developer");
    const asDeveloper = await actAs(developer.id);
    const { id } = await insertKey(database, team);
    expect(await readKey(asDeveloper, { id })).toMatchObject({ id });
    expect(await failureOf(deleteKey(asDeveloper, { id }))).toMatchObject({ code: "forbidden" });
    const own = await createKey(asDeveloper, input());
    expect(await disableKey(asOwner, { id: own.id })).toMatchObject({ status: "disabled" });
  });

  test("cannot be changed by an admin's key, which can change only its owner's keys", async () => {
    const admin = await insertMember(database, team, "admin");
    const adminsKey = await createKey(await actAs(admin.id), input());
    const ctx = await actAsKey(adminsKey.id);
    const { id } = await insertKey(database, team);
    expect(await failureOf(disableKey(ctx, { id }))).toMatchObject({ code: "forbidden" });
    expect(await disableKey(ctx, { id: adminsKey.id })).toMatchObject({ status: "disabled" });
  });
});

describe("rotating", () => {
  test("keeps the previous secret for the grace period, and finishing ends it", async () => {
    const created = await createKey(asOwner, input());
    const rotated = await rotateKey(asOwner, { id: created.id, gracePeriodSeconds: 3600 });
    expect(rotated.id).toBe(created.id);
    expect(rotated.secret).not.toBe(created.secret);
    expect(rotated.status).toBe("rotating");
    const [current, previous] = rotated.secrets;
    expect(current?.endsAt).toBeNull();
    expect(previous?.endsAt).toBe(new Date(asOwner.now.getTime() + 3_600_000).toISOString());
    expect(await failureOf(rotateKey(asOwner, { id: created.id, gracePeriodSeconds: 60 }))).toMatchObject({
      code: "conflict",
    });
    expect(await finishRotation(asOwner, { id: created.id })).toMatchObject({ status: "active" });
    expect(await finishRotation(asOwner, { id: created.id })).toMatchObject({ status: "active" });
    expect(await listActions(created.id)).toEqual(["key.create", "key.rotate", "key.finish_rotation"]);
  });

  test("succeeds only once when twenty requests expect the same current secret", async () => {
    const created = await createKey(asOwner, input());
    const currentSecretId = created.secrets[0]?.id ?? "";
    const attempts = await Promise.allSettled(
      Array.from({ length: 20 }, () =>
        rotateKey(asOwner, { id: created.id, gracePeriodSeconds: 3600, currentSecretId }),
      ),
    );
    expect(attempts.filter((attempt) => attempt.status === "fulfilled")).toHaveLength(1);
    for (const attempt of attempts) {
      if (attempt.status === "rejected") expect(attempt.reason).toMatchObject({ code: "conflict" });
    }
    expect(await database.prisma.keySecret.count({ where: { keyId: created.id } })).toBe(2);
    expect(await listActions(created.id)).toEqual(["key.create", "key.rotate"]);
  });

  test.each(["disabled", "expired", "revoked"])("rejects a key that is %s", async (status) => {
    const past = new Date(Date.now() - dayMs);
    const fields = {
      disabled: { disabledAt: past },
      expired: { expiresAt: past },
      revoked: { revokedAt: past },
    };
    const { id } = await insertKey(database, team, fields[status as keyof typeof fields]);
    expect(await failureOf(rotateKey(asOwner, { id, gracePeriodSeconds: 0 }))).toMatchObject({
      code: "conflict",
    });
  });
});

describe("deleting, disabling, enabling", () => {
  test("are idempotent, and audited once", async () => {
    const { id } = await insertKey(database, team);
    for (let i = 0; i < 2; i++)
      expect(await disableKey(asOwner, { id })).toMatchObject({ status: "disabled" });
    for (let i = 0; i < 2; i++) expect(await enableKey(asOwner, { id })).toMatchObject({ status: "active" });
    for (let i = 0; i < 2; i++) {
      expect(await deleteKey(asOwner, { id, reason: "leaked" })).toMatchObject({ status: "revoked" });
    }
    expect(await listActions(id)).toEqual(["key.disable", "key.enable", "key.delete"]);
    for (const call of [
      () => enableKey(asOwner, { id }),
      () => disableKey(asOwner, { id }),
      () => updateKey(asOwner, { id, name: "x" }),
    ]) {
      expect(await failureOf(call())).toMatchObject({ code: "conflict" });
    }
  });

  test("record an invalidation in the same transaction", async () => {
    const { id } = await insertKey(database, team);
    await disableKey(asOwner, { id });
    await deleteKey(asOwner, { id });
    expect(await database.prisma.invalidation.count({ where: { kind: "key", subjectId: id } })).toBe(2);
  });
});

test("finds a key by its current or previous secret, but not by a mistyped one", async () => {
  const created = await createKey(asOwner, input());
  await rotateKey(asOwner, { id: created.id, gracePeriodSeconds: 0 });
  expect(await lookUpKey(asOwner, { key: ` ${created.secret} ` })).toMatchObject({ id: created.id });
  const mistyped = created.secret.slice(0, -1) + (created.secret.endsWith("0") ? "1" : "0");
  expect(await failureOf(lookUpKey(asOwner, { key: mistyped }))).toMatchObject({ code: "not_found" });
});

test("an update changes only the given fields, and the audit event contains before and after", async () => {
  const created = await createKey(asOwner, input({ description: "kept" }));
  const edited = await updateKey(asOwner, { id: created.id, name: "Renamed", resources: ["workers:wrk_9"] });
  expect(edited).toMatchObject({ name: "Renamed", description: "kept", resources: ["workers:wrk_9"] });
  const event = await database.prisma.auditEvent.findFirstOrThrow({
    where: { targetId: created.id, action: "key.update" },
  });
  expect(event.changes).toEqual({
    name: { from: "CI", to: "Renamed" },
    resources: { from: [], to: ["workers:wrk_9"] },
  });
});

test.each(["name", "description", "externalId"])("a search covers the %s", async (field) => {
  const { id } = await createKey(asOwner, input({ [field]: `Sought ${field}` }));
  const { data } = await listKeys(asOwner, listKeysQuery.parse({ q: `sought ${field}` }));
  expect(data.map((key) => key.id)).toEqual([id]);
});

test("every change gives the key a later updatedAt, even within the same millisecond", async () => {
  const { id, updatedAt } = await createKey(asOwner, input());
  const times = [updatedAt];
  for (const change of [
    () => rotateKey(asOwner, { id, gracePeriodSeconds: 3600 }),
    () => finishRotation(asOwner, { id }),
    () => disableKey(asOwner, { id }),
    () => enableKey(asOwner, { id }),
    () => updateKey(asOwner, { id, name: "Renamed" }),
    () => deleteKey(asOwner, { id }),
  ]) {
    times.push((await change()).updatedAt);
  }
  expect(times).toEqual([...new Set(times)].sort());
  expect(times).toHaveLength(7);
});

test("a request that changes nothing keeps updatedAt", async () => {
  const { id, updatedAt } = await createKey(asOwner, input());
  expect(await enableKey(asOwner, { id })).toMatchObject({ updatedAt });
  expect(await finishRotation(asOwner, { id })).toMatchObject({ updatedAt });
});

test("the second of two concurrent updates is rejected with a conflict", async () => {
  const { id, updatedAt } = await createKey(asOwner, input());
  const expectedUpdatedAt = new Date(updatedAt);
  const first = await updateKey(asOwner, { id, name: "First", expectedUpdatedAt });
  expect(await failureOf(updateKey(asOwner, { id, name: "Second", expectedUpdatedAt }))).toMatchObject({
    code: "conflict",
    message: "This key has changed since you loaded it. Load the latest version and try again",
  });
  expect(await readKey(asOwner, { id })).toMatchObject({ name: "First" });
  const again = { id, name: "Second", expectedUpdatedAt: new Date(first.updatedAt) };
  expect(await updateKey(asOwner, again)).toMatchObject({ name: "Second" });
});
