import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  createContext,
  createTestRuntime,
  insertMember,
  insertTeam,
  type TestTeam,
  userActorOf,
} from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { createGroupSchema } from "#lib/contract/people/groups.ts";
import type { ServiceError } from "#lib/domain/common/errors.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { listMembers } from "../members/list.ts";
import { removeMember } from "../members/remove.ts";
import { updateMember } from "../members/update.ts";
import { transferTeam } from "../teams/transfer.ts";
import { applyGroups } from "./apply-groups.ts";
import { createGroup } from "./create.ts";
import { listGroups } from "./list.ts";
import { removeGroup } from "./remove.ts";
import { updateGroup } from "./update.ts";

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

async function contextOf(userId: string, of = team) {
  return createContext(runtime, await userActorOf(database, of, userId));
}

function signIn(userId: string, groups: readonly string[]): Promise<void> {
  const request = { id: "req", address: null, agent: null };
  return withTransaction(database, (tx) =>
    applyGroups(tx, { runtime, request, now: new Date() }, { userId, groups, source: "provider" }),
  );
}

/** Someone of another team, whom only groups can add. */
async function insertOutsider(): Promise<string> {
  return (await insertTeam(database)).owner.id;
}

async function catchCode(attempt: Promise<unknown>): Promise<string> {
  return attempt.then(
    () => "done",
    (error: ServiceError) => error.code,
  );
}

describe("a team's groups", () => {
  test("are added, listed, changed and removed, with events", async () => {
    const ctx = await contextOf(team.owner.id);
    const group = await createGroup(ctx, { groupName: "Entwickler:innen", role: "developer" });
    expect(group).toMatchObject({ effectiveRole: "developer", members: 0, createdBy: { id: team.owner.id } });
    await signIn(await insertOutsider(), ["Entwickler:innen"]);
    expect(await listGroups(ctx)).toMatchObject([{ id: group.id, members: 1 }]);
    const changed = await updateGroup(ctx, { groupId: group.id, role: "admin" });
    expect(changed).toMatchObject({ role: "admin", effectiveRole: "admin" });
    await removeGroup(ctx, { groupId: group.id });
    expect(await listGroups(ctx)).toEqual([]);
    expect(await catchCode(removeGroup(ctx, { groupId: group.id }))).toBe("not_found");
    const again = await createGroup(ctx, { groupName: "Entwickler:innen", role: "viewer" });
    expect(again).toMatchObject({ id: group.id, role: "viewer" });
    const events = await database.prisma.auditEvent.findMany({
      where: { chainId: team.id, action: { startsWith: "group." } },
      orderBy: { seq: "asc" },
    });
    expect(events.map(({ action }) => action)).toEqual([
      "group.create",
      "group.update",
      "group.delete",
      "group.create",
    ]);
  });

  test("exist once by name, and belong to their team", async () => {
    const ctx = await contextOf(team.owner.id);
    const input = { groupName: "engineering", role: "viewer" } as const;
    const { id } = await createGroup(ctx, input);
    expect(await catchCode(createGroup(ctx, input))).toBe("conflict");
    const other = await insertTeam(database);
    const foreign = await contextOf(other.owner.id, other);
    expect(await catchCode(updateGroup(foreign, { groupId: id, role: "admin" }))).toBe("not_found");
    expect(await catchCode(removeGroup(foreign, { groupId: id }))).toBe("not_found");
    expect(await listGroups(foreign)).toEqual([]);
    expect(await catchCode(createGroup(foreign, input))).toBe("done");
  });

  test("can't be managed by a developer, or by an admin who was demoted a moment ago", async () => {
    const input = { groupName: "engineering", role: "viewer" } as const;
    const developer = await insertMember(database, team, "developer");
    expect(await catchCode(createGroup(await contextOf(developer.id), input))).toBe("forbidden");
    const admin = await insertMember(database, team, "admin");
    const ctx = await contextOf(admin.id);
    const { id } = await createGroup(ctx, input);
    await database.prisma.member.update({ where: { id: admin.memberId }, data: { role: "developer" } });
    expect(await catchCode(createGroup(ctx, { ...input, groupName: "other" }))).toBe("forbidden");
    expect(await catchCode(updateGroup(ctx, { groupId: id, role: "admin" }))).toBe("forbidden");
    expect(await catchCode(removeGroup(ctx, { groupId: id }))).toBe("forbidden");
  });

  test("show that their author gives less now, until someone takes them over", async () => {
    const admin = await insertMember(database, team, "admin");
    const owner = await contextOf(team.owner.id);
    const { id } = await createGroup(await contextOf(admin.id), { groupName: "leads", role: "admin" });
    await updateMember(owner, { memberId: admin.memberId, role: "viewer" });
    expect(await listGroups(owner)).toMatchObject([{ role: "admin", effectiveRole: "viewer" }]);
    await removeMember(owner, { memberId: admin.memberId });
    expect(await listGroups(owner)).toMatchObject([{ role: "admin", effectiveRole: null }]);
    const taken = await updateGroup(owner, { groupId: id, role: "admin" });
    expect(taken).toMatchObject({ effectiveRole: "admin", createdBy: { id: team.owner.id } });
  });

  test.each(["", " ", " engineering", "engineering\t", "a\u0000b", "\ud800", "line\nbreak", "x".repeat(256)])(
    "can't have the name %j",
    (groupName) => {
      expect(createGroupSchema.safeParse({ groupName, role: "viewer" }).success).toBe(false);
    },
  );

  test("never give the role owner", () => {
    expect(createGroupSchema.safeParse({ groupName: "leads", role: "owner" }).success).toBe(false);
  });
});

describe("a member from a group", () => {
  async function addByGroup() {
    const ctx = await contextOf(team.owner.id);
    const group = await createGroup(ctx, { groupName: "leads", role: "admin" });
    const userId = await insertOutsider();
    await signIn(userId, ["leads"]);
    const { data } = await listMembers(ctx, { limit: 50 });
    const member = data.find((one) => one.userId === userId);
    if (member === undefined) throw new Error("the group added nobody");
    return { ctx, group, userId, member };
  }

  test("is marked, and their role can't be changed by hand", async () => {
    const { ctx, member } = await addByGroup();
    expect(member.groups).toEqual(["leads"]);
    expect(await catchCode(updateMember(ctx, { memberId: member.id, role: "viewer" }))).toBe("conflict");
    expect(await catchCode(updateMember(ctx, { memberId: member.id, status: "suspended" }))).toBe("done");
    const { data } = await listMembers(ctx, { limit: 50 });
    expect(data.find(({ userId }) => userId === team.owner.id)?.groups).toBeNull();
  });

  test("who becomes the owner stays one, whatever the provider says", async () => {
    const { ctx, userId, member } = await addByGroup();
    await transferTeam(ctx, { memberId: member.id });
    await signIn(userId, []);
    await signIn(userId, ["leads"]);
    const { data } = await listMembers(await contextOf(userId), { limit: 50 });
    expect(data.find((one) => one.userId === userId)).toMatchObject({ role: "owner", groups: null });
  });

  test("leaves with the next sign-in after the group was removed", async () => {
    const { ctx, group, userId } = await addByGroup();
    await removeGroup(ctx, { groupId: group.id });
    await signIn(userId, ["leads"]);
    const { data } = await listMembers(ctx, { limit: 50 });
    expect(data.map((one) => one.userId)).not.toContain(userId);
  });
});
