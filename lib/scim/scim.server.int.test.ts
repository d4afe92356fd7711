import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { callApi, createSessionCookie } from "#e2e/support/access/api-caller.ts";
import { callScim, insertScimToken } from "#e2e/support/access/scim-caller.ts";
import {
  createTestRuntime,
  insertKey,
  insertMember,
  insertTeam,
  insertUser,
} from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { createId } from "#lib/domain/common/ids.ts";
import { createProvisioningToken } from "#lib/domain/keys/secret.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { type Runtime, setRuntime } from "#lib/platform/runtime/runtime.ts";
import { scimRoutes } from "./routes.ts";

let database: Database;
let runtime: Runtime;
let token: string;
let tokenId: string;
let count = 0;

const errorSchema = "urn:ietf:params:scim:api:messages:2.0:Error";

beforeAll(async () => {
  database = await openTestDatabase();
  runtime = createTestRuntime(database);
  setRuntime(runtime);
  ({ token, id: tokenId } = await insertScimToken(database));
});

beforeEach(async () => {
  setRuntime(runtime);
  await database.prisma.throttleWindow.deleteMany();
  await database.prisma.provisioningSettings.deleteMany();
  // Other tests' administrators must not count.
  await database.prisma.user.updateMany({ data: { isInstanceOwner: false } });
});

afterAll(async () => {
  setRuntime(undefined);
  await runtime.close();
  await database.close();
});

function newEmail(): string {
  count += 1;
  return `scim-${count}@example.com`;
}

function call(method: string, path: string, body?: unknown) {
  return callScim(method, path, { token, ...(body === undefined ? {} : { body }) });
}

function patch(id: string, ...operations: unknown[]) {
  return call("PATCH", `/Users/${id}`, { Operations: operations });
}

async function create(fields: Record<string, unknown> = {}): Promise<{ id: string; email: string }> {
  const email = newEmail();
  const { status, body } = await call("POST", "/Users", { userName: email, ...fields });
  expect(status).toBe(201);
  return { id: String(body.id), email: String(fields.userName ?? email) };
}

function readUser(id: string) {
  return database.prisma.user.findUniqueOrThrow({ where: { id } });
}

const deactivate = { op: "replace", path: "active", value: false };
const activate = { op: "replace", path: "active", value: true };

describe("a token", () => {
  const paths = Object.entries(scimRoutes).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => [method, path] as const),
  );

  test.each(paths)("is required for %s %s", async (method, pattern) => {
    const path = pattern.replace("{id}", createId("user"));
    const body = method === "GET" || method === "DELETE" ? {} : { body: { userName: newEmail() } };
    const anonymous = await callScim(method, path, body);
    expect(anonymous).toMatchObject({
      status: 401,
      body: { schemas: [errorSchema], status: "401" },
    });
    expect(anonymous.headers.get("www-authenticate")).toBe('Bearer realm="byteengine"');
    expect(anonymous.headers.get("content-type")).toBe("application/scim+json; charset=utf-8");
    const wrong = await callScim(method, path, { ...body, token: createProvisioningToken() });
    expect(wrong.status).toBe(401);
    expect(wrong.headers.get("www-authenticate")).toBe('Bearer realm="byteengine", error="invalid_token"');
  });

  test("is neither a key, nor a session, nor a part of a token", async () => {
    const team = await insertTeam(database);
    const key = await insertKey(database, team);
    const { cookie } = await createSessionCookie(database, runtime, team.owner.id);
    for (const wrong of [
      key.secret,
      token.slice(0, -1),
      `${token}x`,
      token.toUpperCase(),
      "",
      `${token} x`,
    ]) {
      expect((await callScim("GET", "/Users", { token: wrong })).status, wrong.slice(0, 8)).toBe(401);
    }
    expect((await callScim("GET", "/Users", { headers: { cookie } })).status).toBe(401);
    expect((await callScim("GET", "/Users", { headers: { "x-api-key": token } })).status).toBe(401);
  });

  test("opens nothing else", async () => {
    expect((await callApi("/me", { key: token })).status).toBe(401);
    expect((await callApi("/instance/people", { key: token })).status).toBe(401);
  });

  test("is rejected from the request after it was deleted, also while a body arrives", async () => {
    const other = await insertScimToken(database);
    const asOther = { token: other.token };
    expect((await callScim("GET", "/Users", asOther)).status).toBe(200);
    await database.prisma.provisioningToken.update({
      where: { id: other.id },
      data: { deletedAt: new Date() },
    });
    expect((await callScim("GET", "/Users", asOther)).status).toBe(401);
    expect((await callScim("POST", "/Users", { ...asOther, body: { userName: newEmail() } })).status).toBe(
      401,
    );
  });

  test("is rejected after 100 wrong ones from an address, except a right one", async () => {
    const address = "198.51.100.20";
    const wrong = { token: createProvisioningToken(), address };
    for (let i = 0; i < 100; i++) await callScim("GET", "/Users", wrong);
    const limited = await callScim("GET", "/Users", wrong);
    expect(limited).toMatchObject({ status: 429, body: { status: "429" } });
    expect(Number(limited.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await callScim("GET", "/Users", { token, address })).status).toBe(200);
  });

  test("records its last use", async () => {
    await call("GET", "/Users?count=0");
    const { lastUsedAt } = await database.prisma.provisioningToken.findUniqueOrThrow({
      where: { id: tokenId },
    });
    expect(lastUsedAt).not.toBeNull();
  });

  test("in the URL is rejected", async () => {
    expect((await call("GET", `/Users?access_token=${token}`)).status).toBe(400);
  });
});

describe("the API", () => {
  test("describes itself", async () => {
    expect((await call("GET", "/ServiceProviderConfig")).body).toMatchObject({
      patch: { supported: true },
      bulk: { supported: false },
    });
    expect((await call("GET", "/ResourceTypes")).body).toMatchObject({ totalResults: 2 });
    expect((await call("GET", "/ResourceTypes/User")).body).toMatchObject({ endpoint: "/Users" });
    const id = "urn:ietf:params:scim:schemas:core:2.0:Group";
    expect((await call("GET", `/Schemas/${id}`)).body).toMatchObject({ id, name: "Group" });
    expect((await call("GET", "/Schemas")).body).toMatchObject({ totalResults: 2 });
  });

  test.each([
    ["GET", "/", 404],
    ["GET", "/Things", 404],
    ["GET", "/Users/x/y", 404],
    ["GET", "/Users/user_x", 404],
    ["GET", "/__proto__", 404],
    ["DELETE", "/Users", 405],
    ["POST", "/Users/user_x", 405],
    ["POST", "/ServiceProviderConfig", 405],
  ])("answers %s %s with %d", async (method, path, status) => {
    expect(await call(method, path)).toMatchObject({ status, body: { status: String(status) } });
  });

  test("takes JSON under both names, and nothing else or too much", async () => {
    const body = { userName: newEmail() };
    const as = (type: string, value: unknown = body) =>
      callScim("POST", "/Users", { token, body: value, headers: { "content-type": type } });
    expect((await as("application/json;charset=utf-8")).status).toBe(201);
    expect((await as("text/plain")).status).toBe(415);
    expect(await as("application/scim+json", "{")).toMatchObject({
      status: 400,
      body: { scimType: "invalidSyntax" },
    });
    expect((await as("application/scim+json", "x".repeat(600 * 1024))).status).toBe(413);
  });
});

describe("creating a person", () => {
  test("creates an account without a password, a team or a verified address", async () => {
    const userName = newEmail();
    const answer = await call("POST", "/Users", {
      schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"],
      USERNAME: userName.toUpperCase(),
      externalId: "00u1",
      name: { givenName: "Ada", familyName: "Lovelace" },
      emails: [{ primary: true, value: userName, type: "work" }],
      title: "ignored",
      "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": { department: "ignored" },
      active: true,
    });
    expect(answer).toMatchObject({
      status: 201,
      body: {
        userName: userName.toUpperCase(),
        externalId: "00u1",
        name: { givenName: "Ada", familyName: "Lovelace" },
        displayName: "Ada Lovelace",
        emails: [{ value: userName, type: "work", primary: true }],
        active: true,
        groups: [],
      },
    });
    const id = String(answer.body.id);
    expect(answer.headers.get("location")).toBe(`http://localhost:3000/scim/v2/Users/${id}`);
    expect(await readUser(id)).toMatchObject({
      email: userName,
      name: "Ada Lovelace",
      passwordHash: null,
      emailVerifiedAt: null,
      isInstanceOwner: false,
    });
    expect(await database.prisma.member.count({ where: { userId: id } })).toBe(0);
    expect((await call("GET", `/Users/${id}`)).body).toEqual(answer.body);
  });

  test("of 20 at once with the same userName succeeds once", async () => {
    const userName = newEmail();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => call("POST", "/Users", { userName, active: true })),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    for (const { status, body } of answers.filter((one) => one.status !== 201)) {
      expect({ status, body }).toMatchObject({ status: 409, body: { scimType: "uniqueness" } });
    }
    expect(await database.prisma.user.count({ where: { email: userName } })).toBe(1);
  });

  test("with a taken userName or externalId is a conflict", async () => {
    const first = await create({ externalId: "taken" });
    const again = await call("POST", "/Users", { userName: first.email.toUpperCase() });
    expect(again).toMatchObject({ status: 409, body: { scimType: "uniqueness", status: "409" } });
    const sameId = await call("POST", "/Users", { userName: newEmail(), externalId: "taken" });
    expect(sameId).toMatchObject({ status: 409, body: { scimType: "uniqueness" } });
  });

  test.each([
    ["no userName", {}],
    ["a userName that is not an address, without emails", { userName: "ada" }],
    ["a work email that is not an address", { userName: "ada", emails: [{ value: "ada" }] }],
    ["an active that is not a Boolean", { userName: "a@example.com", active: "yes" }],
    ["a userName that is an object", { userName: {} }],
    ["control characters", { userName: "a@example.com", displayName: "a\u0007" }],
    ["emails that are not a list", { userName: "a@example.com", emails: "a@example.com" }],
    ["a list", [1]],
    ["null", null],
  ])("with %s is rejected", async (_, body) => {
    expect(await call("POST", "/Users", body)).toMatchObject({ status: 400, body: { status: "400" } });
  });

  test("with a userName that is not an address uses the work email", async () => {
    const email = newEmail();
    const { id } = await create({ userName: "ada.l", emails: [{ value: email, type: "work" }] });
    expect((await readUser(id)).email).toBe(email);
    const found = await call("GET", '/Users?filter=userName eq "ADA.L"');
    expect(found.body).toMatchObject({ totalResults: 1, Resources: [{ id, userName: "ada.l" }] });
  });

  test("obeys the domains that the operator allows, also for another address", async () => {
    const { id } = await create();
    const config = { ...runtime.config, allowedEmailDomains: ["acme.example"] };
    setRuntime({ ...runtime, config });
    expect(await call("POST", "/Users", { userName: newEmail() })).toMatchObject({
      status: 400,
      body: { scimType: "invalidValue" },
    });
    const change = await patch(id, { op: "replace", path: "userName", value: newEmail() });
    expect(change).toMatchObject({ status: 400, body: { scimType: "invalidValue" } });
    expect((await patch(id, { op: "replace", path: "userName", value: `${id}@acme.example` })).status).toBe(
      200,
    );
  });

  test("can create someone who is not active", async () => {
    const { id } = await create({ active: false });
    expect((await readUser(id)).status).toBe("suspended");
    expect((await patch(id, activate)).body).toMatchObject({ active: true });
  });

  test("adopts an existing account with its teams, and changes nothing it doesn't manage", async () => {
    const team = await insertTeam(database);
    const member = await insertMember(database, team, "developer");
    const before = await call("GET", `/Users/${member.id}`);
    expect(before.status, "not visible before").toBe(404);
    expect((await patch(member.id, deactivate)).status).toBe(404);
    expect((await call("DELETE", `/Users/${member.id}`)).status).toBe(404);
    expect((await call("GET", `/Users?filter=emails.value eq "${member.email}"`)).body).toMatchObject({
      totalResults: 0,
    });
    const adopted = await call("POST", "/Users", { userName: member.email, externalId: "adopted" });
    expect(adopted).toMatchObject({ status: 201, body: { id: member.id, externalId: "adopted" } });
    expect(await database.prisma.member.count({ where: { userId: member.id, status: "active" } })).toBe(1);
    const event = await database.prisma.auditEvent.findFirst({
      where: { action: "user.provision", targetId: member.id },
    });
    expect(event).toMatchObject({
      actorId: "directory",
      changes: { adopted: true, provisioningToken: tokenId },
    });
  });

  test("never adopts an administrator of the console", async () => {
    const owner = await insertUser(database, { isInstanceOwner: true });
    const answer = await call("POST", "/Users", { userName: owner.email });
    expect(answer).toMatchObject({ status: 409, body: { scimType: "uniqueness" } });
    expect(answer.body.detail).toContain("administrator");
    expect((await call("GET", `/Users/${owner.id}`)).status).toBe(404);
  });

  test("doesn't reactivate an account that an administrator suspended", async () => {
    const suspended = await insertUser(database, { status: "suspended" });
    const answer = await call("POST", "/Users", { userName: suspended.email, active: true });
    expect(answer).toMatchObject({ status: 201, body: { active: false } });
    expect((await patch(suspended.id, activate)).body).toMatchObject({ active: false });
  });
});

describe("a list of people", () => {
  test.each([
    ["userName", (email: string) => `userName eq "${email}"`],
    ["a name in other letters", (email: string) => `USERNAME EQ "${email.toUpperCase()}"`],
    ["emails.value", (email: string) => `emails.value eq "${email}"`],
    ["the work email, as Entra writes it", (email: string) => `emails[type eq "work"].value eq "${email}"`],
    ["two conditions", (email: string) => `userName eq "${email}" and emails.value eq "${email}"`],
  ])("finds someone by %s", async (_, toFilter) => {
    const { id, email } = await create();
    const { status, body } = await call("GET", `/Users?filter=${encodeURIComponent(toFilter(email))}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ totalResults: 1, itemsPerPage: 1, Resources: [{ id }] });
  });

  test("finds someone by id and externalId, and nobody by both of different people", async () => {
    const one = await create({ externalId: "by-id" });
    const other = await create();
    const find = async (filter: string) => (await call("GET", `/Users?filter=${filter}`)).body.totalResults;
    expect(await find('externalId eq "by-id"')).toBe(1);
    expect(await find(`id eq "${one.id}"`)).toBe(1);
    expect(await find(`id eq "${other.id}" and externalId eq "by-id"`)).toBe(0);
  });

  test.each([
    'userName ne "x"',
    'userName co "x"',
    'userName eq "x" or userName eq "y"',
    'userName eq "x" and',
    'not (userName eq "x")',
    '(userName eq "x")',
    "userName",
    "userName eq x",
    'userName eq "x',
    'userName eq "\\x"',
    'password eq "x"',
    'title eq "x"',
    "userName pr",
    "\u0001",
    "[".repeat(2000),
  ])("rejects the filter %s", async (filter) => {
    const answer = await call("GET", `/Users?filter=${encodeURIComponent(filter)}`);
    expect(answer).toMatchObject({ status: 400, body: { scimType: "invalidFilter" } });
  });

  test("has pages that together contain everyone once", async () => {
    for (let i = 0; i < 5; i++) await create();
    const { body: all } = await call("GET", "/Users?count=0");
    expect(all).toMatchObject({ itemsPerPage: 0, Resources: [] });
    const total = Number(all.totalResults);
    const ids: unknown[] = [];
    for (let startIndex = 1; startIndex <= total; startIndex += 3) {
      const { body } = await call("GET", `/Users?startIndex=${startIndex}&count=3`);
      const page = Array.isArray(body.Resources) ? body.Resources : [];
      ids.push(...page.map((resource: { id: string }) => resource.id));
    }
    expect(new Set(ids).size).toBe(total);
    expect((await call("GET", "/Users?startIndex=-5&count=1")).body).toMatchObject({ startIndex: 1 });
    expect((await call("GET", "/Users?count=-1")).body).toMatchObject({ itemsPerPage: 0 });
    expect((await call("GET", "/Users?startIndex=999999999999999")).status).toBe(200);
    expect((await call("GET", "/Users?count=many")).status).toBe(400);
  });

  test("has only the requested attributes", async () => {
    const { id, email } = await create();
    const { body } = await call("GET", `/Users/${id}?attributes=userName`);
    expect(Object.keys(body).sort()).toEqual(["id", "meta", "schemas", "userName"]);
    expect(body.userName).toBe(email);
    expect((await call("GET", `/Users/${id}?excludedAttributes=groups,emails`)).body).not.toHaveProperty(
      "groups",
    );
  });
});

describe("changing a person", () => {
  test.each([
    ["a path", [{ op: "Replace", path: "name.givenName", value: "Grace" }], { name: { givenName: "Grace" } }],
    ["no path", [{ op: "replace", value: { displayName: "Grace H" } }], { displayName: "Grace H" }],
    [
      "dotted names without a path, as Entra sends them",
      [
        {
          op: "Add",
          value: { "name.familyName": "Hopper", 'emails[type eq "work"].value': "g1@example.com" },
        },
      ],
      { name: { familyName: "Hopper" }, emails: [{ value: "g1@example.com" }] },
    ],
    [
      "a value filter",
      [{ op: "Replace", path: 'emails[type eq "work"].value', value: "g2@example.com" }],
      { emails: [{ value: "g2@example.com" }] },
    ],
    [
      "a list of emails",
      [{ op: "replace", path: "emails", value: [{ value: "g3@example.com", type: "work" }] }],
      { emails: [{ value: "g3@example.com" }] },
    ],
    ["remove", [{ op: "remove", path: "displayName" }], { displayName: "Ada Lovelace" }],
    ["the words of Entra", [{ op: "Replace", path: "active", value: "False" }], { active: false }],
    ["attributes that aren't kept", [{ op: "add", path: "title", value: "x" }], { active: true }],
    [
      "an attribute of an extension",
      [
        {
          op: "Add",
          path: "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
          value: "x",
        },
      ],
      { active: true },
    ],
    [
      "a path with the schema",
      [{ op: "replace", path: "urn:ietf:params:scim:schemas:core:2.0:User:displayName", value: "Full" }],
      { displayName: "Full" },
    ],
  ])("by PATCH with %s", async (_, operations, expected) => {
    const { id } = await create({ name: { givenName: "Ada", familyName: "Lovelace" }, displayName: "Ada L" });
    expect(await patch(id, ...operations)).toMatchObject({ status: 200, body: expected });
    expect((await call("GET", `/Users/${id}`)).body).toMatchObject(expected);
  });

  test.each([
    ["an unknown op", { op: "move", path: "active", value: true }, "invalidSyntax"],
    ["remove without a path", { op: "remove" }, "noTarget"],
    ["a broken path", { op: "replace", path: "emails[", value: "x" }, "invalidPath"],
    ["a read-only attribute", { op: "replace", path: "id", value: "x" }, "mutability"],
    ["groups", { op: "add", path: "groups", value: [] }, "mutability"],
    ["no userName", { op: "remove", path: "userName" }, "invalidValue"],
    ["active as a number", { op: "replace", path: "active", value: 0 }, "invalidValue"],
    ["a value that is not an object", { op: "replace", value: "x" }, "invalidValue"],
  ])("by PATCH with %s is rejected as a whole", async (_, operation, scimType) => {
    const { id } = await create();
    const answer = await patch(id, { op: "replace", path: "displayName", value: "Half" }, operation);
    expect(answer).toMatchObject({ status: 400, body: { scimType } });
    expect((await call("GET", `/Users/${id}`)).body).not.toMatchObject({ displayName: "Half" });
  });

  test("by PUT replaces the name and keeps the state that was not sent", async () => {
    const { id, email } = await create({ externalId: "kept", displayName: "Before" });
    const answer = await call("PUT", `/Users/${id}`, { userName: email, name: { formatted: "After" } });
    expect(answer).toMatchObject({
      status: 200,
      body: { displayName: "After", externalId: "kept", active: true },
    });
    expect((await readUser(id)).name).toBe("After");
  });

  test("to another address makes it unverified, ends links, and keeps it unique", async () => {
    const { id, email } = await create();
    await database.prisma.user.update({ where: { id }, data: { emailVerifiedAt: new Date() } });
    const link = { id: createId("oneTimeToken"), purpose: "password_reset", userId: id, email } as const;
    await database.prisma.oneTimeToken.create({
      data: { ...link, tokenHash: new Uint8Array(32).fill(count), expiresAt: new Date(Date.now() + 1e6) },
    });
    const other = await create();
    const taken = await patch(id, { op: "replace", path: "userName", value: other.email });
    expect(taken).toMatchObject({ status: 409, body: { scimType: "uniqueness" } });
    const unmanaged = await insertUser(database);
    const alsoTaken = await patch(id, { op: "replace", path: "userName", value: unmanaged.email });
    expect(alsoTaken).toMatchObject({ status: 409, body: { scimType: "uniqueness" } });
    const next = newEmail();
    expect((await patch(id, { op: "replace", path: "userName", value: next })).status).toBe(200);
    expect(await readUser(id)).toMatchObject({ email: next, emailVerifiedAt: null });
    const used = await database.prisma.oneTimeToken.findUniqueOrThrow({ where: { id: link.id } });
    expect(used.usedAt).not.toBeNull();
  });

  test("never changes the address of an administrator of the console", async () => {
    const { id, email } = await create();
    await database.prisma.user.update({ where: { id }, data: { isInstanceOwner: true } });
    const answer = await patch(id, { op: "replace", path: "userName", value: newEmail() });
    expect(answer).toMatchObject({ status: 409 });
    expect(answer.body).not.toHaveProperty("scimType");
    expect((await readUser(id)).email).toBe(email);
    expect((await patch(id, { op: "replace", path: "externalId", value: "ok" })).status).toBe(200);
  });
});

describe("deactivating a person", () => {
  async function createLeaver(role: "developer" | "owner" = "developer") {
    const team = await insertTeam(database);
    const { id } = await create();
    const memberId = createId("member");
    await database.prisma.member.create({ data: { id: memberId, teamId: team.id, userId: id, role } });
    const key = await insertKey(database, team, { ownerUserId: id });
    const { cookie } = await createSessionCookie(database, runtime, id);
    return { team, id, memberId, key, cookie };
  }

  test.each([
    ["PATCH", (id: string) => patch(id, deactivate)],
    ["a PATCH of Okta", (id: string) => patch(id, { op: "replace", value: { active: false } })],
    [
      "PUT",
      async (id: string) =>
        call("PUT", `/Users/${id}`, { userName: (await readUser(id)).email, active: false }),
    ],
    ["DELETE", (id: string) => call("DELETE", `/Users/${id}`)],
  ])("by %s ends sessions, keys and memberships from the next request on two instances", async (_, act) => {
    const leaver = await createLeaver();
    const other = createTestRuntime(database);
    const replay = async (on: Runtime) => {
      setRuntime(on);
      const session = await callApi("/me", { cookie: leaver.cookie });
      const key = await callApi("/me", { key: leaver.key.secret });
      setRuntime(runtime);
      return [session.status, key.status];
    };
    expect(await replay(runtime)).toEqual([200, 200]);
    expect(await replay(other)).toEqual([200, 200]);
    expect([200, 204]).toContain((await act(leaver.id)).status);
    expect(await replay(runtime)).toEqual([401, 401]);
    expect(await replay(other)).toEqual([401, 401]);
    await other.close();
    const member = await database.prisma.member.findUniqueOrThrow({ where: { id: leaver.memberId } });
    expect(member.status).toBe("removed");
    const { revokedAt } = await database.prisma.apiKey.findUniqueOrThrow({ where: { id: leaver.key.id } });
    expect(revokedAt).not.toBeNull();
    const events = await database.prisma.auditEvent.findMany({
      where: { OR: [{ chainId: leaver.team.id }, { targetId: leaver.id }], actorId: "directory" },
      select: { action: true },
    });
    expect(events.map(({ action }) => action)).toEqual(
      expect.arrayContaining(["member.remove", "user.suspend"]),
    );
  });

  test("gives back the account, but neither keys nor memberships", async () => {
    const leaver = await createLeaver();
    await patch(leaver.id, deactivate);
    expect(await patch(leaver.id, activate)).toMatchObject({ status: 200, body: { active: true } });
    expect((await readUser(leaver.id)).status).toBe("active");
    expect((await callApi("/me", { cookie: leaver.cookie })).status).toBe(401);
    expect((await callApi("/me", { key: leaver.key.secret })).status).toBe(401);
  });

  test("hands keys over to the team if the console says so, without new permissions", async () => {
    await database.prisma.provisioningSettings.create({
      data: { id: "instance", keysAtOffboarding: "hand_over" },
    });
    const leaver = await createLeaver();
    const listed = await insertKey(database, leaver.team, {
      ownerUserId: leaver.id,
      inheritsPermissions: false,
      permissions: ["keys:read", "platform:verify"],
    });
    expect((await callApi("/me", { key: leaver.key.secret })).body).toMatchObject({ role: "developer" });
    await patch(leaver.id, deactivate);
    const { status, body } = await callApi("/me", { key: leaver.key.secret });
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { role: "developer", owner: { type: "team", id: leaver.team.id } },
    });
    const { permissions } = await database.prisma.apiKey.findUniqueOrThrow({ where: { id: listed.id } });
    expect(permissions).toEqual(["keys:read"]);
  });

  test("revokes keys that were already rejected, instead of handing them over", async () => {
    await database.prisma.provisioningSettings.create({
      data: { id: "instance", keysAtOffboarding: "hand_over" },
    });
    const leaver = await createLeaver();
    await database.prisma.member.update({ where: { id: leaver.memberId }, data: { status: "suspended" } });
    await patch(leaver.id, deactivate);
    expect((await callApi("/me", { key: leaver.key.secret })).status).toBe(401);
  });

  test("keeps the last owner of a team as its member, suspended, without keys", async () => {
    const team = await insertTeam(database);
    await call("POST", "/Users", { userName: team.owner.email });
    const key = await insertKey(database, team);
    expect((await patch(team.owner.id, deactivate)).status).toBe(200);
    const member = await database.prisma.member.findUniqueOrThrow({ where: { id: team.owner.memberId } });
    expect(member).toMatchObject({ role: "owner", status: "active" });
    expect((await readUser(team.owner.id)).status).toBe("suspended");
    expect((await callApi("/me", { key: key.secret })).status).toBe(401);
    const event = await database.prisma.auditEvent.findFirst({
      where: { chainId: team.id, action: "member.deactivate" },
    });
    expect(event?.changes).toMatchObject({ revokedKeys: [key.id] });
  });

  test("removes an owner who is not the last one", async () => {
    const leaver = await createLeaver("owner");
    await patch(leaver.id, deactivate);
    const member = await database.prisma.member.findUniqueOrThrow({ where: { id: leaver.memberId } });
    expect(member.status).toBe("removed");
  });

  test.each([
    ["PATCH", (id: string) => patch(id, deactivate)],
    ["DELETE", (id: string) => call("DELETE", `/Users/${id}`)],
  ])("by %s never leaves the console without an administrator", async (_, act) => {
    const { id } = await create();
    const other = await create();
    await database.prisma.user.updateMany({
      where: { id: { in: [id, other.id] } },
      data: { isInstanceOwner: true },
    });
    const answers = await Promise.all([act(id), act(other.id)]);
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses[1]).toBe(409);
    expect(statuses[0]).toBeLessThan(300);
    expect(answers.find(({ status }) => status === 409)?.body.detail).toContain("administrator");
    expect(await database.prisma.user.count({ where: { isInstanceOwner: true, status: "active" } })).toBe(1);
  });

  test("doesn't undo, and is not undone by, what an administrator of the console decides", async () => {
    const { id } = await create();
    const owner = await insertUser(database, { isInstanceOwner: true });
    const { cookie } = await createSessionCookie(database, runtime, owner.id);
    const set = (status: string) =>
      callApi(`/instance/people/${id}`, { method: "PATCH", cookie, body: { status } });
    expect((await set("suspended")).status).toBe(200);
    expect((await patch(id, activate)).body).toMatchObject({ active: false });
    await patch(id, deactivate);
    expect((await patch(id, activate)).body).toMatchObject({ active: false });
    expect((await set("active")).status).toBe(200);
    expect((await call("GET", `/Users/${id}`)).body).toMatchObject({ active: true });
    expect((await patch(id, deactivate)).body).toMatchObject({ active: false });
    expect((await patch(id, activate)).body).toMatchObject({ active: true });
  });
});

describe("deleting a person", () => {
  test("keeps the suspended account, which the directory no longer sees", async () => {
    const { id, email } = await create({ externalId: "deleted" });
    expect((await call("DELETE", `/Users/${id}`)).status).toBe(204);
    expect((await call("GET", `/Users/${id}`)).status).toBe(404);
    expect((await call("DELETE", `/Users/${id}`)).status).toBe(404);
    expect((await call("GET", `/Users?filter=userName eq "${email}"`)).body).toMatchObject({
      totalResults: 0,
    });
    expect((await readUser(id)).status).toBe("suspended");
  });

  test("and creating them again returns the account without its former ways to sign in", async () => {
    const { id, email } = await create({ externalId: "again" });
    await database.prisma.user.update({ where: { id }, data: { passwordHash: "$argon2id$" } });
    const account = { id: createId("account"), userId: id, provider: "oidc", issuer: "i", subject: email };
    await database.prisma.account.create({ data: account });
    await call("DELETE", `/Users/${id}`);
    const again = await call("POST", "/Users", { userName: email, externalId: "again", active: true });
    expect(again).toMatchObject({ status: 201, body: { id, active: true } });
    expect((await readUser(id)).passwordHash).toBeNull();
    expect(await database.prisma.account.count({ where: { userId: id } })).toBe(0);
  });
});
