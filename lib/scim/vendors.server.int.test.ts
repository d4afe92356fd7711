import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { callScim, insertScimToken, type ScimAnswer } from "#e2e/support/access/scim-caller.ts";
import { createTestRuntime, insertTeam } from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { createId } from "#lib/domain/common/ids.ts";
import { createMemoryLimiter } from "#lib/domain/limits/limiter.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { type Runtime, setRuntime } from "#lib/platform/runtime/runtime.ts";

// The requests that two directories send, in their order, after the vendors' public documentation.

let database: Database;
let runtime: Runtime;
let token: string;

beforeAll(async () => {
  database = await openTestDatabase();
  runtime = createTestRuntime(database);
  ({ token } = await insertScimToken(database));
});

beforeEach(() => {
  runtime = { ...runtime, limiter: createMemoryLimiter({ maxCounters: 100 }) };
  setRuntime(runtime);
});

afterAll(async () => {
  setRuntime(undefined);
  await runtime.close();
  await database.close();
});

type Send = (method: string, path: string, body?: unknown) => Promise<ScimAnswer>;

/** Sends as one of the directories does. */
function createSender(headers: Record<string, string>): Send {
  return (method, path, body) =>
    callScim(method, path, {
      token,
      headers: body === undefined ? {} : headers,
      ...(body === undefined ? {} : { body }),
    });
}

async function createMappedTeam(groupName: string) {
  const team = await insertTeam(database);
  await database.prisma.teamGroup.create({
    data: {
      id: createId("teamGroup"),
      teamId: team.id,
      groupName,
      role: "developer",
      createdById: team.owner.id,
    },
  });
  return async (userId: string) => {
    const where = { teamId_userId: { teamId: team.id, userId } };
    return (await database.prisma.member.findUnique({ where }))?.status ?? null;
  };
}

const none = { status: 200, body: { totalResults: 0, startIndex: 1, itemsPerPage: 0, Resources: [] } };

test("Okta: test connection, create, read, update, deactivate, reactivate, push a group", async () => {
  const send = createSender({ "content-type": "application/scim+json; charset=utf-8" });
  const userName = "test.user@okta.example";
  const readStatus = await createMappedTeam("Okta Engineers");
  expect(await send("GET", "/Users?startIndex=1&count=2")).toMatchObject({ status: 200 });
  const filter = encodeURIComponent(`userName eq "${userName}"`);
  expect(await send("GET", `/Users?filter=${filter}&startIndex=1&count=100`)).toMatchObject(none);
  const profile = {
    schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"],
    userName,
    name: { givenName: "Test", familyName: "User" },
    emails: [{ primary: true, value: userName, type: "work" }],
    displayName: "Test User",
    locale: "en-US",
    externalId: "00ujl29u0le5T6Aj10h7",
    groups: [],
  };
  const created = await send("POST", "/Users", { ...profile, password: "1mz050nq", active: true });
  expect(created).toMatchObject({
    status: 201,
    body: { userName, externalId: profile.externalId, active: true },
  });
  const id = String(created.body.id);
  expect(await send("GET", `/Users/${id}`)).toMatchObject({ status: 200, body: { id } });
  const changed = {
    ...profile,
    id,
    name: { givenName: "Another", familyName: "User" },
    displayName: "Another User",
  };
  expect(
    await send("PUT", `/Users/${id}`, { ...changed, active: true, meta: { resourceType: "User" } }),
  ).toMatchObject({ status: 200, body: { name: { givenName: "Another" }, displayName: "Another User" } });
  const group = await send("POST", "/Groups", {
    schemas: ["urn:ietf:params:scim:schemas:core:2.0:Group"],
    displayName: "Okta Engineers",
    members: [{ value: id, display: userName }],
  });
  expect(group.status).toBe(201);
  const groupId = String(group.body.id);
  expect(await readStatus(id)).toBe("active");
  const patchOf = (...Operations: unknown[]) => ({
    schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
    Operations,
  });
  const setActive = (active: boolean) =>
    send("PATCH", `/Users/${id}`, patchOf({ op: "replace", value: { active } }));
  expect(await setActive(false)).toMatchObject({ status: 200, body: { active: false } });
  expect(await readStatus(id)).toBe("removed");
  expect(await setActive(true)).toMatchObject({ status: 200, body: { active: true } });
  expect(await readStatus(id)).toBe("active");
  const rename = { op: "replace", value: { id: groupId, displayName: "Okta Engineers" } };
  expect((await send("PATCH", `/Groups/${groupId}`, patchOf(rename))).status).toBe(204);
  const remove = { op: "remove", path: `members[value eq "${id}"]` };
  expect((await send("PATCH", `/Groups/${groupId}`, patchOf(remove))).status).toBe(204);
  expect(await readStatus(id)).toBe("removed");
  const add = { op: "add", path: "members", value: [{ value: id, display: userName }] };
  expect((await send("PATCH", `/Groups/${groupId}`, patchOf(add))).status).toBe(204);
  expect(await readStatus(id)).toBe("active");
  expect(await send("GET", "/Groups?startIndex=1&count=100")).toMatchObject({ status: 200 });
  expect((await send("DELETE", `/Groups/${groupId}`)).status).toBe(204);
  expect(await readStatus(id)).toBe("removed");
});

test("Microsoft Entra: test connection, create, read, update, disable, delete, provision a group", async () => {
  const send = createSender({ "content-type": "application/scim+json; charset=utf-8" });
  const userName = "Test_User@entra.example";
  const readStatus = await createMappedTeam("Entra Engineers");
  const unknown = "6c75de36-30fa-4d2d-a196-6bdcdb6b6539";
  expect(await send("GET", `/Users?filter=userName+eq+"${unknown}"`)).toMatchObject(none);
  const externalId = "0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef";
  expect(await send("GET", `/Users?filter=externalId+eq+"${externalId}"`)).toMatchObject(none);
  const created = await send("POST", "/Users", {
    schemas: [
      "urn:ietf:params:scim:schemas:core:2.0:User",
      "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
    ],
    externalId,
    userName,
    active: true,
    emails: [{ primary: true, type: "work", value: "Test_User.mail@entra.example" }],
    meta: { resourceType: "User" },
    name: { formatted: "givenName familyName", familyName: "familyName", givenName: "givenName" },
    roles: [],
  });
  expect(created).toMatchObject({
    status: 201,
    body: { userName, externalId, emails: [{ value: "test_user.mail@entra.example" }] },
  });
  const id = String(created.body.id);
  // Each cycle finds the person by what Entra calls them, not by their address.
  const found = await send("GET", `/Users?filter=userName+eq+"${userName}"`);
  expect(found.body).toMatchObject({ totalResults: 1, Resources: [{ id }] });
  const patchUser = (...Operations: unknown[]) =>
    send("PATCH", `/Users/${id}`, {
      schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
      Operations,
    });
  expect(
    await patchUser(
      { op: "Replace", path: 'emails[type eq "work"].value', value: "updatedEmail@entra.example" },
      { op: "Replace", path: "name.familyName", value: "updatedFamilyName" },
      {
        op: "Add",
        path: "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
        value: "R&D",
      },
    ),
  ).toMatchObject({
    status: 200,
    body: { emails: [{ value: "updatedemail@entra.example" }], name: { familyName: "updatedFamilyName" } },
  });
  const nextName = "5b50642d-79fc-4410-9e90-4c077cdd1a59@entra.example";
  expect(await patchUser({ op: "Replace", path: "userName", value: nextName })).toMatchObject({
    status: 200,
    body: { userName: nextName },
  });
  const groupFilter = 'filter=displayName+eq+"Entra Engineers"';
  expect(await send("GET", `/Groups?excludedAttributes=members&${groupFilter}`)).toMatchObject(none);
  const group = await send("POST", "/Groups", {
    schemas: ["urn:ietf:params:scim:schemas:core:2.0:Group"],
    externalId: "8aa1a0c0-c4c3-4bc0-b4a5-2ef676900159",
    displayName: "Entra Engineers",
    meta: { resourceType: "Group" },
  });
  expect(group.status).toBe(201);
  const groupId = String(group.body.id);
  expect((await send("GET", `/Groups/${groupId}?excludedAttributes=members`)).body).not.toHaveProperty(
    "members",
  );
  const patchGroup = (...Operations: unknown[]) =>
    send("PATCH", `/Groups/${groupId}`, {
      schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
      Operations,
    });
  const member = [{ $ref: null, value: id }];
  expect((await patchGroup({ op: "Add", path: "members", value: member })).status).toBe(204);
  expect(await readStatus(id)).toBe("active");
  expect((await patchGroup({ op: "Remove", path: "members", value: member })).status).toBe(204);
  expect(await readStatus(id)).toBe("removed");
  expect((await patchGroup({ op: "Add", path: "members", value: member })).status).toBe(204);
  expect(await patchUser({ op: "Replace", path: "active", value: "False" })).toMatchObject({
    status: 200,
    body: { active: false },
  });
  expect(await readStatus(id)).toBe("removed");
  const disabled = await send("GET", `/Users?filter=userName+eq+"${nextName}"`);
  expect(disabled.body).toMatchObject({ Resources: [{ id, active: false }] });
  expect(await patchUser({ op: "Replace", path: "active", value: "True" })).toMatchObject({
    body: { active: true },
  });
  expect(await readStatus(id)).toBe("active");
  expect((await send("DELETE", `/Groups/${groupId}`)).status).toBe(204);
  expect((await send("DELETE", `/Users/${id}`)).status).toBe(204);
  expect((await send("GET", `/Users/${id}`)).status).toBe(404);
});

describe("any request", () => {
  const names = [
    "userName",
    "emails",
    "active",
    "name",
    "displayName",
    "externalId",
    "members",
    "id",
    "__proto__",
  ];
  const paths = [
    ...names,
    'emails[type eq "work"].value',
    "name.givenName",
    'members[value eq "x"]',
    "[",
    "a:b",
  ];
  const text = fc.oneof(
    fc.constantFrom(...paths, "a@example.com", "True", "\u0000", "\ud800", "x".repeat(300), "İ@ı.com"),
    fc.string({ unit: "binary", maxLength: 20 }),
  );
  const value = fc.letrec<{ any: unknown }>((tie) => ({
    any: fc.oneof(
      { maxDepth: 3 },
      text,
      fc.constantFrom(null, true, false, 0, -1, 1e308),
      fc.array(tie("any"), { maxLength: 3 }),
      fc.dictionary(fc.oneof(fc.constantFrom(...names, "value", "type", "primary"), text), tie("any"), {
        maxKeys: 4,
      }),
    ),
  })).any;
  const operation = fc.record(
    {
      op: fc.oneof(fc.constantFrom("add", "Replace", "remove"), text),
      path: fc.oneof(fc.constantFrom(...paths), text),
      value,
    },
    { requiredKeys: [] },
  );
  const patchBody = fc.record({ Operations: fc.array(operation, { maxLength: 4 }) });
  const userBody = fc.record(
    {
      userName: fc.oneof(text, fc.constant("a@example.com")),
      emails: value,
      active: value,
      name: value,
      externalId: text,
    },
    { requiredKeys: [] },
  );

  test("never fails inside, and an error has the form of the protocol", async () => {
    const person = await callScim("POST", "/Users", { token, body: { userName: "fuzz@example.com" } });
    const group = await callScim("POST", "/Groups", { token, body: { displayName: "fuzz" } });
    const targets = ["/Users", `/Users/${person.body.id}`, "/Groups", `/Groups/${group.body.id}`];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom("POST", "PUT", "PATCH"),
        fc.constantFrom(...targets),
        fc.oneof(patchBody, userBody, value),
        async (method, path, body) => {
          const answer = await callScim(method, path, { token, body: JSON.stringify(body) });
          expect(answer.status).toBeLessThan(500);
          if (answer.status < 400) return;
          expect(answer.body).toMatchObject({ status: String(answer.status), detail: expect.any(String) });
        },
      ),
      { numRuns: 400 },
    );
  }, 120_000);

  test("with any filter or page is answered", async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom("/Users", "/Groups"), text, text, async (path, filter, startIndex) => {
        const query = new URLSearchParams({ filter, startIndex, attributes: filter });
        const { status } = await callScim("GET", `${path}?${query}`, { token });
        expect(status).toBeLessThan(500);
      }),
      { numRuns: 200 },
    );
  }, 60_000);
});
