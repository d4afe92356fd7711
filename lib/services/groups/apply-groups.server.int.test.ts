import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  createTestRuntime,
  insertKey,
  insertMember,
  insertTeam,
  insertUser,
  type TestTeam,
} from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { createId } from "#lib/domain/common/ids.ts";
import type { Role } from "#lib/domain/rbac/roles.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { applyGroups } from "./apply-groups.ts";

let database: Database;
let runtime: Runtime;
let team: TestTeam;
let userId: string;

beforeAll(async () => {
  database = await openTestDatabase();
  runtime = createTestRuntime(database);
});

beforeEach(async () => {
  team = await insertTeam(database);
  userId = (await insertUser(database)).id;
});

afterAll(async () => {
  await runtime.usage.stop();
  await database.close();
});

async function mapGroup(groupName: string, role: Role, createdById = team.owner.id): Promise<string> {
  const id = createId("teamGroup");
  await database.prisma.teamGroup.create({ data: { id, teamId: team.id, groupName, role, createdById } });
  return id;
}

function apply(
  groups: readonly string[],
  source: "provider" | "directory" = "provider",
  id = userId,
): Promise<void> {
  const request = { id: "req", address: null, agent: null };
  return withTransaction(database, (tx) =>
    applyGroups(tx, { runtime, request, now: new Date() }, { userId: id, groups, source }),
  );
}

/** The role and status of the person's membership. */
async function read(id = userId) {
  const member = await database.prisma.member.findUnique({
    where: { teamId_userId: { teamId: team.id, userId: id } },
    select: { role: true, status: true },
  });
  return member === null ? null : `${member.role} ${member.status}`;
}

async function listEvents() {
  const events = await database.prisma.auditEvent.findMany({
    where: { chainId: team.id, action: { startsWith: "member." } },
    orderBy: { seq: "asc" },
    select: { action: true, actorId: true },
  });
  return events.map(({ action, actorId }) => `${action} ${actorId}`);
}

describe("groups", () => {
  test("add, change and remove a membership, with the highest role", async () => {
    await mapGroup("engineering", "developer");
    await mapGroup("leads", "admin");
    await apply(["sales"]);
    expect(await read()).toBeNull();
    await apply(["engineering"]);
    expect(await read()).toBe("developer active");
    await apply(["engineering", "leads"]);
    expect(await read()).toBe("admin active");
    await apply(["engineering"]);
    expect(await read()).toBe("developer active");
    await apply([]);
    expect(await read()).toBe("developer removed");
    await apply(["leads"]);
    expect(await read()).toBe("admin active");
    expect(await listEvents()).toEqual(
      ["join", "update", "update", "remove", "join"].map((verb) => `member.${verb} groups-of-provider`),
    );
  });

  test("match exactly", async () => {
    await mapGroup("Engineering", "developer");
    await apply(["engineering", "Engineering ", " Engineering", "Engineering\u0000", "Engineerin\u0261"]);
    expect(await read()).toBeNull();
  });

  test("change nothing for someone who was invited, or for an owner", async () => {
    await mapGroup("engineering", "admin");
    const invited = await insertMember(database, team, "viewer");
    await apply(["engineering"], "provider", invited.id);
    await apply([], "provider", invited.id);
    expect(await read(invited.id)).toBe("viewer active");
    await apply([], "provider", team.owner.id);
    expect(await read(team.owner.id)).toBe("owner active");
  });

  test("delete the keys of someone who loses all of them", async () => {
    await mapGroup("engineering", "developer");
    await apply(["engineering"]);
    const key = await insertKey(database, team, { ownerUserId: userId });
    await apply([]);
    const { revokedAt } = await database.prisma.apiKey.findUniqueOrThrow({ where: { id: key.id } });
    expect(revokedAt).not.toBeNull();
  });

  test("keep a suspension", async () => {
    await mapGroup("engineering", "developer");
    await mapGroup("leads", "admin");
    await apply(["engineering"]);
    await database.prisma.member.updateMany({
      where: { teamId: team.id, userId },
      data: { status: "suspended" },
    });
    await apply([]);
    expect(await read()).toBe("developer suspended");
    await apply(["leads"]);
    expect(await read()).toBe("admin suspended");
  });

  test("of one source don't end those of the other", async () => {
    await mapGroup("engineering", "developer");
    await mapGroup("leads", "admin");
    await apply(["engineering"], "directory");
    await apply(["engineering", "leads"], "provider");
    expect(await read()).toBe("admin active");
    await apply([], "provider");
    expect(await read()).toBe("developer active");
    await apply([], "directory");
    expect(await read()).toBe("developer removed");
  });

  test("add nobody to a full or deleted team", async () => {
    await mapGroup("engineering", "developer");
    const full = createTestRuntime(database, {
      teamMaximums: { ...runtime.config.teamMaximums, members: 1 },
    });
    const before = runtime;
    runtime = full;
    await apply(["engineering"]);
    runtime = before;
    await full.usage.stop();
    expect(await read()).toBeNull();
    await database.prisma.team.update({ where: { id: team.id }, data: { deletedAt: new Date() } });
    await apply(["engineering"]);
    expect(await read()).toBeNull();
  });
});

describe("a mapping", () => {
  test("gives no role above the current one of its author", async () => {
    const author = await insertMember(database, team, "admin");
    await mapGroup("leads", "admin", author.id);
    await apply(["leads"]);
    expect(await read()).toBe("admin active");
    await database.prisma.member.update({ where: { id: author.memberId }, data: { role: "viewer" } });
    await apply(["leads"]);
    expect(await read()).toBe("viewer active");
  });

  test("adds nobody after its author left, and removes nobody it added", async () => {
    const author = await insertMember(database, team, "admin");
    await mapGroup("leads", "admin", author.id);
    await apply(["leads"]);
    await database.prisma.member.update({ where: { id: author.memberId }, data: { status: "removed" } });
    const late = await insertUser(database);
    await apply(["leads"], "provider", late.id);
    expect(await read(late.id)).toBeNull();
    await apply(["leads"]);
    expect(await read()).toBe("admin active");
    await apply([]);
    expect(await read()).toBe("admin removed");
  });
});

test("ten sign-ins at once with different groups end with what one of them says", async () => {
  await mapGroup("engineering", "developer");
  await mapGroup("leads", "admin");
  const choices = [["engineering"], ["leads"], ["engineering", "leads"], [], ["sales"]];
  for (let round = 0; round < 5; round++) {
    await Promise.all([...choices, ...choices].map((groups) => apply(groups)));
    const state = await read();
    expect(["developer active", "admin active", "developer removed", "admin removed"]).toContain(state);
    const links = await database.prisma.memberGroup.findMany({
      where: { member: { teamId: team.id, userId } },
      select: { group: { select: { role: true } } },
    });
    const roles = links.map(({ group }) => group.role);
    if (state?.endsWith("removed")) expect(roles).toEqual([]);
    else expect(roles).toContain(state?.split(" ")[0]);
  }
});

test("500 groups are read, and 10,000 or one of a megabyte change nothing", async () => {
  await mapGroup("last", "developer");
  const many = Array.from({ length: 10_000 }, (_, i) => `group ${i}`);
  await apply([...many, "last"]);
  await apply(["x".repeat(2 ** 20), "\ud800", ""]);
  expect(await read()).toBeNull();
  await apply([...many.slice(0, 499), "last"]);
  expect(await read()).toBe("developer active");
});
