import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createSessionCookie } from "#e2e/support/access/api-caller.ts";
import {
  createContext,
  createTestRuntime,
  insertTeam,
  type TestTeam,
  userActorOf,
} from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { createOneTimeToken, hashOneTimeToken } from "#lib/auth/credentials/one-time-token.ts";
import type { UserActor } from "#lib/domain/actor.ts";
import { createId } from "#lib/domain/common/ids.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { endSession } from "#lib/services/sessions/end.ts";
import { listSessions } from "#lib/services/sessions/list.ts";
import { resolveUserActor } from "./resolve-user-actor.ts";
import { encodeSessionToken } from "./session-token.ts";

const dayMs = 24 * 60 * 60 * 1000;

let database: Database;
let runtime: Runtime;
let team: TestTeam;
let cookie: string;
let sessionId: string;

beforeAll(async () => {
  database = await openTestDatabase();
  runtime = createTestRuntime(database);
});

beforeEach(async () => {
  team = await insertTeam(database);
  ({ cookie, sessionId } = await createSessionCookie(database, runtime, team.owner.id));
});

afterAll(async () => {
  await runtime.usage.stop();
  await database.close();
});

function resolve(cookieHeader = cookie, options: { now?: Date; teamId?: string; teamSlug?: string } = {}) {
  return resolveUserActor(runtime, cookieHeader, { now: new Date(), address: null, agent: null, ...options });
}

async function resolveActor(): Promise<UserActor> {
  const actor = await resolve();
  if (actor === null) throw new Error("the session is not live");
  return actor;
}

function setSession(data: { expiresAt?: Date; lastSeenAt?: Date; endedAt?: Date }) {
  return database.prisma.session.update({ where: { id: sessionId }, data });
}

describe("session", () => {
  test("needs the random secret of its cookie, of which only the digest is stored (ASVS 7.2.3)", async () => {
    const ids = new Set<string>();
    for (let i = 0; i < 20; i++) {
      const secret = createOneTimeToken();
      expect(Buffer.from(secret, "base64url")).toHaveLength(32);
      ids.add(secret);
      const secretHash = new Uint8Array(hashOneTimeToken(secret));
      await database.prisma.session.update({ where: { id: sessionId }, data: { secretHash } });
      const withKey = async (key: string | undefined) =>
        `next-auth.session-token=${await encodeSessionToken({ sid: sessionId, key }, runtime.secrets.session)}`;
      expect(await resolve(await withKey(secret))).toMatchObject({ sessionId });
      expect(await resolve(await withKey(createOneTimeToken()))).toBeNull();
      expect(await resolve(await withKey(undefined))).toBeNull();
    }
    expect(ids.size).toBe(20);
  });

  test("resolves to its user in their first team, with their role's permissions", async () => {
    const actor = await resolve();
    expect(actor).toMatchObject({ userId: team.owner.id, sessionId, team: { id: team.id, role: "owner" } });
    expect([...(actor?.permissions ?? [])]).toContain("keys:write");
  });

  test("ends earlier with shorter settings, also if it started before them", async () => {
    const now = new Date();
    const later = (hours: number) => new Date(now.getTime() + hours * 3_600_000);
    const session = { lifetimeSeconds: 12 * 3_600, idleSeconds: 3_600, maxPerPerson: 20 };
    const strict = { ...runtime, config: { ...runtime.config, session } };
    const use = (at: Date) => resolveUserActor(strict, cookie, { now: at, address: null, agent: null });
    expect(await use(later(0.9))).not.toBeNull();
    expect(await use(later(1.8))).not.toBeNull();
    expect(await use(later(2.9))).toBeNull();
    await setSession({ lastSeenAt: later(12.1) });
    expect(await use(later(12.2))).toBeNull();
    expect(await resolve(cookie, { now: later(12.2) })).not.toBeNull();
  });

  test("expires after 7 days without use, and use extends it (ASVS 7.3.1)", async () => {
    const now = new Date();
    await setSession({ lastSeenAt: now, expiresAt: new Date(now.getTime() + 30 * dayMs) });
    expect(await resolve(cookie, { now: new Date(now.getTime() + 7 * dayMs) })).toBeNull();
    expect(await resolve(cookie, { now: new Date(now.getTime() + 6 * dayMs) })).not.toBeNull();
    expect(await resolve(cookie, { now: new Date(now.getTime() + 12 * dayMs) })).not.toBeNull();
  });

  test("expires at its absolute end regardless of use (ASVS 7.3.2, 7.6.1)", async () => {
    const now = new Date();
    await setSession({ expiresAt: new Date(now.getTime() + 1000) });
    expect(await resolve(cookie, { now: new Date(now.getTime() + 999) })).not.toBeNull();
    expect(await resolve(cookie, { now: new Date(now.getTime() + 1000) })).toBeNull();
  });

  test("is invalid once it has ended or its user is suspended (ASVS 7.4.1, 7.4.2)", async () => {
    await database.prisma.user.update({ where: { id: team.owner.id }, data: { status: "suspended" } });
    expect(await resolve()).toBeNull();
    await database.prisma.user.update({ where: { id: team.owner.id }, data: { status: "active" } });
    expect(await resolve()).not.toBeNull();
    await setSession({ endedAt: new Date() });
    expect(await resolve()).toBeNull();
  });

  test("uses a changed role from the next request on", async () => {
    await database.prisma.member.update({
      where: { id: team.owner.memberId },
      data: { role: "viewer" },
    });
    const actor = await resolve();
    expect(actor?.team?.role).toBe("viewer");
    expect([...(actor?.permissions ?? [])]).not.toContain("keys:write");
  });

  test("rejects a team the user is not an active member of", async () => {
    const other = await insertTeam(database);
    await expect(resolve(cookie, { teamId: other.id })).rejects.toMatchObject({ code: "not_found" });
    await expect(resolve(cookie, { teamSlug: other.slug })).rejects.toMatchObject({ code: "not_found" });
    await database.prisma.member.update({
      where: { id: team.owner.memberId },
      data: { status: "suspended" },
    });
    await expect(resolve(cookie, { teamId: team.id })).rejects.toMatchObject({ code: "not_found" });
  });

  test("rejects an invalid cookie, another secret and an unknown ID (ASVS 7.2.1)", async () => {
    const named = (token: string) => `next-auth.session-token=${token}`;
    const foreign = await encodeSessionToken({ sid: sessionId }, ["x".repeat(32)]);
    const invented = await encodeSessionToken({ sid: createId("session") }, runtime.secrets.session);
    const notAnId = await encodeSessionToken({ sid: team.owner.id }, runtime.secrets.session);
    for (const token of ["", "garbage", "a.b.c.d.e", foreign, invented, notAnId]) {
      expect(await resolve(named(token))).toBeNull();
    }
  });

  test("stays valid with a new first secret while the previous one is still listed", async () => {
    const rotated = {
      ...runtime,
      secrets: { ...runtime.secrets, session: ["n".repeat(32), "s".repeat(32)] },
    };
    const options = { now: new Date(), address: null, agent: null };
    expect(await resolveUserActor(rotated, cookie, options)).not.toBeNull();
  });

  test("rejects a plain cookie once the public URL is HTTPS", async () => {
    const secure = { ...runtime, config: { ...runtime.config, publicOrigin: "https://console.example.com" } };
    const options = { now: new Date(), address: null, agent: null };
    expect(await resolveUserActor(secure, cookie, options)).toBeNull();
    expect(await resolveUserActor(secure, `__Host-${cookie}`, options)).not.toBeNull();
  });
});

describe("a user's own sessions", () => {
  test("are listed and can each be ended once, effective from the next request (ASVS 7.5.2)", async () => {
    const here = await createSessionCookie(database, runtime, team.owner.id);
    const actor = await resolveActor();
    const ctx = createContext(runtime, actor);
    const listed = await listSessions(ctx);
    expect(new Map(listed.map(({ id, current }) => [id, current]))).toEqual(
      new Map([
        [sessionId, true],
        [here.sessionId, false],
      ]),
    );
    expect(await resolve(here.cookie)).not.toBeNull();
    await endSession(ctx, { id: here.sessionId });
    expect(await resolve(here.cookie)).toBeNull();
    await expect(endSession(ctx, { id: here.sessionId })).rejects.toMatchObject({ code: "not_found" });
    expect(await resolve()).not.toBeNull();
  });

  test("don't include another user's session, which stays valid", async () => {
    const other = await insertTeam(database);
    const stranger = await userActorOf(database, other, other.owner.id);
    const ctx = createContext(runtime, stranger);
    await expect(endSession(ctx, { id: sessionId })).rejects.toMatchObject({ code: "not_found" });
    expect(await resolve()).not.toBeNull();
    expect(await listSessions(ctx)).toEqual([]);
  });
});
