import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { callScim, insertScimToken } from "#e2e/support/access/scim-caller.ts";
import { createTestRuntime, insertKey, insertTeam, type TestTeam } from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { createId } from "#lib/domain/common/ids.ts";
import type { Role } from "#lib/domain/rbac/roles.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { type Runtime, setRuntime } from "#lib/platform/runtime/runtime.ts";
import { applyGroups } from "#lib/services/groups/apply-groups.ts";
import { startSession } from "#lib/services/sessions/start-session.ts";

let database: Database;
let runtime: Runtime;
let token: string;
let team: TestTeam;
let count = 0;

beforeAll(async () => {
  database = await openTestDatabase();
  runtime = createTestRuntime(database);
  setRuntime(runtime);
  ({ token } = await insertScimToken(database));
});

beforeEach(async () => {
  setRuntime(runtime);
  team = await insertTeam(database);
});

afterAll(async () => {
  setRuntime(undefined);
  await runtime.close();
  await database.close();
});

function call(method: string, path: string, body?: unknown) {
  return callScim(method, path, { token, ...(body === undefined ? {} : { body }) });
}

/** A name that no other test has. */
function newName(): string {
  count += 1;
  return `group ${count}`;
}

async function createPerson(): Promise<string> {
  count += 1;
  const { status, body } = await call("POST", "/Users", { userName: `member-${count}@example.com` });
  expect(status).toBe(201);
  return String(body.id);
}

async function createGroup(displayName: string, memberIds: readonly string[] = []): Promise<string> {
  const members = memberIds.map((value) => ({ value }));
  const { status, body } = await call("POST", "/Groups", { displayName, members });
  expect(status).toBe(201);
  return String(body.id);
}

function patch(id: string, ...operations: unknown[]) {
  return call("PATCH", `/Groups/${id}`, { Operations: operations });
}

async function mapGroup(groupName: string, role: Role): Promise<void> {
  const id = createId("teamGroup");
  const createdById = team.owner.id;
  await database.prisma.teamGroup.create({ data: { id, teamId: team.id, groupName, role, createdById } });
}

async function readRole(userId: string): Promise<string | null> {
  const member = await database.prisma.member.findUnique({
    where: { teamId_userId: { teamId: team.id, userId } },
  });
  return member === null ? null : `${member.role} ${member.status}`;
}

async function readMembers(id: string): Promise<string[]> {
  const rows = await database.prisma.directoryGroupMember.findMany({ where: { groupId: id } });
  return rows.map(({ userId }) => userId).sort();
}

describe("a group", () => {
  test("is created, found, read, renamed and deleted", async () => {
    const name = newName();
    const person = await createPerson();
    const created = await call("POST", "/Groups", {
      schemas: ["urn:ietf:params:scim:schemas:core:2.0:Group"],
      displayName: name,
      externalId: `ext ${name}`,
      members: [{ value: person, display: "ignored" }],
    });
    expect(created).toMatchObject({
      status: 201,
      body: { displayName: name, externalId: `ext ${name}`, members: [{ value: person }] },
    });
    const id = String(created.body.id);
    expect(created.headers.get("location")).toBe(`http://localhost:3000/scim/v2/Groups/${id}`);
    expect((await call("GET", `/Users/${person}`)).body).toMatchObject({
      groups: [{ value: id, display: name }],
    });
    const filter = encodeURIComponent(`displayName eq "${name.toUpperCase()}"`);
    const found = await call("GET", `/Groups?filter=${filter}&excludedAttributes=members`);
    expect(found.body).toMatchObject({ totalResults: 1, Resources: [{ id }] });
    expect(JSON.stringify(found.body)).not.toContain("members");
    const renamed = await call("PUT", `/Groups/${id}`, { displayName: `${name} 2`, members: [] });
    expect(renamed).toMatchObject({ status: 200, body: { displayName: `${name} 2`, members: [] } });
    expect((await call("DELETE", `/Groups/${id}`)).status).toBe(204);
    expect((await call("GET", `/Groups/${id}`)).status).toBe(404);
    expect((await call("DELETE", `/Groups/${id}`)).status).toBe(404);
  });

  test("is found by exactly its name, whatever characters it has", async () => {
    const name = newName();
    await createGroup(`${name}_a%\\b`);
    await createGroup(`${name}xaxxb`);
    const filter = encodeURIComponent(`displayName eq ${JSON.stringify(`${name}_a%\\b`)}`);
    expect((await call("GET", `/Groups?filter=${filter}`)).body).toMatchObject({ totalResults: 1 });
  });

  test("has a unique name, also with 10 at once", async () => {
    const displayName = newName();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => call("POST", "/Groups", { displayName })),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ body }) => body.scimType === "uniqueness")).toHaveLength(9);
  });

  test("takes only people whom the directory manages", async () => {
    const name = newName();
    const members = [{ value: team.owner.id }];
    expect(await call("POST", "/Groups", { displayName: name, members })).toMatchObject({
      status: 400,
      body: { scimType: "invalidValue" },
    });
    expect(await database.prisma.directoryGroup.count({ where: { displayName: name } })).toBe(0);
    const id = await createGroup(name);
    expect((await patch(id, { op: "add", path: "members", value: members })).status).toBe(400);
    expect(await readMembers(id)).toEqual([]);
  });

  test.each([
    ["no displayName", {}],
    ["members that are not objects", { displayName: "x", members: ["x"] }],
    ["too many members", { displayName: "x", members: Array.from({ length: 1001 }, () => ({ value: "x" })) }],
  ])("with %s is rejected", async (_, body) => {
    expect((await call("POST", "/Groups", body)).status).toBe(400);
  });
});

describe("members", () => {
  test("are added, removed and replaced in every form that directories send", async () => {
    const [a, b, c] = [await createPerson(), await createPerson(), await createPerson()];
    const id = await createGroup(newName(), [a]);
    expect((await patch(id, { op: "Add", path: "members", value: [{ value: b }] })).status).toBe(204);
    expect(await readMembers(id)).toEqual([a, b].sort());
    await patch(id, { op: "Remove", path: `members[value eq "${a}"]` });
    expect(await readMembers(id)).toEqual([b]);
    await patch(id, { op: "remove", path: "members", value: [{ value: b }] });
    expect(await readMembers(id)).toEqual([]);
    await patch(id, { op: "replace", path: "members", value: [{ value: a }, { value: c }] });
    expect(await readMembers(id)).toEqual([a, c].sort());
    await patch(id, { op: "replace", value: { id, displayName: newName() } });
    expect(await readMembers(id)).toEqual([a, c].sort());
    await patch(
      id,
      { op: "remove", path: `members[value eq "${c}"]` },
      { op: "add", path: "members", value: [{ value: b }, { value: a }] },
    );
    expect(await readMembers(id)).toEqual([a, b].sort());
    await patch(id, { op: "remove", path: "members" });
    expect(await readMembers(id)).toEqual([]);
  });

  test("of a thousand people are written in one request", async () => {
    const ids = Array.from({ length: 1000 }, () => createId("user")).sort();
    const now = new Date();
    await database.prisma.user.createMany({
      data: ids.map((id) => ({ id, name: "Many", email: `${id}@example.com` })),
    });
    await database.prisma.provisionedPerson.createMany({
      data: ids.map((userId) => {
        const userName = `${userId}@example.com`;
        return { userId, userName, userNameKey: userName, isAdopted: false, createdAt: now, updatedAt: now };
      }),
    });
    const name = newName();
    const id = await createGroup(name);
    const value = ids.map((one) => ({ value: one, display: "A person with a name of some length" }));
    expect((await patch(id, { op: "add", path: "members", value })).status).toBe(204);
    expect(await readMembers(id)).toEqual(ids);
    expect((await patch(id, { op: "remove", path: "members" })).status).toBe(204);
    expect(await readMembers(id)).toEqual([]);
  });

  test("leave with the person", async () => {
    const person = await createPerson();
    const id = await createGroup(newName(), [person]);
    await call("DELETE", `/Users/${person}`);
    expect(await readMembers(id)).toEqual([]);
  });
});

describe("the roles of a mapped group", () => {
  test("follow every change of the group", async () => {
    const name = newName();
    const otherName = newName();
    await mapGroup(name, "developer");
    await mapGroup(otherName, "admin");
    const person = await createPerson();
    const id = await createGroup(name, [person]);
    expect(await readRole(person)).toBe("developer active");
    const key = await insertKey(database, team, { ownerUserId: person });
    await patch(id, { op: "replace", path: "displayName", value: otherName });
    expect(await readRole(person)).toBe("admin active");
    await patch(id, { op: "remove", path: `members[value eq "${person}"]` });
    expect(await readRole(person)).toBe("admin removed");
    const { revokedAt } = await database.prisma.apiKey.findUniqueOrThrow({ where: { id: key.id } });
    expect(revokedAt).not.toBeNull();
    await patch(id, { op: "add", path: "members", value: [{ value: person }] });
    expect(await readRole(person)).toBe("admin active");
    await call("DELETE", `/Groups/${id}`);
    expect(await readRole(person)).toBe("admin removed");
  });

  test("end with the deactivation of a person and return with them", async () => {
    const name = newName();
    await mapGroup(name, "developer");
    const person = await createPerson();
    await createGroup(name, [person]);
    const set = (active: boolean) =>
      call("PATCH", `/Users/${person}`, { Operations: [{ op: "replace", path: "active", value: active }] });
    await set(false);
    expect(await readRole(person)).toBe("developer removed");
    await set(true);
    expect(await readRole(person)).toBe("developer active");
  });

  test("don't reach people who are deactivated", async () => {
    const name = newName();
    await mapGroup(name, "developer");
    const person = await createPerson();
    const active = { op: "replace", path: "active", value: false };
    await call("PATCH", `/Users/${person}`, { Operations: [active] });
    await createGroup(name, [person]);
    expect(await readRole(person)).toBeNull();
  });

  test("of two groups that change at once are both right in the end", async () => {
    const names = [newName(), newName()];
    await mapGroup(names[0] ?? "", "developer");
    await mapGroup(names[1] ?? "", "viewer");
    const people = await Promise.all(Array.from({ length: 10 }, createPerson));
    const ids = [await createGroup(names[0] ?? ""), await createGroup(names[1] ?? "")];
    const value = people.map((one) => ({ value: one }));
    const answers = await Promise.all(
      ids.map((id) => patch(id, { op: "add", path: "members", value: value.toReversed() })),
    );
    expect(answers.map(({ status }) => status)).toEqual([204, 204]);
    for (const person of people) expect(await readRole(person)).toBe("developer active");
  });

  test("are the directory's, whatever the sign-in provider says", async () => {
    const name = newName();
    const claimed = newName();
    await mapGroup(name, "developer");
    await mapGroup(claimed, "admin");
    const person = await createPerson();
    const request = { id: "req_test", address: null, agent: null };
    const before = { userId: person, groups: [claimed], source: "provider" } as const;
    await withTransaction(database, (tx) => applyGroups(tx, { runtime, request, now: new Date() }, before));
    expect(await readRole(person)).toBe("admin active");
    await createGroup(name, [person]);
    expect(await readRole(person)).toBe("developer active");
    const signIn = { runtime, request, now: new Date() };
    const groups = [claimed, name];
    await startSession(signIn, { userId: person, provider: "oidc", passwordHash: null, groups });
    expect(await readRole(person)).toBe("developer active");
  });

  test("that a team adds later count from the person's next sign-in", async () => {
    const name = newName();
    const person = await createPerson();
    await createGroup(name, [person]);
    await mapGroup(name, "viewer");
    expect(await readRole(person)).toBeNull();
    const request = { id: "req_test", address: null, agent: null };
    const signIn = { runtime, request, now: new Date() };
    await startSession(signIn, { userId: person, provider: "oidc", passwordHash: null });
    expect(await readRole(person)).toBe("viewer active");
  });
});
