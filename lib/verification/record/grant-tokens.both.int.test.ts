import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { insertMember, insertTeam, insertUser, type TestTeam } from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { insertFhirServer } from "#e2e/support/fhir/registered-servers.ts";
import { insertGrantToken, insertPersonLink, type TestGrant } from "#e2e/support/oauth/grants.ts";
import { hashSecret } from "#lib/domain/keys/secret.ts";
import { decideVerdict } from "#lib/domain/keys/verdict.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { listSubjects } from "#lib/verification/cache/key-cache.ts";
import { prepareKey } from "./known-key.ts";
import { readKeyRecord } from "./read-key-record.ts";

let database: Database;
let team: TestTeam;
let serverId: string;
let person: { id: string; memberId: string };
let granted: TestGrant;

const scopes = [
  "openid",
  "launch/patient",
  "user/Observation.rs",
  "patient/*.cruds",
  "system/Observation.rs",
];

beforeAll(async () => {
  database = await openTestDatabase();
});

afterAll(async () => {
  await database.close();
});

beforeEach(async () => {
  team = await insertTeam(database);
  serverId = (await insertFhirServer(database, team)).id;
  person = await insertMember(database, team, "developer");
  granted = await insertGrantToken(database, team, { serverId, scopes, patientId: "p1", userId: person.id });
});

async function find(token = granted.token) {
  const record = await readKeyRecord(database, hashSecret(token).toString("latin1"));
  return record === null ? null : prepareKey(record);
}

async function decide(token = granted.token) {
  const key = await find(token);
  return key === null ? null : decideVerdict(key, {}, Date.now(), key.permissions).code;
}

test("a token of a grant has the data scopes of people, the grant, and no permissions", async () => {
  const key = await find();
  expect(await decide()).toBe("VALID");
  expect(key).toMatchObject({
    credential: "app",
    keyId: granted.app.id,
    owner: { type: "user", id: person.id, role: "developer", status: "active" },
    memberId: person.memberId,
    smartScopes: ["user/Observation.rs", "patient/*.cruds"],
    grant: {
      id: granted.id,
      serverId,
      patientId: "p1",
      letters: { user: "cruds", patient: "cruds" },
      context: {
        scopes: ["openid", "launch/patient", "user/Observation.rs", "patient/*.cruds"],
        encounterId: null,
        intent: null,
        fhirUser: null,
      },
    },
  });
  expect([...(key?.permissions ?? ["none"])]).toEqual([]);
});

test("it is read again after a change of its app, person, membership, team and environment", async () => {
  const key = await find();
  const environmentId = team.environments.development;
  expect(key === null ? [] : listSubjects(key).sort()).toEqual(
    [granted.app.id, person.id, person.memberId, team.id, environmentId].sort(),
  );
});

test("it has what its app may still have", async () => {
  await database.prisma.app.update({
    where: { id: granted.app.id },
    data: { scopes: ["user/Observation.rs"] },
  });
  expect((await find())?.smartScopes).toEqual(["user/Observation.rs"]);
});

test("it expires with its grant", async () => {
  const expiresAt = new Date(Date.now() + 60_000);
  await database.prisma.appGrant.update({ where: { id: granted.id }, data: { expiresAt } });
  expect((await find())?.expiresAtMs).toBe(expiresAt.getTime());
  await database.prisma.appGrant.update({ where: { id: granted.id }, data: { expiresAt: new Date(0) } });
  expect(await decide()).toBe("EXPIRED");
});

describe("it isn't valid any more after", () => {
  const now = new Date();
  test.each<[string, string, () => Promise<unknown>]>([
    [
      "the grant ended",
      "REVOKED",
      () => database.prisma.appGrant.update({ where: { id: granted.id }, data: { endedAt: now } }),
    ],
    [
      "the server was deleted",
      "REVOKED",
      () => database.prisma.fhirServer.update({ where: { id: serverId }, data: { deletedAt: now } }),
    ],
    [
      "the person was removed from the team",
      "REVOKED",
      () => database.prisma.member.update({ where: { id: person.memberId }, data: { status: "removed" } }),
    ],
    [
      "the person left and rejoined, with a release that doesn't end grants",
      "REVOKED",
      () =>
        database.prisma.member.update({
          where: { id: person.memberId },
          data: { joinedAt: new Date(Date.now() + 1_000) },
        }),
    ],
    [
      "the person was suspended in the team",
      "DISABLED",
      () => database.prisma.member.update({ where: { id: person.memberId }, data: { status: "suspended" } }),
    ],
    [
      "the person's account was suspended",
      "DISABLED",
      () => database.prisma.user.update({ where: { id: person.id }, data: { status: "suspended" } }),
    ],
  ])("%s", async (_name, code, end) => {
    await end();
    expect(await decide()).toBe(code);
  });
});

test("a grant of someone who was never a member is worth nothing", async () => {
  const stranger = await insertUser(database);
  const { token } = await insertGrantToken(database, team, { serverId, scopes, userId: stranger.id });
  expect(await decide(token)).toBe("REVOKED");
});

test("a grant from before its person rejoined is worth nothing, whichever release removed them", async () => {
  const rejoinedAt = new Date(Date.now() + 1_000);
  await database.prisma.member.update({
    where: { id: person.memberId },
    data: { joinedAt: rejoinedAt },
  });
  expect(await decide()).toBe("REVOKED");
  const { token } = await insertGrantToken(database, team, {
    serverId,
    scopes,
    userId: person.id,
    grant: { createdAt: rejoinedAt },
  });
  expect(await decide(token)).toBe("VALID");
});

describe("what its person may do on the server", () => {
  const letters = async () => (await find())?.grant?.letters;
  const setRole = (role: "viewer" | "developer") =>
    database.prisma.member.update({ where: { id: person.memberId }, data: { role } });

  test("follows their role", async () => {
    await setRole("viewer");
    expect(await letters()).toEqual({ user: "", patient: "" });
    await setRole("developer");
    expect(await letters()).toEqual({ user: "cruds", patient: "cruds" });
  });

  test("includes their own record whatever their role", async () => {
    await setRole("viewer");
    await insertPersonLink(database, { serverId, userId: person.id, reference: "Patient/p1" });
    expect(await letters()).toEqual({ user: "", patient: "cruds" });
  });

  test.each(["Patient/p2", "Practitioner/p1", "RelatedPerson/p1"])(
    "includes no record of someone who is %s",
    async (reference) => {
      await setRole("viewer");
      await insertPersonLink(database, { serverId, userId: person.id, reference });
      expect(await letters()).toEqual({ user: "", patient: "" });
    },
  );

  test("includes no record of who they were before the server got another base URL", async () => {
    await setRole("viewer");
    await insertPersonLink(database, { serverId, userId: person.id, reference: "Patient/p1" });
    await database.prisma.fhirPersonLink.updateMany({
      where: { serverId },
      data: { baseUrl: "https://other.example.com/r4" },
    });
    expect(await letters()).toEqual({ user: "", patient: "" });
  });

  test("includes no record of who they were before they rejoined the team", async () => {
    await insertPersonLink(database, { serverId, userId: person.id, reference: "Patient/p1" });
    const rejoinedAt = new Date(Date.now() + 1_000);
    await database.prisma.member.update({
      where: { id: person.memberId },
      data: { role: "viewer", joinedAt: rejoinedAt },
    });
    await database.prisma.appGrant.update({ where: { id: granted.id }, data: { createdAt: rejoinedAt } });
    expect(await letters()).toEqual({ user: "", patient: "" });
  });

  test("includes no record on another server", async () => {
    await setRole("viewer");
    const other = await insertFhirServer(database, team);
    await insertPersonLink(database, { serverId: other.id, userId: person.id, reference: "Patient/p1" });
    expect(await letters()).toEqual({ user: "", patient: "" });
  });
});

test("without the privilege to read grants, only their tokens are invalid", async () => {
  const denied = new Proxy(database.lookUpPool, {
    get: (target, name) => {
      if (name !== "query") return Reflect.get(target, name);
      return (statement: { text: string }) =>
        statement.text.includes("app_grants")
          ? Promise.reject(Object.assign(new Error("permission denied"), { code: "42501" }))
          : Reflect.apply(target.query, target, [statement]);
    },
  });
  const digest = hashSecret(granted.token).toString("latin1");
  expect(await readKeyRecord({ ...database, lookUpPool: denied }, digest)).toBeNull();
});
