import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { callApi, createSessionCookie } from "#e2e/support/access/api-caller.ts";
import {
  createContext,
  createTestRuntime,
  insertKey,
  insertMember,
  insertTeam,
  insertUser,
  type TestTeam,
  userActorOf,
} from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { createOneTimeToken, hashOneTimeToken } from "#lib/auth/credentials/one-time-token.ts";
import { createId } from "#lib/domain/common/ids.ts";
import { createMemoryLimiter } from "#lib/domain/limits/limiter.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { type Runtime, setRuntime } from "#lib/platform/runtime/runtime.ts";
import { disableKey } from "#lib/services/keys/disable.ts";

let database: Database;
let runtime: Runtime;
let administrator: { id: string; cookie: string };
let platformKey: string;
let team: TestTeam;

beforeAll(async () => {
  database = await openTestDatabase();
  runtime = createTestRuntime(database);
  const home = await insertTeam(database);
  const { id } = home.owner;
  await database.prisma.user.update({ where: { id }, data: { isInstanceOwner: true } });
  administrator = { id, cookie: (await createSessionCookie(database, runtime, id)).cookie };
  const permissions = ["platform:verify", "keys:verify"];
  ({ secret: platformKey } = await insertKey(database, home, { inheritsPermissions: false, permissions }));
});

beforeEach(async () => {
  setRuntime({ ...runtime, limiter: createMemoryLimiter({ maxCounters: 1000 }) });
  team = await insertTeam(database);
});

afterAll(async () => {
  setRuntime(undefined);
  await runtime.usage.stop();
  await database.close();
});

function setStatus(body: { status: string; reason?: string }, cookie = administrator.cookie) {
  return callApi(`/instance/teams/${team.id}`, { method: "PATCH", body, cookie });
}

async function verify(key: string): Promise<unknown> {
  const { body } = await callApi("/keys/verify", { key: platformKey, body: { key } });
  return Reflect.get(Object(body), "code");
}

async function signIn(userId: string): Promise<string> {
  return (await createSessionCookie(database, runtime, userId)).cookie;
}

function listActions(chainId: string) {
  return database.prisma.auditEvent.findMany({
    where: { chainId, action: { in: ["team.suspend", "team.resume"] }, targetId: team.id },
    orderBy: { seq: "asc" },
    select: { action: true, actorId: true, changes: true },
  });
}

const closed = { status: 403, body: { error: { code: "team_suspended" } } };

describe("suspending a team", () => {
  test("rejects its keys as DISABLED, no matter who owns them, and reinstating accepts them again as they were", async () => {
    const own = await insertKey(database, team, { ownerType: "team" });
    const persons = await insertKey(database, team);
    const disabled = await insertKey(database, team, { disabledAt: new Date() });
    const elsewhere = await insertKey(database, await insertTeam(database));
    expect([await verify(own.secret), await verify(persons.secret)]).toEqual(["VALID", "VALID"]);
    const answer = await setStatus({ status: "suspended", reason: " Leaked key " });
    expect(answer).toMatchObject({
      status: 200,
      body: {
        suspendedAt: expect.any(String),
        suspendedBy: { id: administrator.id },
        suspensionReason: "Leaked key",
        activeKeys: 0,
      },
    });
    for (const { secret } of [own, persons]) {
      expect(await verify(secret)).toBe("DISABLED");
      expect((await callApi("/keys", { key: secret })).status).toBe(401);
      expect(
        (await callApi("/workers", { key: secret, body: { name: "x", environment: "development" } })).status,
      ).toBe(401);
    }
    expect(await verify(elsewhere.secret)).toBe("VALID");
    expect(await setStatus({ status: "active" })).toMatchObject({
      status: 200,
      body: { suspendedAt: null, suspendedBy: null, suspensionReason: null, activeKeys: 2 },
    });
    expect([await verify(own.secret), await verify(persons.secret)]).toEqual(["VALID", "VALID"]);
    expect(await verify(disabled.secret)).toBe("DISABLED");
  });

  test("closes it to all its members on every route, and leaves them their other teams", async () => {
    const other = await insertTeam(database);
    const cookies = [await signIn(team.owner.id)];
    for (const role of ["admin", "developer", "viewer"] as const) {
      const { id } = await insertMember(database, team, role);
      await database.prisma.member.create({
        data: {
          id: createId("member"),
          teamId: other.id,
          userId: id,
          role: "viewer",
          joinedAt: new Date(Date.now() + 1000),
        },
      });
      cookies.push(await signIn(id));
    }
    await setStatus({ status: "suspended" });
    for (const cookie of cookies) {
      for (const [method, path, body] of [
        ["GET", `/teams/${team.id}`],
        ["PATCH", `/teams/${team.id}`, { name: "Renamed" }],
        ["DELETE", `/teams/${team.id}`],
        ["GET", `/teams/${team.id}/members`],
        ["POST", `/teams/${team.id}/invitations`, { email: "new@example.com", role: "viewer" }],
      ] as const) {
        const call = { method, cookie, ...(body === undefined ? {} : { body }) };
        expect(await callApi(path, call)).toMatchObject(closed);
      }
      const headers = { "x-team-id": team.id };
      const body = { name: "x", environment: "development" };
      expect(await callApi("/keys", { cookie, headers, body })).toMatchObject(closed);
      expect(await callApi("/keys", { cookie, headers })).toMatchObject(closed);
      const me = await callApi("/me", { cookie });
      const teams = Reflect.get(Object(me.body), "teams");
      expect(teams).toContainEqual(expect.objectContaining({ id: team.id, suspendedAt: expect.any(String) }));
      expect(Reflect.get(Object(me.body), "teamId")).toBe(cookie === cookies[0] ? null : other.id);
    }
    const [owner] = cookies;
    await setStatus({ status: "active" });
    expect(await callApi(`/teams/${team.id}`, { cookie: owner ?? "" })).toMatchObject({
      status: 200,
      body: { suspendedAt: null, role: "owner" },
    });
  });

  test("is recorded once in both logs, with its reason, and its owners are told", async () => {
    const owner = await insertMember(database, team, "owner");
    await insertMember(database, team, "admin");
    const answers = await Promise.all(
      ["first", "second"].map((reason) => setStatus({ status: "suspended", reason })),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    const { suspensionReason: reason } = await database.prisma.team.findUniqueOrThrow({
      where: { id: team.id },
    });
    await Promise.all([setStatus({ status: "active" }), setStatus({ status: "active" })]);
    for (const chainId of [team.id, "instance"]) {
      expect(await listActions(chainId)).toEqual([
        { action: "team.suspend", actorId: administrator.id, changes: { reason } },
        { action: "team.resume", actorId: administrator.id, changes: {} },
      ]);
    }
    const notices = await database.prisma.notice.findMany({
      where: { teamId: team.id, kind: "team_suspended" },
      orderBy: { createdAt: "asc" },
    });
    expect(new Set(notices.map(({ userId }) => userId))).toEqual(new Set([owner.id, team.owner.id]));
    expect(notices.map(({ data }) => Reflect.get(Object(data), "change")).sort()).toEqual([
      "reinstated",
      "reinstated",
      "suspended",
      "suspended",
    ]);
    const events = await callApi(`/instance/audit-events?target=${team.id}`, {
      cookie: administrator.cookie,
    });
    expect(events).toMatchObject({
      body: { data: [{ target: { name: team.name } }, { target: { name: team.name } }] },
    });
  });

  test("lets no change commit that was identified before", async () => {
    const { id } = await insertKey(database, team);
    const ctx = createContext(runtime, await userActorOf(database, team, team.owner.id));
    await setStatus({ status: "suspended" });
    await expect(disableKey(ctx, { id })).rejects.toMatchObject({ code: "team_suspended" });
    expect(await database.prisma.apiKey.findUnique({ where: { id } })).toMatchObject({ disabledAt: null });
  });

  test("lets nobody join with an invitation until it is reinstated", async () => {
    const person = await insertUser(database);
    const token = createOneTimeToken();
    const now = new Date();
    await database.prisma.invitation.create({
      data: {
        id: createId("invitation"),
        teamId: team.id,
        email: person.email,
        role: "viewer",
        tokenHash: new Uint8Array(hashOneTimeToken(token)),
        invitedById: team.owner.id,
        expiresAt: new Date(now.getTime() + 60_000),
      },
    });
    const accept = async () =>
      callApi("/invitations/accept", { cookie: await signIn(person.id), body: { token } });
    await setStatus({ status: "suspended" });
    expect((await accept()).status).toBe(404);
    await setStatus({ status: "active" });
    expect((await accept()).status).toBe(200);
  });

  test("is only for administrators of the console, also for their own team", async () => {
    const admin = await insertMember(database, team, "admin");
    for (const userId of [team.owner.id, admin.id, (await insertTeam(database)).owner.id]) {
      expect((await setStatus({ status: "suspended" }, await signIn(userId))).status).toBe(403);
    }
    await database.prisma.user.update({ where: { id: admin.id }, data: { isInstanceOwner: true } });
    const cookie = await signIn(admin.id);
    expect((await setStatus({ status: "suspended" }, cookie)).status).toBe(200);
    expect((await setStatus({ status: "active" }, cookie)).status).toBe(200);
    expect(await listActions(team.id)).toHaveLength(2);
  });

  test("rejects a reason for reinstating, and answers 404 for a deleted team", async () => {
    expect((await setStatus({ status: "active", reason: "sorry" })).status).toBe(400);
    expect((await setStatus({ status: "suspended", reason: "x".repeat(501) })).status).toBe(400);
    await database.prisma.team.update({ where: { id: team.id }, data: { deletedAt: new Date() } });
    expect((await setStatus({ status: "suspended" })).status).toBe(404);
  });
});

test("lists and counts suspended teams", async () => {
  await setStatus({ status: "suspended" });
  const list = (query: string) =>
    callApi(`/instance/teams?q=${team.id}${query}`, { cookie: administrator.cookie });
  const counts = { suspended: expect.any(Number) };
  expect(await list("&status=suspended")).toMatchObject({
    body: { total: 1, data: [{ id: team.id }], counts },
  });
  expect(await list("&status=active")).toMatchObject({ body: { total: 0 } });
  expect(await list("")).toMatchObject({ body: { total: 1, data: [{ suspendedAt: expect.any(String) }] } });
});
