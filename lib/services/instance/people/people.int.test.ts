import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { callApi, createSessionCookie } from "#e2e/support/access/api-caller.ts";
import { createTestRuntime, insertKey, insertTeam, insertUser } from "#e2e/support/database/fixtures.ts";
import { insertSecondFactor } from "#e2e/support/database/second-factor.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { createMemoryLimiter } from "#lib/domain/limits/limiter.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { Prisma } from "#lib/platform/db/generated/client.ts";
import { type Runtime, setRuntime } from "#lib/platform/runtime/runtime.ts";

let database: Database;
let runtime: Runtime;
let administrator: { id: string; cookie: string };

beforeAll(async () => {
  database = await openTestDatabase();
  runtime = createTestRuntime(database, { publicOrigin: "http://console.example.com" });
  administrator = await signIn({ isInstanceOwner: true, name: "Root" });
});

beforeEach(() => {
  setRuntime({ ...runtime, limiter: createMemoryLimiter({ maxCounters: 1000 }) });
});

afterAll(async () => {
  setRuntime(undefined);
  await runtime.usage.stop();
  await database.close();
});

/** A new person with a session. */
async function signIn(fields: Partial<Prisma.UserUncheckedCreateInput> = {}) {
  const user = await insertUser(database, fields);
  return { ...user, ...(await createSessionCookie(database, runtime, user.id)) };
}

const origin = "http://console.example.com";

function send(path: string, call: { method?: string; body?: unknown } = {}, cookie = administrator.cookie) {
  return callApi(`/instance/people${path}`, { ...call, cookie, headers: { origin } });
}

function setStatus(id: string, status: "active" | "suspended", cookie?: string) {
  return send(`/${id}`, { method: "PATCH", body: { status } }, cookie);
}

async function listActions(targetId: string): Promise<string[]> {
  const events = await database.prisma.auditEvent.findMany({
    where: { chainId: "instance", targetId },
    orderBy: { seq: "asc" },
  });
  return events.map(({ action, actorId }) => `${action} by ${actorId}`);
}

describe("listing people", () => {
  test("searches names and addresses, filters, counts and goes through all pages", async () => {
    const names = ["Zoë Nakamura", "Zoë Åkesson", "Zoë Quill"];
    for (const name of names) await insertUser(database, { name, email: `${name.at(-1)}z@zoe.example` });
    await insertUser(database, { name: "Zoë Stopped", email: "stopped@zoe.example", status: "suspended" });
    const first = await send("?q=zoE&limit=2");
    expect(first).toMatchObject({ status: 200, body: { total: 4 } });
    const cursor = String(Reflect.get(Object(first.body), "nextCursor"));
    const second = await send(`?q=zoE&limit=2&cursor=${cursor}`);
    const found = [first, second].flatMap(({ body }) => Reflect.get(Object(body), "data"));
    expect(found.map(({ name }) => name).sort()).toEqual([...names, "Zoë Stopped"].sort());
    expect(await send("?q=zoe.example%20quill")).toMatchObject({ body: { data: [{ name: "Zoë Quill" }] } });
    expect(await send("?q=zoe&status=suspended")).toMatchObject({
      body: { total: 1, data: [{ name: "Zoë Stopped", status: "suspended" }] },
    });
    expect(await send("?q=100%25")).toMatchObject({ status: 200, body: { total: 0 } });
  });

  test("finds administrators, and people without two-factor authentication", async () => {
    const person = await insertUser(database, { name: "Fay Factor" });
    await insertSecondFactor(database, runtime, person.id);
    expect(await send("?q=Fay&twoFactor=true")).toMatchObject({ body: { data: [{ hasTwoFactor: true }] } });
    expect(await send("?q=Fay&twoFactor=false")).toMatchObject({ body: { total: 0 } });
    expect(await send("?instanceOwner=true&q=Root")).toMatchObject({
      body: { data: [{ id: administrator.id, isInstanceOwner: true }] },
    });
  });

  test.each(["?limit=0", "?status=gone", "?cursor=x", "?twoFactor=maybe", "?unknown=1"])(
    "rejects %s",
    async (query) => {
      expect((await send(query)).status).toBe(400);
    },
  );
});

test("shows a person's teams, keys and sign-ins, but no hash, token or session of another person", async () => {
  const team = await insertTeam(database);
  await insertKey(database, team);
  await createSessionCookie(database, runtime, team.owner.id);
  const { status, body } = await send(`/${team.owner.id}`);
  expect(status).toBe(200);
  expect(body).toMatchObject({
    email: team.owner.email,
    teams: [{ id: team.id, role: "owner", status: "active", liveKeys: 1 }],
    liveSessions: 1,
    signIns: [{ isLive: true }],
    hasPassword: false,
  });
  expect(JSON.stringify(body)).not.toMatch(/hash|token|secret/i);
});

describe("suspending a person", () => {
  test("ends sessions and rejects keys at once, and reactivating gives the keys back (ASVS 7.4.2, 7.4.5)", async () => {
    const team = await insertTeam(database);
    const { secret } = await insertKey(database, team);
    const { cookie } = await createSessionCookie(database, runtime, team.owner.id);
    expect((await callApi("/me", { key: secret })).status).toBe(200);
    expect(await setStatus(team.owner.id, "suspended")).toMatchObject({
      status: 200,
      body: { status: "suspended", liveSessions: 0 },
    });
    expect((await callApi("/me", { cookie })).status).toBe(401);
    expect((await callApi("/me", { key: secret })).status).toBe(401);
    expect(await setStatus(team.owner.id, "active")).toMatchObject({ body: { status: "active" } });
    expect((await callApi("/me", { key: secret })).status).toBe(200);
    expect((await callApi("/me", { cookie })).status).toBe(401);
    expect(await listActions(team.owner.id)).toEqual([
      `user.suspend by ${administrator.id}`,
      `user.resume by ${administrator.id}`,
    ]);
  });

  test("shows their keys to the team as inactive", async () => {
    const team = await insertTeam(database);
    const colleague = await insertTeam(database);
    await database.prisma.member.create({
      data: { id: `mem_${"1".repeat(26)}`, teamId: team.id, userId: colleague.owner.id, role: "owner" },
    });
    const { id } = await insertKey(database, team);
    const { cookie } = await createSessionCookie(database, runtime, colleague.owner.id);
    const read = (path: string) =>
      callApi(path, { cookie, headers: { "x-team-id": team.id } }).then(({ body }) => body);
    await setStatus(team.owner.id, "suspended");
    expect(await read(`/keys/${id}`)).toMatchObject({ owner: { role: null }, effectivePermissions: [] });
    expect(await read("/keys?active=true")).toMatchObject({ data: [] });
    expect(await read("/keys?ownerSuspended=true")).toMatchObject({ data: [{ owner: { role: null } }] });
  });

  test("ends unused links and a change of the email address", async () => {
    const person = await insertUser(database, { passwordHash: "x" });
    const link = await send(`/${person.id}/password-resets`, { method: "POST" });
    const url = String(Reflect.get(Object(link.body), "url"));
    await setStatus(person.id, "suspended");
    await setStatus(person.id, "active");
    const path = url.replace(/.*\/reset-password/, "/password-resets");
    const body = { password: "thistle river stone" };
    expect((await callApi(path, { method: "POST", body, headers: { origin } })).status).toBe(404);
  });

  test("writes nothing if nothing changes", async () => {
    const person = await insertUser(database);
    expect((await setStatus(person.id, "active")).status).toBe(200);
    expect(await listActions(person.id)).toEqual([]);
  });

  test("is impossible for the caller's own account, as is every other act", async () => {
    const own = `/${administrator.id}`;
    expect((await setStatus(administrator.id, "suspended")).status).toBe(409);
    for (const [method, path] of [
      ["DELETE", "/sessions"],
      ["DELETE", "/two-factor"],
      ["POST", "/email-verification"],
      ["POST", "/password-resets"],
    ] as const) {
      expect((await send(`${own}${path}`, { method })).status, path).toBe(409);
    }
    expect(await listActions(administrator.id)).toEqual([]);
  });

  test("leaves one of two administrators who suspend each other at the same moment", async () => {
    for (let round = 0; round < 5; round++) {
      const [one, other] = [await signIn({ isInstanceOwner: true }), await signIn({ isInstanceOwner: true })];
      const answers = await Promise.all([
        setStatus(one.id, "suspended", other.cookie),
        setStatus(other.id, "suspended", one.cookie),
      ]);
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 401]);
      const isOneOfThem = { id: { in: [one.id, other.id] } };
      expect(await database.prisma.user.count({ where: { ...isOneOfThem, status: "active" } })).toBe(1);
    }
  });
});

describe("helping a person back in", () => {
  test("signs them out everywhere (ASVS 7.4.5)", async () => {
    const person = await signIn();
    const path = `/${person.id}/sessions`;
    expect(await send(path, { method: "DELETE" })).toMatchObject({ status: 200, body: { endedSessions: 1 } });
    expect((await callApi("/me", { cookie: person.cookie })).status).toBe(401);
    expect(await send(path, { method: "DELETE" })).toMatchObject({ body: { endedSessions: 0 } });
    expect(await listActions(person.id)).toEqual([`session.end_all by ${administrator.id}`]);
  });

  test("turns off two-factor authentication and verifies the email address", async () => {
    const person = await insertUser(database);
    await insertSecondFactor(database, runtime, person.id);
    expect(await send(`/${person.id}/two-factor`, { method: "DELETE" })).toMatchObject({
      status: 200,
      body: { hasTwoFactor: false, passkeys: 0, recoveryCodes: 0 },
    });
    const path = `/${person.id}/email-verification`;
    expect(await send(path, { method: "POST" })).toMatchObject({ body: { isEmailVerified: true } });
    expect((await listActions(person.id)).slice(-2)).toEqual([
      `two_factor.reset by ${administrator.id}`,
      `user.verify_email by ${administrator.id}`,
    ]);
  });

  test("creates a link to the console's own address, which sets a password once (ASVS 6.4.1)", async () => {
    const person = await insertUser(database, { passwordHash: "x" });
    const { status, body } = await callApi(`/instance/people/${person.id}/password-resets`, {
      method: "POST",
      cookie: administrator.cookie,
      headers: { origin, host: "evil.example" },
    });
    const url = String(Reflect.get(Object(body), "url"));
    expect([status, url.startsWith(`${origin}/reset-password/`)]).toEqual([201, true]);
    const use = () =>
      callApi(url.replace(`${origin}/reset-password`, "/password-resets"), {
        method: "POST",
        body: { password: "thistle river stone" },
        headers: { origin },
      });
    expect((await use()).status).toBe(200);
    expect((await use()).status).toBe(404);
    const token = url.split("/").at(-1) ?? "";
    const events = await database.prisma.auditEvent.findMany({ where: { targetId: person.id } });
    expect(JSON.stringify(events, (_, value) => (typeof value === "bigint" ? "" : value))).not.toContain(
      token,
    );
  });

  test("creates no link for a suspended account", async () => {
    const person = await insertUser(database, { status: "suspended" });
    expect((await send(`/${person.id}/password-resets`, { method: "POST" })).status).toBe(409);
  });
});

describe("who may", () => {
  const nobody = `user_${"0".repeat(26)}`;

  test.each(["", "/sessions"])("answers 404 for an unknown person: %s", async (suffix) => {
    expect((await send(`/${nobody}${suffix}`, { method: suffix === "" ? "GET" : "DELETE" })).status).toBe(
      404,
    );
    expect((await send(`/nonsense${suffix}`, { method: suffix === "" ? "GET" : "DELETE" })).status).toBe(404);
  });

  test("loses the power with the ownership, also during a request", async () => {
    const former = await signIn({ isInstanceOwner: true });
    const person = await insertUser(database);
    await database.prisma.user.update({ where: { id: former.id }, data: { isInstanceOwner: false } });
    expect((await setStatus(person.id, "suspended", former.cookie)).status).toBe(403);
    expect(await database.prisma.user.count({ where: { id: person.id, status: "suspended" } })).toBe(0);
  });
});
