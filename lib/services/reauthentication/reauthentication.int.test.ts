import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { callApi, createSessionCookie } from "#e2e/support/access/api-caller.ts";
import { createTestRuntime, insertKey, insertTeam, type TestTeam } from "#e2e/support/database/fixtures.ts";
import { insertSecondFactor } from "#e2e/support/database/second-factor.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { hashPassword } from "#lib/auth/credentials/password-hash.ts";
import { computeTotpCode } from "#lib/auth/credentials/totp.ts";
import { hourMs, minuteMs } from "#lib/domain/common/durations.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { type Runtime, setRuntime } from "#lib/platform/runtime/runtime.ts";

const password = "correct horse battery staple";

let database: Database;
let runtime: Runtime;
let passwordHash: string;
let team: TestTeam;
let cookie: string;
let sessionId: string;

beforeAll(async () => {
  database = await openTestDatabase();
  runtime = createTestRuntime(database);
  setRuntime(runtime);
  passwordHash = await hashPassword(password, { lane: "unknown", key: "test" });
});

beforeEach(async () => {
  await database.prisma.throttleWindow.deleteMany();
  team = await insertTeam(database);
  await database.prisma.user.update({ where: { id: team.owner.id }, data: { passwordHash } });
  ({ cookie, sessionId } = await createSessionCookie(database, runtime, team.owner.id));
});

afterAll(async () => {
  setRuntime(undefined);
  await runtime.usage.stop();
  await database.close();
});

const required = { status: 403, body: { error: { code: "reauthentication_required" } } };

/** Makes the proof of the caller's session this old. */
async function age(ms: number, id = sessionId) {
  const data = { authenticatedAt: new Date(Date.now() - ms) };
  await database.prisma.session.update({ where: { id }, data });
}

function createKey(call: { cookie?: string; key?: string; headers?: Record<string, string> } = { cookie }) {
  return callApi("/keys", {
    ...call,
    body: { name: "Builds", environment: "development", permissions: ["keys:read"] },
  });
}

function invite(by = cookie) {
  return callApi(`/teams/${team.id}/invitations`, {
    cookie: by,
    body: { email: "new@example.com", role: "viewer" },
  });
}

async function prove(body: unknown, by = cookie) {
  const answer = await callApi("/me/reauthenticate", { cookie: by, body });
  const renewed = answer.headers.get("set-cookie")?.split(";")[0];
  return { ...answer, renewed };
}

describe("the age of the proof", () => {
  test("decides for keys after 12 hours", async () => {
    await age(12 * hourMs - minuteMs);
    expect((await createKey()).status).toBe(201);
    await age(12 * hourMs + minuteMs);
    expect(await createKey()).toMatchObject(required);
  });

  test("decides for accounts after 15 minutes (ASVS 7.5.1)", async () => {
    await age(15 * minuteMs + 30_000);
    expect(await invite()).toMatchObject(required);
    await age(14 * minuteMs);
    expect((await invite()).status).toBe(201);
  });

  test("is a setting", async () => {
    const reauthentication = { accountMinutes: 60, keysHours: 1 };
    setRuntime({ ...runtime, config: { ...runtime.config, reauthentication } });
    await age(59 * minuteMs);
    expect([(await createKey()).status, (await invite()).status]).toEqual([201, 201]);
    await age(61 * minuteMs);
    expect([(await createKey()).status, (await invite()).status]).toEqual([403, 403]);
    setRuntime(runtime);
  });

  test("doesn't matter for keys", async () => {
    const { secret } = await insertKey(database, team);
    await age(30 * 24 * hourMs);
    expect((await createKey({ key: secret })).status).toBe(201);
  });

  test("doesn't matter for an answer to a leak", async () => {
    const { id } = await insertKey(database, team);
    const other = await insertKey(database, team);
    await age(30 * 24 * hourMs);
    const call = (method: string, path: string, body?: unknown) =>
      callApi(path, { method, cookie, ...(body === undefined ? {} : { body }) });
    expect(await call("POST", `/keys/${id}/rotate`, { gracePeriodSeconds: 60 })).toMatchObject(required);
    expect(await call("POST", `/keys/${id}/rotate`)).toMatchObject(required);
    expect((await call("POST", `/keys/${id}/rotate`, { gracePeriodSeconds: 0 })).status).toBe(200);
    expect((await call("POST", `/keys/${id}/disable`)).status).toBe(200);
    expect(await call("POST", `/keys/${id}/enable`)).toMatchObject(required);
    expect((await call("DELETE", `/keys/${other.id}`)).status).toBe(200);
    expect((await call("PATCH", `/keys/${id}`, { name: "Renamed" })).status).toBe(200);
    expect(await call("PATCH", `/keys/${id}`, { expiresAt: null })).toMatchObject(required);
    expect((await call("DELETE", "/me/sessions")).status).toBe(200);
  });

  test("matters for exports of the audit log only", async () => {
    await age(hourMs);
    expect((await callApi("/audit-events", { cookie })).status).toBe(200);
    const headers = { accept: "text/csv" };
    expect(await callApi("/audit-events", { cookie, headers })).toMatchObject(required);
  });

  test("doesn't use up an Idempotency-Key, and is checked after the input", async () => {
    await age(13 * hourMs);
    const headers = { "idempotency-key": "once" };
    expect(await createKey({ cookie, headers })).toMatchObject(required);
    expect(await database.prisma.idempotencyRecord.count({ where: { key: "once" } })).toBe(0);
    expect((await callApi("/keys", { cookie, body: { name: "" } })).status).toBe(400);
    const { renewed = "" } = await prove({ password });
    expect((await createKey({ cookie: renewed, headers })).status).toBe(201);
  });
});

describe("confirming", () => {
  beforeEach(() => age(13 * hourMs));

  test("with the password replaces the cookie, and only in this session", async () => {
    const other = await createSessionCookie(database, runtime, team.owner.id);
    await age(13 * hourMs, other.sessionId);
    const { status, body, renewed = "" } = await prove({ password });
    expect(status).toBe(200);
    expect(body).toEqual({ authenticatedAt: expect.any(String) });
    expect((await invite(renewed)).status).toBe(201);
    expect((await callApi("/me", { cookie })).status, "the copied cookie").toBe(401);
    expect(await invite(other.cookie), "the other session").toMatchObject(required);
    const events = await database.prisma.auditEvent.findMany({
      where: { action: "session.reauthenticate", actorId: team.owner.id },
    });
    expect(events).toMatchObject([{ changes: { method: "password" } }]);
  });

  test("needs exactly one proof", async () => {
    for (const body of [{}, { password, code: "123456" }, { password: "" }]) {
      expect((await prove(body)).status).toBe(400);
    }
  });

  test("counts wrong passwords per session, so that the owner can still confirm in another", async () => {
    for (let i = 0; i < 10; i++) {
      expect(await prove({ password: "wrong" })).toMatchObject({
        status: 400,
        body: { error: { details: [{ path: "password", message: "Wrong password" }] } },
      });
    }
    expect((await prove({ password })).status).toBe(429);
    expect(await createKey()).toMatchObject(required);
    const other = await createSessionCookie(database, runtime, team.owner.id);
    expect((await prove({ password }, other.cookie)).status).toBe(200);
  });

  test("with a code works once, and the password isn't enough (ASVS 6.3.4, 6.5.1, 7.5.1)", async () => {
    const { secret, recoveryCodes } = await insertSecondFactor(database, runtime, team.owner.id);
    expect(await prove({ password })).toMatchObject({
      status: 400,
      body: { error: { details: [{ path: "password" }] } },
    });
    expect((await prove({ code: "000000" })).status).toBe(400);
    const code = computeTotpCode(secret, new Date());
    const first = await prove({ code });
    expect(first.status).toBe(200);
    expect((await prove({ code }, first.renewed)).status, "the same code again").toBe(400);
    const recovered = await prove({ code: recoveryCodes[0] }, first.renewed);
    expect(recovered.status).toBe(200);
    expect((await prove({ code: recoveryCodes[0] }, recovered.renewed)).status).toBe(400);
  });

  test("counts a code once, however many requests send it at the same moment", async () => {
    const { secret } = await insertSecondFactor(database, runtime, team.owner.id);
    const sessions = await Promise.all(
      Array.from({ length: 10 }, () => createSessionCookie(database, runtime, team.owner.id)),
    );
    const code = computeTotpCode(secret, new Date());
    const answers = await Promise.all(sessions.map((session) => prove({ code }, session.cookie)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  test("counts wrong codes per session, and not for signing in", async () => {
    const { secret } = await insertSecondFactor(database, runtime, team.owner.id);
    for (let i = 0; i < 10; i++) expect((await prove({ code: "000000" })).status).toBe(400);
    const code = computeTotpCode(secret, new Date());
    expect((await prove({ code })).status).toBe(429);
    const subjects = await database.prisma.throttleWindow.findMany({ select: { subject: true } });
    expect(subjects.filter(({ subject }) => subject.includes(":user"))).toEqual([]);
    const other = await createSessionCookie(database, runtime, team.owner.id);
    expect((await prove({ code }, other.cookie)).status).toBe(200);
  });

  test("tells what the account has", async () => {
    const read = async () => (await callApi("/me/reauthenticate", { cookie })).body;
    expect(await read()).toMatchObject({ email: team.owner.email, methods: ["password"], providers: [] });
    await insertSecondFactor(database, runtime, team.owner.id);
    expect(await read()).toMatchObject({ methods: ["code"] });
    const where = { id: team.owner.id };
    await database.prisma.totpFactor.deleteMany({ where: { userId: where.id } });
    await database.prisma.user.update({ where, data: { passwordHash: null } });
    expect(await read()).toMatchObject({ methods: [] });
  });

  test("is for people, not for keys", async () => {
    const { secret: key } = await insertKey(database, team);
    expect((await callApi("/me/reauthenticate", { key, body: { password } })).status).toBe(403);
    expect((await callApi("/me/reauthenticate", { key })).status).toBe(403);
  });
});

test("after a new password, other sessions that go on must prove it with the new one", async () => {
  const other = await createSessionCookie(database, runtime, team.owner.id);
  const body = { currentPassword: password, newPassword: "thistle river stone", endOtherSessions: false };
  expect((await callApi("/me/password", { cookie, body })).status).toBe(200);
  expect((await callApi("/me", { cookie: other.cookie })).status).toBe(200);
  expect(await invite(other.cookie)).toMatchObject(required);
});

describe("a new password, with two-factor authentication on", () => {
  const newPassword = "thistle river stone";
  const change = (by: string) =>
    callApi("/me/password", { cookie: by, body: { currentPassword: password, newPassword } });

  test("needs a recent code, so that a copied session and the password don't change it (ASVS 7.5.1)", async () => {
    const { recoveryCodes } = await insertSecondFactor(database, runtime, team.owner.id);
    await age(16 * minuteMs);
    expect(await change(cookie)).toMatchObject(required);
    const { renewed = "" } = await prove({ code: recoveryCodes[0] });
    expect((await change(renewed)).status).toBe(200);
  });

  test("doesn't renew the proof of the session", async () => {
    await insertSecondFactor(database, runtime, team.owner.id);
    const provenAt = new Date(Date.now() - 10 * minuteMs);
    await database.prisma.session.update({ where: { id: sessionId }, data: { authenticatedAt: provenAt } });
    expect((await change(cookie)).status).toBe(200);
    const where = { userId: team.owner.id, endedAt: null };
    const sessions = await database.prisma.session.findMany({ where, select: { authenticatedAt: true } });
    expect(sessions).toEqual([{ authenticatedAt: provenAt }]);
  });
});
