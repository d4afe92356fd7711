import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
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
import type { ServiceError } from "#lib/domain/common/errors.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { readKey } from "../keys/read.ts";
import { updateKey } from "../keys/update.ts";
import { transferTeam } from "../teams/transfer.ts";
import { listMembers } from "./list.ts";
import { removeMember } from "./remove.ts";
import { updateMember } from "./update.ts";

let database: Database;
let runtime: Runtime;
let team: TestTeam;

beforeAll(async () => {
  database = await openTestDatabase();
  runtime = createTestRuntime(database);
});

beforeEach(async () => {
  team = await insertTeam(database);
});

afterAll(async () => {
  await runtime.usage.stop();
  await database.close();
});

async function contextOf(userId: string) {
  return createContext(runtime, await userActorOf(database, team, userId));
}

function countOwners(): Promise<number> {
  return database.prisma.member.count({ where: { teamId: team.id, role: "owner", status: "active" } });
}

async function catchCode(attempt: Promise<unknown>): Promise<string> {
  return attempt.then(
    () => "done",
    (error: ServiceError) => error.code,
  );
}

describe("the last owner", () => {
  test("stays when two owners demote, suspend or remove each other at once", async () => {
    const changes = [
      (actor: string, memberId: string) =>
        contextOf(actor).then((ctx) => () => updateMember(ctx, { memberId, role: "viewer" })),
      (actor: string, memberId: string) =>
        contextOf(actor).then((ctx) => () => updateMember(ctx, { memberId, status: "suspended" })),
      (actor: string, memberId: string) =>
        contextOf(actor).then((ctx) => () => removeMember(ctx, { memberId, keys: "revoke" })),
    ];
    for (const change of changes) {
      team = await insertTeam(database);
      const second = await insertMember(database, team, "owner");
      const [one, other] = await Promise.all([
        change(team.owner.id, second.memberId),
        change(second.id, team.owner.memberId),
      ]);
      const codes = await Promise.all([catchCode(one()), catchCode(other())]);
      expect(codes).toContain("done");
      expect(await countOwners()).toBe(1);
    }
  });

  test("cannot leave or give up the role", async () => {
    const ctx = await contextOf(team.owner.id);
    const { memberId } = team.owner;
    expect(await catchCode(removeMember(ctx, { memberId, keys: "revoke" }))).toBe("conflict");
    expect(await catchCode(updateMember(ctx, { memberId, role: "admin" }))).toBe("conflict");
    expect(await countOwners()).toBe(1);
  });

  test("becomes an admin after transferring the team", async () => {
    const newOwner = await insertMember(database, team, "developer");
    const ctx = await contextOf(team.owner.id);
    expect(await transferTeam(ctx, { memberId: newOwner.memberId })).toMatchObject({ role: "admin" });
    const members = await listMembers(ctx, { limit: 50 });
    expect(members.data.map(({ userId, role }) => [userId, role])).toEqual([
      [team.owner.id, "admin"],
      [newOwner.id, "owner"],
    ]);
    expect(await catchCode(transferTeam(ctx, { memberId: team.owner.memberId }))).toBe("forbidden");
  });
});

describe("a role", () => {
  test("above the actor's own cannot be assigned or removed", async () => {
    const admin = await insertMember(database, team, "admin");
    const viewer = await insertMember(database, team, "viewer");
    const ctx = await contextOf(admin.id);
    expect(await catchCode(updateMember(ctx, { memberId: viewer.memberId, role: "owner" }))).toBe(
      "forbidden",
    );
    expect(await catchCode(updateMember(ctx, { memberId: admin.memberId, role: "owner" }))).toBe("forbidden");
    const onOwner = { memberId: team.owner.memberId };
    expect(await catchCode(updateMember(ctx, { ...onOwner, role: "viewer" }))).toBe("forbidden");
    expect(await catchCode(removeMember(ctx, { ...onOwner, keys: "revoke" }))).toBe("forbidden");
    expect(await updateMember(ctx, { memberId: viewer.memberId, role: "admin" })).toMatchObject({
      role: "admin",
    });
  });

  test("cannot be assigned by a key with fewer permissions", async () => {
    const { id } = await insertKey(database, team, {
      inheritsPermissions: false,
      permissions: ["members:write", "members:read"],
      environmentId: team.environments.production ?? "",
    });
    const viewer = await insertMember(database, team, "viewer");
    const ctx = createContext(runtime, await apiKeyActorOf(database, id));
    expect(await catchCode(updateMember(ctx, { memberId: viewer.memberId, role: "admin" }))).toBe(
      "forbidden",
    );
    expect(await catchCode(updateMember(ctx, { memberId: viewer.memberId, role: "viewer" }))).toBe("done");
  });

  test("lost a moment ago does not count, even for a request that was admitted with it", async () => {
    const admin = await insertMember(database, team, "admin");
    const viewer = await insertMember(database, team, "viewer");
    const admitted = await contextOf(admin.id);
    const owner = await contextOf(team.owner.id);
    await updateMember(owner, { memberId: admin.memberId, role: "developer" });
    const change = updateMember(admitted, { memberId: viewer.memberId, role: "developer" });
    expect(await catchCode(change)).toBe("forbidden");
  });
});

describe("leaving", () => {
  test("requires a choice for the live keys, and says how many there are", async () => {
    const developer = await insertMember(database, team, "developer");
    await insertKey(database, team, { ownerUserId: developer.id });
    await insertKey(database, team, { ownerUserId: developer.id, disabledAt: new Date() });
    await insertKey(database, team, { ownerUserId: developer.id, revokedAt: new Date() });
    await insertKey(database, team, { ownerUserId: developer.id, expiresAt: new Date(Date.now() - 1000) });
    const ctx = await contextOf(team.owner.id);
    const { memberId } = developer;
    await expect(removeMember(ctx, { memberId })).rejects.toThrow(
      "This member has 2 current keys. Choose whether to delete or transfer them",
    );
    expect(await removeMember(ctx, { memberId, keys: "revoke" })).toMatchObject({
      status: "removed",
      liveKeys: 0,
    });
    const live = { ownerUserId: developer.id, revokedAt: null };
    // The expired key does not need to be revoked.
    expect(await database.prisma.apiKey.count({ where: live })).toBe(1);
  });

  test("reassigns keys without extending their permissions", async () => {
    const developer = await insertMember(database, team, "developer");
    const admin = await insertMember(database, team, "admin");
    const { id } = await insertKey(database, team, { ownerUserId: developer.id });
    const ctx = await contextOf(team.owner.id);
    const before = await readKey(ctx, { id });
    await removeMember(ctx, { memberId: developer.memberId, keys: { reassignTo: admin.memberId } });
    const after = await readKey(ctx, { id });
    expect(after.owner).toEqual({ type: "user", id: admin.id, name: admin.name, role: "admin" });
    expect(after.effectivePermissions).toEqual(before.effectivePermissions);
    expect(after.permissions).toEqual(before.effectivePermissions);
    expect(after).toMatchObject({ status: "active", name: before.name });
  });

  test("leaves a key that inherits unchanged if the new owner has the same role", async () => {
    const [one, other] = [
      await insertMember(database, team, "developer"),
      await insertMember(database, team, "developer"),
    ];
    const { id } = await insertKey(database, team, { ownerUserId: one.id });
    const ctx = await contextOf(team.owner.id);
    await removeMember(ctx, { memberId: one.memberId, keys: { reassignTo: other.memberId } });
    expect(await readKey(ctx, { id })).toMatchObject({ permissions: "inherit", owner: { id: other.id } });
  });

  test("keeps a change that is made while a key is reassigned, and dates the key later", async () => {
    for (let i = 0; i < 10; i++) {
      const developer = await insertMember(database, team, "developer");
      const updatedAt = new Date(Date.now() + 60_000);
      const { id } = await insertKey(database, team, {
        ownerUserId: developer.id,
        inheritsPermissions: false,
        permissions: ["keys:read", "workers:read"],
        updatedAt,
      });
      const ctx = await contextOf(team.owner.id);
      const { memberId } = developer;
      await Promise.all([
        removeMember(ctx, { memberId, keys: { reassignTo: team.owner.memberId } }),
        updateKey(ctx, { id, permissions: ["keys:read"] }),
      ]);
      const key = await database.prisma.apiKey.findUniqueOrThrow({ where: { id } });
      expect(key).toMatchObject({ ownerUserId: team.owner.id, permissions: ["keys:read"] });
      expect(key.updatedAt.getTime()).toBeGreaterThan(updatedAt.getTime() + 1);
    }
  });

  test("removes platform:verify from a reassigned key", async () => {
    const one = await insertMember(database, team, "developer");
    const other = await insertMember(database, team, "developer");
    await database.prisma.user.update({ where: { id: other.id }, data: { isInstanceOwner: true } });
    const permissions = ["keys:verify", "platform:verify"];
    const key = await insertKey(database, team, {
      ownerUserId: one.id,
      inheritsPermissions: false,
      permissions,
    });
    const ctx = createContext(runtime, await userActorOf(database, team, team.owner.id));
    await removeMember(ctx, { memberId: one.memberId, keys: { reassignTo: other.memberId } });
    const after = await database.prisma.apiKey.findUniqueOrThrow({ where: { id: key.id } });
    expect(after).toMatchObject({ ownerUserId: other.id, permissions: ["keys:verify"] });
  });

  test("reassigns keys only to another active member", async () => {
    const developer = await insertMember(database, team, "developer");
    await insertKey(database, team, { ownerUserId: developer.id });
    const gone = await insertMember(database, team, "admin", { status: "suspended" });
    const elsewhere = await insertTeam(database);
    const ctx = await contextOf(team.owner.id);
    for (const reassignTo of [gone.memberId, developer.memberId, elsewhere.owner.memberId, "mem_x"]) {
      const removal = removeMember(ctx, { memberId: developer.memberId, keys: { reassignTo } });
      expect(await catchCode(removal)).toBe("invalid_request");
    }
    expect(await database.prisma.member.count({ where: { id: developer.memberId, status: "active" } })).toBe(
      1,
    );
  });

  test("without members:write, a member can revoke their own keys but not reassign them", async () => {
    const developer = await insertMember(database, team, "developer");
    await insertKey(database, team, { ownerUserId: developer.id });
    const ctx = await contextOf(developer.id);
    const { memberId } = developer;
    await expect(removeMember(ctx, { memberId })).rejects.toThrow(
      "You have 1 current key. Choose whether to delete or transfer it",
    );
    const reassigning = removeMember(ctx, { memberId, keys: { reassignTo: team.owner.memberId } });
    expect(await catchCode(reassigning)).toBe("forbidden");
    expect(await catchCode(removeMember(ctx, { memberId, keys: "revoke" }))).toBe("done");
  });

  test("ends the sessions only of a person who is in no other team", async () => {
    const insertSession = (userId: string) =>
      database.prisma.session.create({
        data: {
          id: `ses_${userId.slice(5)}`,
          userId,
          lastSeenAt: new Date(),
          authenticatedAt: new Date(),
          expiresAt: new Date(Date.now() + 86_400_000),
        },
      });
    const [only, both] = [
      await insertMember(database, team, "developer"),
      await insertMember(database, team, "developer"),
    ];
    const elsewhere = await insertTeam(database);
    await database.prisma.member.create({
      data: { id: "mem_elsewhere", teamId: elsewhere.id, userId: both.id, role: "viewer" },
    });
    await insertSession(only.id);
    await insertSession(both.id);
    const ctx = await contextOf(team.owner.id);
    await removeMember(ctx, { memberId: only.memberId });
    await removeMember(ctx, { memberId: both.memberId });
    const live = await database.prisma.session.findMany({
      where: { userId: { in: [only.id, both.id] }, endedAt: null },
    });
    expect(live.map(({ userId }) => userId)).toEqual([both.id]);
  });

  test("does not change the team's own keys", async () => {
    const admin = await insertMember(database, team, "admin");
    const service = await insertKey(database, team, {
      ownerType: "team",
      ownerRole: "developer",
      createdById: admin.id,
    });
    const ctx = await contextOf(team.owner.id);
    await removeMember(ctx, { memberId: admin.memberId });
    expect(await readKey(ctx, { id: service.id })).toMatchObject({
      status: "active",
      owner: { type: "team" },
    });
  });
});

test("a reinstated member has their keys back unless they were revoked", async () => {
  const developer = await insertMember(database, team, "developer");
  const { id } = await insertKey(database, team, { ownerUserId: developer.id });
  const ctx = await contextOf(team.owner.id);
  const { memberId } = developer;
  expect(await updateMember(ctx, { memberId, status: "suspended" })).toMatchObject({
    status: "suspended",
    liveKeys: 1,
  });
  expect((await readKey(ctx, { id })).effectivePermissions).toEqual([]);
  await updateMember(ctx, { memberId, status: "active" });
  expect((await readKey(ctx, { id })).effectivePermissions).toContain("keys:write");
  await updateMember(ctx, { memberId, status: "suspended", keys: "revoke" });
  expect(await readKey(ctx, { id })).toMatchObject({ status: "revoked" });
});

test("every change to a member writes one event and one invalidation", async () => {
  const developer = await insertMember(database, team, "developer");
  const ctx = await contextOf(team.owner.id);
  const { memberId } = developer;
  await updateMember(ctx, { memberId, role: "admin" });
  await updateMember(ctx, { memberId, status: "suspended" });
  await updateMember(ctx, { memberId, status: "active" });
  await removeMember(ctx, { memberId });
  const events = await database.prisma.auditEvent.findMany({
    where: { chainId: team.id, targetId: memberId },
    orderBy: { seq: "asc" },
  });
  expect(events.map(({ action }) => action)).toEqual([
    "member.update",
    "member.suspend",
    "member.resume",
    "member.remove",
  ]);
  expect(await database.prisma.invalidation.count({ where: { subjectId: memberId } })).toBe(4);
});
