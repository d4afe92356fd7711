import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { callApi, createSessionCookie } from "#e2e/support/access/api-caller.ts";
import {
  createContext,
  createTestRuntime,
  insertKey,
  insertMember,
  insertTeam,
  type TestTeam,
  userActorOf,
} from "#e2e/support/database/fixtures.ts";
import { insertSecondFactor } from "#e2e/support/database/second-factor.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { resolveUserActor } from "#lib/auth/session/resolve-user-actor.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { type Runtime, setRuntime } from "#lib/platform/runtime/runtime.ts";
import type { Config } from "#lib/platform/settings/env.ts";
import { readTeamTwoFactor } from "./read-two-factor.ts";

const dayMs = 86_400_000;

let database: Database;
let runtime: Runtime;

beforeAll(async () => {
  database = await openTestDatabase();
  runtime = createTestRuntime(database);
  setRuntime(runtime);
});

afterAll(async () => {
  setRuntime(undefined);
  await runtime.usage.stop();
  await database.close();
});

async function createCaller(userId: string) {
  const { cookie } = await createSessionCookie(database, runtime, userId);
  return (method: string, path: string, body?: unknown) =>
    callApi(path, { method, cookie, ...(body === undefined ? {} : { body }) });
}

/** A team that requires a second factor from this moment on. */
async function insertStrictTeam(from: Date): Promise<TestTeam> {
  const team = await insertTeam(database);
  await database.prisma.team.update({ where: { id: team.id }, data: { twoFactorRequiredFrom: from } });
  return team;
}

async function setRule(
  requireTwoFactor: Config["requireTwoFactor"],
  work: () => Promise<void>,
): Promise<void> {
  setRuntime({ ...runtime, config: { ...runtime.config, requireTwoFactor } });
  await work();
  setRuntime(runtime);
}

const inTwoWeeks = () => new Date(Date.now() + 14 * dayMs);
const longAgo = new Date("2026-01-01");

describe("a team that requires two-factor authentication", () => {
  test("is closed to members without it, on every route, and opens when they turn it on (ASVS 6.3.3)", async () => {
    const team = await insertStrictTeam(longAgo);
    const member = await insertMember(database, team, "admin");
    const call = await createCaller(member.id);
    for (const [method, path] of [
      ["GET", `/teams/${team.id}`],
      ["PATCH", `/teams/${team.id}`],
      ["GET", `/teams/${team.id}/members`],
      ["DELETE", `/teams/${team.id}`],
    ] as const) {
      const body = method === "PATCH" ? { twoFactorRequiredFrom: null } : undefined;
      expect(await call(method, path, body)).toMatchObject({
        status: 403,
        body: { error: { code: "forbidden", message: expect.stringContaining("two-factor") } },
      });
    }
    // Without a team in the request, none is chosen.
    expect(await call("GET", "/keys")).toMatchObject({ status: 403 });
    expect(await call("GET", "/me")).toMatchObject({
      status: 200,
      body: { team: null, permissions: [], teams: [{ id: team.id, twoFactorDueAt: longAgo.toISOString() }] },
    });
    await insertSecondFactor(database, runtime, member.id, { isPending: true });
    expect(await call("GET", `/teams/${team.id}`)).toMatchObject({ status: 403 });
    await database.prisma.totpFactor.updateMany({
      where: { userId: member.id },
      data: { confirmedAt: longAgo },
    });
    expect(await call("GET", `/teams/${team.id}`)).toMatchObject({ status: 200 });
    expect(await call("GET", "/me")).toMatchObject({ body: { teams: [{ twoFactorDueAt: null }] } });
  });

  test("stays open until the date", async () => {
    const dueAt = inTwoWeeks();
    const team = await insertStrictTeam(dueAt);
    const call = await createCaller(team.owner.id);
    expect(await call("GET", `/teams/${team.id}`)).toMatchObject({ status: 200 });
    expect(await call("GET", "/me")).toMatchObject({
      body: { teams: [{ twoFactorDueAt: dueAt.toISOString() }] },
    });
  });

  test("leaves other teams and keys alone", async () => {
    const strict = await insertStrictTeam(longAgo);
    const member = await insertMember(database, strict, "developer", { joinedAt: longAgo });
    const other = await insertTeam(database);
    await database.prisma.member.create({
      data: { id: `mem_${member.id.slice(5)}`, teamId: other.id, userId: member.id, role: "viewer" },
    });
    const call = await createCaller(member.id);
    expect(await call("GET", "/me")).toMatchObject({ body: { team: { id: other.id } } });
    const { secret } = await insertKey(database, strict, { ownerUserId: member.id });
    expect(await callApi("/keys", { key: secret })).toMatchObject({ status: 200 });
  });
});

describe("requiring two-factor authentication", () => {
  test("needs the person's own, is audited, and can be undone", async () => {
    const team = await insertTeam(database);
    const call = await createCaller(team.owner.id);
    const change = (from: Date | null) =>
      call("PATCH", `/teams/${team.id}`, { twoFactorRequiredFrom: from?.toISOString() ?? null });
    expect(await change(inTwoWeeks())).toMatchObject({ status: 409 });
    await insertSecondFactor(database, runtime, team.owner.id);
    const dueAt = inTwoWeeks();
    expect(await change(dueAt)).toMatchObject({
      status: 200,
      body: { twoFactorRequiredFrom: dueAt.toISOString() },
    });
    expect(await change(null)).toMatchObject({ status: 200, body: { twoFactorRequiredFrom: null } });
    const events = await database.prisma.auditEvent.findMany({
      where: { targetId: team.id, action: "team.update" },
      orderBy: { seq: "asc" },
    });
    expect(events.map(({ changes }) => changes)).toMatchObject([
      { twoFactorRequiredFrom: { from: null, to: dueAt.toISOString() } },
      { twoFactorRequiredFrom: { from: dueAt.toISOString(), to: null } },
    ]);
  });

  test("is rejected for the past, for more than a year, for developers and for keys", async () => {
    const team = await insertTeam(database);
    await insertSecondFactor(database, runtime, team.owner.id);
    const call = await createCaller(team.owner.id);
    for (const from of [new Date(Date.now() - 2 * dayMs), new Date(Date.now() + 400 * dayMs)]) {
      const body = { twoFactorRequiredFrom: from.toISOString() };
      expect(await call("PATCH", `/teams/${team.id}`, body)).toMatchObject({ status: 400 });
    }
    const body = { twoFactorRequiredFrom: inTwoWeeks().toISOString() };
    const developer = await insertMember(database, team, "developer");
    expect(await (await createCaller(developer.id))("PATCH", `/teams/${team.id}`, body)).toMatchObject({
      status: 403,
    });
    const { secret } = await insertKey(database, team, { environmentId: team.environments.production ?? "" });
    expect(await callApi(`/teams/${team.id}`, { method: "PATCH", body, key: secret })).toMatchObject({
      status: 403,
    });
    const stranger = await insertTeam(database);
    expect(await (await createCaller(stranger.owner.id))("PATCH", `/teams/${team.id}`, body)).toMatchObject({
      status: 404,
    });
  });
});

describe("a console that requires two-factor authentication", () => {
  test("of admins is closed to admins and owners without it, and to administrators of the console", async () => {
    const team = await insertTeam(database);
    await database.prisma.user.update({ where: { id: team.owner.id }, data: { isInstanceOwner: true } });
    const developer = await insertMember(database, team, "developer");
    const [asOwner, asDeveloper] = [await createCaller(team.owner.id), await createCaller(developer.id)];
    expect(await asOwner("GET", "/me")).toMatchObject({ body: { isInstanceOwner: true } });
    await setRule("admins", async () => {
      expect(await asOwner("GET", `/teams/${team.id}`)).toMatchObject({ status: 403 });
      expect(await asOwner("GET", "/me")).toMatchObject({ body: { isInstanceOwner: false, team: null } });
      expect(await asDeveloper("GET", `/teams/${team.id}`)).toMatchObject({ status: 200 });
      await insertSecondFactor(database, runtime, team.owner.id);
      expect(await asOwner("GET", `/teams/${team.id}`)).toMatchObject({ status: 200 });
      expect(await asOwner("GET", "/me")).toMatchObject({ body: { isInstanceOwner: true } });
    });
  });

  test("of everyone lets people without it reach only their account (ASVS 6.3.3)", async () => {
    const team = await insertTeam(database);
    const viewer = await insertMember(database, team, "viewer");
    const call = await createCaller(viewer.id);
    await setRule("everyone", async () => {
      expect(await call("GET", "/keys")).toMatchObject({ status: 403 });
      expect(await call("GET", "/me/two-factor")).toMatchObject({ status: 200 });
      expect(await call("GET", "/me/sessions")).toMatchObject({ status: 200 });
      // A team of their own is as closed as the others.
      const created = await call("POST", "/teams", { name: "Mine" });
      expect(created.status).toBe(201);
      expect(await call("GET", `/teams/${Reflect.get(Object(created.body), "id")}`)).toMatchObject({
        status: 403,
      });
      await insertSecondFactor(database, runtime, viewer.id);
      expect(await call("GET", "/keys")).toMatchObject({ status: 200 });
    });
  });
});

test("admins see which members lack it, others don't", async () => {
  const team = await insertTeam(database);
  const developer = await insertMember(database, team, "developer");
  await insertSecondFactor(database, runtime, team.owner.id);
  const list = async (userId: string) =>
    (await (await createCaller(userId))("GET", `/teams/${team.id}/members`)).body;
  expect(await list(team.owner.id)).toMatchObject({
    data: [{ hasTwoFactor: true }, { hasTwoFactor: false }],
  });
  expect(await list(developer.id)).toMatchObject({ data: [{ hasTwoFactor: null }, { hasTwoFactor: null }] });
  const actor = await userActorOf(database, team, team.owner.id);
  expect(await readTeamTwoFactor(createContext(runtime, actor))).toEqual({
    rule: "off",
    hasOwn: true,
    memberCount: 2,
    missingCount: 1,
    missing: [{ id: developer.id, name: developer.name }],
  });
});

test("the second factor is not read unless something requires it", async () => {
  const team = await insertTeam(database);
  const { cookie } = await createSessionCookie(database, runtime, team.owner.id);
  const options = { teamId: team.id, now: new Date(), address: null, agent: null };
  const withoutFactors = {
    ...database,
    prisma: new Proxy(database.prisma, {
      get: (prisma, name) => {
        const value: unknown = Reflect.get(prisma, name);
        if (name !== "user") return value;
        throw new Error("the second factor was read");
      },
    }),
  };
  expect(await resolveUserActor({ ...runtime, database: withoutFactors }, cookie, options)).not.toBeNull();
});
