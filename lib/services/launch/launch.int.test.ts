import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { callApi, createSessionCookie } from "#e2e/support/access/api-caller.ts";
import {
  apiKeyActorOf,
  createContext,
  createTestRuntime,
  insertKey,
  insertMember,
  insertTeam,
  type TestTeam,
  userActorOf,
} from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import {
  insertGrant,
  insertLaunchableApp,
  insertOpenServer,
  insertPersonLink,
} from "#e2e/support/launch/grants.ts";
import { insertAppToken, type TestApp } from "#e2e/support/oauth/apps.ts";
import { createLaunchSchema } from "#lib/contract/apps/launch.ts";
import { minuteMs } from "#lib/domain/common/durations.ts";
import { createId } from "#lib/domain/common/ids.ts";
import { hashSecret } from "#lib/domain/keys/secret.ts";
import { createMemoryLimiter } from "#lib/domain/limits/limiter.ts";
import { builtInPermissions } from "#lib/domain/rbac/permissions.ts";
import type { Role } from "#lib/domain/rbac/roles.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { FhirServer, Prisma } from "#lib/platform/db/generated/client.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { type Runtime, setRuntime } from "#lib/platform/runtime/runtime.ts";
import { deleteAccount } from "#lib/services/account-deletion/delete.ts";
import { deleteApp } from "#lib/services/apps/delete.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { deleteFhirServer } from "#lib/services/fhir-servers/delete.ts";
import { updateFhirServer } from "#lib/services/fhir-servers/update.ts";
import { insertMember as addMember } from "#lib/services/members/insert-member.ts";
import { removeMember } from "#lib/services/members/remove.ts";
import { updateMember } from "#lib/services/members/update.ts";
import { notifyGrantChange } from "#lib/services/notices/notify-grant-change.ts";
import { deleteTeam } from "#lib/services/teams/delete.ts";
import { endAppGrant } from "./grants/manage/end-of-app.ts";
import { endMyGrant } from "./grants/manage/end-own.ts";
import { listAppGrants } from "./grants/manage/list.ts";
import { listMyGrants } from "./grants/manage/list-own.ts";
import { createAppLaunch } from "./launches/create.ts";
import { linkFhirPerson } from "./people/link.ts";
import { listFhirPeople } from "./people/list.ts";
import { unlinkFhirPerson } from "./people/unlink.ts";

let database: Database;
let runtime: Runtime;
let team: TestTeam;
let owner: ServiceContext;
let other: TestTeam;
let stranger: ServiceContext;
let app: TestApp;
let server: FhirServer;

beforeAll(async () => {
  database = await openTestDatabase();
  runtime = createTestRuntime(database);
  team = await insertTeam(database);
  owner = await asPerson("owner");
  other = await insertTeam(database);
  stranger = await asPerson("owner", other);
  app = await insertLaunchableApp(database, team);
  server = await insertOpenServer(database, team);
});

beforeEach(() => {
  setRuntime({ ...runtime, limiter: createMemoryLimiter({ maxCounters: 1000 }) });
});

afterAll(async () => {
  setRuntime(undefined);
  await runtime.usage.stop();
  await database.close();
});

async function asPerson(role: Role, of = team): Promise<ServiceContext> {
  const id = role === "owner" ? of.owner.id : (await insertMember(database, of, role)).id;
  return createContext(runtime, await userActorOf(database, of, id));
}

function idOf({ actor }: ServiceContext): string {
  if (actor.type !== "user") throw new Error("not a person");
  return actor.userId;
}

/** A key of the owner that lists every permission, unless the fields say otherwise. */
async function insertListingKey(fields: Partial<Prisma.ApiKeyUncheckedCreateInput> = {}, of = team) {
  const permissions = Object.keys(builtInPermissions);
  return insertKey(database, of, { inheritsPermissions: false, permissions, ...fields });
}

async function asKey(fields: Partial<Prisma.ApiKeyUncheckedCreateInput> = {}): Promise<ServiceContext> {
  const { id } = await insertListingKey(fields);
  return createContext(runtime, await apiKeyActorOf(database, id));
}

const readEvents = (targetId: string) =>
  database.prisma.auditEvent.findMany({ where: { targetId }, orderBy: { seq: "asc" } });

const page = { cursor: undefined, limit: 50, status: undefined };

const at = (ctx: ServiceContext, ms: number): ServiceContext => ({
  ...ctx,
  now: new Date(ctx.now.getTime() + ms),
});

function launch(as: ServiceContext, fields: Record<string, unknown> = {}, id = app.id) {
  return createAppLaunch(as, { ...createLaunchSchema.parse({ fhirServerId: server.id, ...fields }), id });
}

/** A developer of the team with a grant, and a token of it. */
async function insertGiven(fields: Partial<Parameters<typeof insertGrant>[1]> = {}) {
  const person = await asPerson("developer");
  const grant = await insertGrant(database, { app, server, userId: idOf(person), ...fields });
  const token = await insertAppToken(database, app, { grantId: grant.id });
  return { person, grant, token };
}

async function readEnding(grantId: string) {
  const grant = await database.prisma.appGrant.findUniqueOrThrow({
    where: { id: grantId },
    include: { tokens: true },
  });
  return {
    reason: grant.endedReason,
    areTokensRevoked: grant.tokens.every(({ revokedAt }) => revokedAt !== null),
  };
}

describe("launches", () => {
  test("lead to the app's launch address, and store only the digest of the handle", async () => {
    const created = await launch(owner, {
      patient: "canary-patient-1",
      encounter: "e-1",
      intent: "reconcile",
    });
    const url = new URL(created.launchUrl);
    expect(url.origin + url.pathname).toBe("https://app.example.com/launch");
    expect(Object.fromEntries(url.searchParams)).toEqual({
      theme: "dark",
      iss: expect.stringMatching(new RegExp(`/v1/api/fhir/servers/${server.id}/fhir$`)),
      launch: created.launch,
    });
    expect(created.expiresAt).toBe(at(owner, 5 * minuteMs).now.toISOString());
    const row = await database.prisma.appLaunch.findUniqueOrThrow({
      where: { hash: new Uint8Array(hashSecret(created.launch)) },
    });
    expect(row).toMatchObject({
      appId: app.id,
      serverId: server.id,
      baseUrl: server.baseUrl,
      userId: team.owner.id,
      patientId: "canary-patient-1",
      encounterId: "e-1",
      intent: "reconcile",
      usedAt: null,
    });
    const events = await readEvents(app.id);
    expect(events.at(-1)).toMatchObject({
      action: "app_launch.create",
      changes: { server: server.id, userId: team.owner.id },
    });
    expect(
      JSON.stringify(events, (_, part) => (typeof part === "bigint" ? Number(part) : part)),
    ).not.toContain("canary-patient-1");
  });

  test("are made by people for themselves, and by keys for an active member", async () => {
    const key = await asKey();
    const member = await asPerson("viewer");
    expect((await launch(owner, { userId: team.owner.id })).launch).toMatch(/^bel_/);
    expect((await launch(key, { userId: idOf(member) })).launch).toMatch(/^bel_/);
    const onField = { code: "invalid_request", details: [{ path: "userId" }] };
    await expect(launch(owner, { userId: idOf(member) })).rejects.toMatchObject(onField);
    await expect(launch(key)).rejects.toMatchObject(onField);
    await expect(launch(key, { userId: other.owner.id })).rejects.toMatchObject(onField);
    await database.prisma.member.updateMany({
      where: { userId: idOf(member) },
      data: { status: "suspended", suspendedAt: new Date() },
    });
    await expect(launch(key, { userId: idOf(member) })).rejects.toMatchObject(onField);
  });

  test("need the permission to read data, and an app and a server within reach", async () => {
    await expect(launch(await asPerson("viewer"))).rejects.toMatchObject({ code: "forbidden" });
    await expect(launch(stranger)).rejects.toMatchObject({ code: "not_found" });
    const forOwner = { userId: team.owner.id };
    const elsewhere = await asKey({ environmentId: team.environments.production ?? "" });
    const limited = await asKey({ resources: { create: { resource: `fhir-servers:${server.id}` } } });
    for (const as of [elsewhere, limited]) {
      await expect(launch(as, forOwner)).rejects.toMatchObject({ code: "forbidden" });
    }
    const inherits = await insertKey(database, team);
    const inheriting = createContext(runtime, await apiKeyActorOf(database, inherits.id));
    await expect(launch(inheriting, forOwner)).rejects.toMatchObject({ code: "forbidden" });
    const onServer = { code: "invalid_request", details: [{ path: "fhirServerId" }] };
    const foreign = await insertOpenServer(database, other);
    const production = await insertOpenServer(database, team, {
      environmentId: team.environments.production ?? "",
    });
    const deleted = await insertOpenServer(database, team, { deletedAt: new Date() });
    for (const { id } of [foreign, production, deleted, { id: createId("fhirServer") }]) {
      await expect(launch(owner, { fhirServerId: id })).rejects.toMatchObject(onServer);
    }
  });

  test("need an app that people can open, and a gateway that is on", async () => {
    const conflict = { code: "conflict" };
    const apps = [
      { kind: "service" as const },
      { launchUri: null },
      { disabledAt: new Date() },
      { deletedAt: new Date() },
    ];
    for (const fields of apps) {
      const { id } = await insertLaunchableApp(database, team, fields);
      await expect(launch(owner, {}, id)).rejects.toMatchObject(conflict);
    }
    const off = await insertOpenServer(database, team, { gatewayBaseUrl: null });
    await expect(launch(owner, { fhirServerId: off.id })).rejects.toMatchObject(conflict);
  });

  test("that can still be used are limited for each app", async () => {
    const { id } = await insertLaunchableApp(database, team);
    const fields = { appId: id, serverId: server.id, baseUrl: server.baseUrl, userId: team.owner.id };
    await database.prisma.appLaunch.createMany({
      data: Array.from({ length: 1000 }, (_, index) => ({
        ...fields,
        hash: new Uint8Array(hashSecret(`${id}-${index}`)),
        createdAt: owner.now,
        expiresAt: new Date(owner.now.getTime() + (index < 2 ? 1000 : minuteMs)),
      })),
    });
    await expect(launch(owner, {}, id)).rejects.toMatchObject({ code: "conflict" });
    const later = at(owner, 1000);
    const attempts = await Promise.allSettled(Array.from({ length: 5 }, () => launch(later, {}, id)));
    expect(attempts.filter(({ status }) => status === "fulfilled")).toHaveLength(2);
    // Used ones don't count.
    const hash = new Uint8Array(hashSecret(`${id}-500`));
    await database.prisma.appLaunch.update({ where: { hash }, data: { usedAt: owner.now } });
    await launch(later, {}, id);
    await expect(launch(later, {}, id)).rejects.toMatchObject({ code: "conflict" });
  });
});

describe("grants", () => {
  test("of an app are listed newest first, in pages, without patients", async () => {
    const own = await insertLaunchableApp(database, team);
    const joinedAt = new Date("2026-01-01T00:00:00Z");
    const { id: userId } = await insertMember(database, team, "developer", { joinedAt });
    const person = createContext(runtime, await userActorOf(database, team, userId));
    const give = (fields: Partial<Parameters<typeof insertGrant>[1]>) =>
      insertGrant(database, { app: own, server, userId, ...fields });
    const old = await give({
      createdAt: joinedAt,
      expiresAt: new Date("2026-01-02T00:00:00Z"),
    });
    const active = await give({ patientId: null });
    const ended = await give({ endedAt: new Date(), endedReason: "person" });
    await give({ lastTokenAt: null, createdAt: new Date(Date.now() - 2 * minuteMs) });
    const waiting = await give({ lastTokenAt: null });
    const all = await listAppGrants(owner, { ...page, id: own.id });
    expect(all.data.map(({ id }) => id)).toEqual([waiting.id, ended.id, active.id, old.id]);
    expect(all.data.map(({ status }) => status)).toEqual(["active", "ended", "active", "expired"]);
    expect(all.data[2]).toMatchObject({
      app: { id: own.id, kind: "public" },
      team: { id: team.id },
      person: { id: userId },
      fhirServer: { id: server.id, name: server.name },
      hasPatient: false,
    });
    expect(JSON.stringify(all)).not.toContain("canary-patient");
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const part = await listAppGrants(owner, { cursor, limit: 1, status: "active", id: own.id });
      found.push(...part.data.map(({ id }) => id));
      cursor = part.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(found).toEqual([waiting.id, active.id]);
    const mine = await listMyGrants(person, page);
    expect(mine.data.map(({ id }) => id)).toEqual(all.data.map(({ id }) => id));
    await expect(listAppGrants(stranger, { ...page, id: own.id })).rejects.toMatchObject({
      code: "not_found",
    });
    const first = await listAppGrants(owner, { ...page, limit: 1, id: own.id });
    await expect(
      listAppGrants(owner, { ...page, cursor: first.nextCursor ?? "", id: app.id }),
    ).rejects.toMatchObject({ code: "invalid_request" });
  });

  test("that another release left behind are shown as ended", async () => {
    const own = await insertLaunchableApp(database, team);
    const moved = await insertOpenServer(database, team);
    const leaver = await insertMember(database, team, "developer");
    await insertGrant(database, { app: own, server: moved, userId: team.owner.id });
    await insertGrant(database, { app: own, server, userId: leaver.id });
    await database.prisma.fhirServer.update({
      where: { id: moved.id },
      data: { baseUrl: "https://b.example.com" },
    });
    await database.prisma.member.update({
      where: { id: leaver.memberId },
      data: { status: "removed", removedAt: new Date() },
    });
    const { data } = await listAppGrants(owner, { ...page, id: own.id });
    expect(data.map(({ status }) => status)).toEqual(["ended", "ended"]);
    expect((await listAppGrants(owner, { ...page, status: "active", id: own.id })).data).toEqual([]);
  });

  test("are ended by an admin, who tells the person, and only once", async () => {
    const { person, grant } = await insertGiven();
    await expect(endAppGrant(person, { id: app.id, grantId: grant.id })).rejects.toMatchObject({
      code: "forbidden",
    });
    await expect(endAppGrant(stranger, { id: app.id, grantId: grant.id })).rejects.toMatchObject({
      code: "not_found",
    });
    const foreign = await insertLaunchableApp(database, team);
    await expect(endAppGrant(owner, { id: foreign.id, grantId: grant.id })).rejects.toMatchObject({
      code: "not_found",
    });
    const input = { id: app.id, grantId: grant.id };
    const answers = await Promise.all(Array.from({ length: 4 }, () => endAppGrant(owner, input)));
    for (const answer of answers) expect(answer).toMatchObject({ id: grant.id, status: "ended" });
    expect(await readEnding(grant.id)).toEqual({ reason: "admin", areTokensRevoked: true });
    expect((await readEvents(grant.id)).map(({ action, changes }) => ({ action, changes }))).toEqual([
      {
        action: "app_grant.end",
        changes: { app: app.id, server: server.id, userId: idOf(person), reason: "admin" },
      },
    ]);
    const notices = await database.prisma.notice.findMany({ where: { userId: idOf(person) } });
    expect(notices).toMatchObject([{ kind: "app_authorized", data: { change: "ended", person: null } }]);
  });

  test("are ended by keys of the app's environment only", async () => {
    const { grant } = await insertGiven();
    const input = { id: app.id, grantId: grant.id };
    const elsewhere = await asKey({ environmentId: team.environments.production ?? "" });
    await expect(endAppGrant(elsewhere, input)).rejects.toMatchObject({ code: "forbidden" });
    await expect(listAppGrants(elsewhere, { ...page, id: app.id })).rejects.toMatchObject({
      code: "forbidden",
    });
    expect((await endAppGrant(await asKey(), input)).status).toBe("ended");
  });

  test("are ended by their person, also after they left the team, and by nobody else", async () => {
    const { person, grant } = await insertGiven();
    const someone = await asPerson("admin");
    await expect(endMyGrant(someone, { id: grant.id })).rejects.toMatchObject({ code: "not_found" });
    await expect(endMyGrant(await asKey(), { id: grant.id })).rejects.toMatchObject({ code: "forbidden" });
    await database.prisma.member.updateMany({
      where: { userId: idOf(person) },
      data: { status: "removed", removedAt: new Date() },
    });
    const alone = { ...person, actor: { ...person.actor, team: null } } as ServiceContext;
    expect(await endMyGrant(alone, { id: grant.id })).toMatchObject({ status: "ended" });
    expect(await endMyGrant(alone, { id: grant.id })).toMatchObject({ status: "ended" });
    expect(await readEnding(grant.id)).toEqual({ reason: "person", areTokensRevoked: true });
    expect((await listMyGrants(alone, page)).data).toHaveLength(1);
    expect(await database.prisma.notice.count({ where: { userId: idOf(person) } })).toBe(0);
  });

  test("are announced the first time, and to those in charge if they are replayed", async () => {
    const own = await insertLaunchableApp(database, team);
    const person = await asPerson("developer");
    const readChanges = async (userId: string) => {
      const rows = await database.prisma.notice.findMany({
        where: { userId, data: { path: ["appId"], equals: own.id } },
        orderBy: { createdAt: "asc" },
      });
      return rows.map(({ data }) => Reflect.get(Object(data), "change"));
    };
    const announce = async (change: "authorized" | "replayed") => {
      const { id } = await insertGrant(database, { app: own, server, userId: idOf(person) });
      await withTransaction(database, (tx) => notifyGrantChange(tx, person, id, change));
    };
    await announce("authorized");
    await announce("authorized");
    expect(await readChanges(idOf(person))).toEqual(["authorized"]);
    await announce("replayed");
    expect(await readChanges(idOf(person))).toEqual(["authorized", "replayed"]);
    expect(await readChanges(team.owner.id)).toEqual(["replayed"]);
  });
});

describe("grants, launches and links end", () => {
  async function insertAll(of = team) {
    const ownApp = await insertLaunchableApp(database, of);
    const ownServer = await insertOpenServer(database, of);
    const member = await insertMember(database, of, "developer");
    const userId = member.id;
    const grant = await insertGrant(database, { app: ownApp, server: ownServer, userId });
    await insertAppToken(database, ownApp, { grantId: grant.id });
    await insertPersonLink(database, { server: ownServer, userId, reference: "Patient/1" });
    await database.prisma.appLaunch.create({
      data: {
        hash: new Uint8Array(hashSecret(grant.id)),
        appId: ownApp.id,
        serverId: ownServer.id,
        baseUrl: ownServer.baseUrl,
        userId,
        createdAt: new Date(),
        expiresAt: new Date(Date.now() + minuteMs),
      },
    });
    return { ownApp, ownServer, member, grant };
  }

  const countLeft = async (userId: string) => ({
    launches: await database.prisma.appLaunch.count({ where: { userId } }),
    links: await database.prisma.fhirPersonLink.count({ where: { userId } }),
  });

  const nothing = { launches: 0, links: 0 };

  test("when the person is removed, and stay ended when they rejoin", async () => {
    const { member, grant } = await insertAll();
    const expiresAt = new Date(owner.now.getTime() - 1);
    await insertGrant(database, { app, server, userId: member.id, expiresAt });
    await removeMember(owner, { memberId: member.memberId, keys: "revoke" });
    expect(await readEnding(grant.id)).toEqual({ reason: "member", areTokensRevoked: true });
    expect(await countLeft(member.id)).toEqual(nothing);
    expect((await readEvents(member.memberId)).at(-1)).toMatchObject({
      action: "member.remove",
      changes: { endedGrants: 1 },
    });
  });

  test("when a person rejoins whom another release removed", async () => {
    const { member, grant } = await insertAll();
    await database.prisma.member.update({
      where: { id: member.memberId },
      data: { status: "removed", removedAt: new Date() },
    });
    await withTransaction(database, (tx) =>
      addMember(tx, owner, { teamId: team.id, userId: member.id, role: "viewer", isFromGroups: false }),
    );
    expect(await readEnding(grant.id)).toEqual({ reason: "member", areTokensRevoked: true });
    expect(await countLeft(member.id)).toEqual(nothing);
  });

  test("not when the person is suspended", async () => {
    const { member, grant } = await insertAll();
    await updateMember(owner, { memberId: member.memberId, status: "suspended" });
    expect(await readEnding(grant.id)).toMatchObject({ reason: null });
    expect(await countLeft(member.id)).toEqual({ launches: 1, links: 1 });
  });

  test("when the person deletes their account, with the ids of patients", async () => {
    const { member, grant } = await insertAll();
    const person = createContext(runtime, await userActorOf(database, team, member.id));
    await database.prisma.session.create({
      data: {
        id: Reflect.get(person.actor, "sessionId"),
        userId: member.id,
        secretHash: new Uint8Array(hashSecret(member.id)),
        createdAt: new Date(),
        lastSeenAt: new Date(),
        authenticatedAt: new Date(),
        expiresAt: new Date(Date.now() + 60 * minuteMs),
      },
    });
    const { email } = await database.prisma.user.findUniqueOrThrow({ where: { id: member.id } });
    await deleteAccount(person, { email });
    expect(await readEnding(grant.id)).toEqual({ reason: "member", areTokensRevoked: true });
    expect(await database.prisma.appGrant.findUnique({ where: { id: grant.id } })).toMatchObject({
      patientId: null,
      encounterId: null,
      intent: null,
    });
    expect(await countLeft(member.id)).toEqual(nothing);
  });

  test("when the app is deleted, except who people are on the server", async () => {
    const { ownApp, member, grant } = await insertAll();
    await deleteApp(owner, { id: ownApp.id });
    expect(await readEnding(grant.id)).toEqual({ reason: "admin", areTokensRevoked: true });
    expect(await countLeft(member.id)).toEqual({ launches: 0, links: 1 });
  });

  test("when the server is deleted", async () => {
    const { ownServer, member, grant } = await insertAll();
    await deleteFhirServer(owner, { id: ownServer.id });
    expect(await readEnding(grant.id)).toEqual({ reason: "server", areTokensRevoked: true });
    expect(await countLeft(member.id)).toEqual(nothing);
  });

  test("when the base URL of the server changes, but not its name", async () => {
    const { ownServer, member, grant } = await insertAll();
    await updateFhirServer(owner, { id: ownServer.id, name: "Renamed", baseUrl: ownServer.baseUrl });
    expect(await readEnding(grant.id)).toMatchObject({ reason: null });
    await updateFhirServer(owner, { id: ownServer.id, baseUrl: "https://other.example.com/r4" });
    expect(await readEnding(grant.id)).toEqual({ reason: "server", areTokensRevoked: true });
    expect(await countLeft(member.id)).toEqual(nothing);
  });

  test("when the team is deleted", async () => {
    const doomed = await insertTeam(database);
    const { member, grant } = await insertAll(doomed);
    await deleteTeam(await asPerson("owner", doomed));
    expect(await readEnding(grant.id)).toEqual({ reason: "admin", areTokensRevoked: true });
    expect(await countLeft(member.id)).toEqual(nothing);
  });

  test("with a token that is issued at the same time: after the end, none works", async () => {
    for (let round = 0; round < 10; round++) {
      const { ownApp, grant } = await insertAll();
      // As the token endpoint issues them: under a lock of the app and the grant, which it checks.
      const issue = () => database.prisma.$executeRaw`
        INSERT INTO app_tokens (hash, app_id, grant_id, scopes, created_at, expires_at)
        SELECT ${new Uint8Array(hashSecret(createId("request")))}, app.id, given.id, '{}', now(), now() + interval '1 hour'
        FROM apps app JOIN app_grants given ON given.app_id = app.id
        WHERE given.id = ${grant.id} AND given.ended_at IS NULL AND app.deleted_at IS NULL FOR SHARE OF app, given`;
      const end =
        round % 2 === 0
          ? () => endAppGrant(owner, { id: ownApp.id, grantId: grant.id })
          : () => deleteApp(owner, { id: ownApp.id });
      await Promise.all([issue(), issue(), end(), issue(), end(), issue()]);
      expect(await readEnding(grant.id)).toMatchObject({ areTokensRevoked: true });
      expect(await issue()).toBe(0);
    }
  });
});

describe("who people are on a server", () => {
  test("is set, replaced and removed, and the log records only the type", async () => {
    const own = await insertOpenServer(database, team);
    const { id: userId } = await insertMember(database, team, "viewer", { joinedAt: owner.now });
    const set = (reference: string, as = owner) => linkFhirPerson(as, { id: own.id, userId, reference });
    const first = await set("Practitioner/canary-1");
    expect(first).toMatchObject({ person: { id: userId }, reference: "Practitioner/canary-1" });
    expect(await set("Practitioner/canary-1", at(owner, 1000))).toEqual(first);
    const second = await set("Patient/canary-2", at(owner, 2000));
    expect(second).toMatchObject({ reference: "Patient/canary-2" });
    expect((await listFhirPeople(owner, { ...page, id: own.id })).data).toEqual([second]);
    expect(await unlinkFhirPerson(owner, { id: own.id, userId })).toEqual(second);
    await expect(unlinkFhirPerson(owner, { id: own.id, userId })).rejects.toMatchObject({
      code: "not_found",
    });
    expect((await listFhirPeople(owner, { ...page, id: own.id })).data).toEqual([]);
    expect((await readEvents(own.id)).map(({ action, changes }) => ({ action, changes }))).toEqual([
      { action: "fhir_person.link", changes: { userId, resourceType: "Practitioner" } },
      { action: "fhir_person.link", changes: { userId, resourceType: "Patient" } },
      { action: "fhir_person.unlink", changes: { userId, resourceType: "Patient" } },
    ]);
    expect(
      await database.prisma.$queryRaw<unknown[]>`
      SELECT 1 FROM invalidations WHERE kind = 'user' AND subject_id = ${userId}`,
    ).toHaveLength(3);
  });

  test("is only for active members of the team, and for those who can change gateways", async () => {
    const { id: userId, memberId } = await insertMember(database, team, "viewer");
    const input = { id: server.id, userId, reference: "Practitioner/1" };
    for (const as of [await asPerson("developer"), await asPerson("viewer")]) {
      await expect(linkFhirPerson(as, input)).rejects.toMatchObject({ code: "forbidden" });
      await expect(unlinkFhirPerson(as, input)).rejects.toMatchObject({ code: "forbidden" });
      await expect(listFhirPeople(as, { ...page, id: server.id })).rejects.toMatchObject({
        code: "forbidden",
      });
    }
    const elsewhere = await asKey({ environmentId: team.environments.production ?? "" });
    await expect(linkFhirPerson(elsewhere, input)).rejects.toMatchObject({ code: "forbidden" });
    expect((await linkFhirPerson(await asKey(), input)).reference).toBe("Practitioner/1");
    const missing = { code: "not_found" };
    await expect(linkFhirPerson(stranger, input)).rejects.toMatchObject(missing);
    await expect(linkFhirPerson(owner, { ...input, userId: other.owner.id })).rejects.toMatchObject(missing);
    await expect(linkFhirPerson(owner, { ...input, userId: createId("user") })).rejects.toMatchObject(
      missing,
    );
    await database.prisma.member.update({ where: { id: memberId }, data: { status: "suspended" } });
    await expect(linkFhirPerson(owner, { ...input, reference: "Practitioner/2" })).rejects.toMatchObject(
      missing,
    );
  });

  test("doesn't count for another base URL, and can be set again", async () => {
    const own = await insertOpenServer(database, team);
    const { id: userId } = await insertMember(database, team, "viewer");
    await insertPersonLink(database, { server: own, userId, reference: "Patient/1" });
    await database.prisma.fhirServer.update({
      where: { id: own.id },
      data: { baseUrl: "https://b.example.com" },
    });
    expect((await listFhirPeople(owner, { ...page, id: own.id })).data).toEqual([]);
    await expect(unlinkFhirPerson(owner, { id: own.id, userId })).rejects.toMatchObject({
      code: "not_found",
    });
    await linkFhirPerson(owner, { id: own.id, userId, reference: "Patient/1" });
    expect((await listFhirPeople(owner, { ...page, id: own.id })).data).toHaveLength(1);
  });

  test("counts again once it is set after the person rejoined", async () => {
    const own = await insertOpenServer(database, team);
    const { id: userId, memberId } = await insertMember(database, team, "viewer");
    const where = { serverId_userId: { serverId: own.id, userId } };
    await insertPersonLink(database, { server: own, userId, reference: "Patient/1" });
    const joinedAt = new Date(Date.now() + 5);
    await database.prisma.member.update({ where: { id: memberId }, data: { joinedAt } });
    await linkFhirPerson(
      { ...owner, now: new Date(joinedAt.getTime() + 1) },
      { id: own.id, userId, reference: "Patient/1" },
    );
    const link = await database.prisma.fhirPersonLink.findUniqueOrThrow({ where });
    expect(link.createdAt.getTime()).toBeGreaterThan(joinedAt.getTime());
  });

  test("counts for nothing if it is older than the membership, until it is set again", async () => {
    const own = await insertOpenServer(database, team);
    const { id: userId, memberId } = await insertMember(database, team, "viewer");
    await insertPersonLink(database, { server: own, userId, reference: "Patient/1" });
    await database.prisma.member.update({
      where: { id: memberId },
      data: { joinedAt: new Date(Date.now() + 60_000) },
    });
    expect((await listFhirPeople(owner, { ...page, id: own.id })).data).toEqual([]);
    await expect(unlinkFhirPerson(owner, { id: own.id, userId })).rejects.toMatchObject({
      code: "not_found",
    });
    // The person joined through an instance whose clock is ahead of this one's.
    await linkFhirPerson(owner, { id: own.id, userId, reference: "Patient/1" });
    expect((await listFhirPeople(owner, { ...page, id: own.id })).data).toHaveLength(1);
    await unlinkFhirPerson(owner, { id: own.id, userId });
    expect((await listFhirPeople(owner, { ...page, id: own.id })).data).toEqual([]);
  });

  test("is listed in pages", async () => {
    const own = await insertOpenServer(database, team);
    const people: string[] = [];
    for (let index = 0; index < 5; index++) {
      const { id: userId } = await insertMember(database, team, "viewer");
      await insertPersonLink(database, { server: own, userId, reference: `Practitioner/${index}` });
      people.push(userId);
    }
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const part = await listFhirPeople(owner, { cursor, limit: 2, id: own.id });
      found.push(...part.data.map(({ person }) => person.id));
      cursor = part.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(found.sort()).toEqual(people.sort());
  });

  test("is not left behind when the person is removed at the same time", async () => {
    for (let round = 0; round < 5; round++) {
      const member = await insertMember(database, team, "viewer");
      const input = { id: server.id, userId: member.id, reference: "Patient/1" };
      await Promise.allSettled([
        linkFhirPerson(owner, input),
        removeMember(owner, { memberId: member.memberId, keys: "revoke" }),
        linkFhirPerson(owner, input),
      ]);
      expect(await database.prisma.fhirPersonLink.count({ where: { userId: member.id } })).toBe(0);
    }
  });
});

describe("the API", () => {
  test("rejects what isn't valid with 400, and unknown callers with 401", async () => {
    const { cookie } = await createSessionCookie(database, runtime, team.owner.id);
    const headers = { "x-team-id": team.id };
    const send = (method: string, path: string, body?: unknown) =>
      callApi(path, { method, cookie, headers, ...(body === undefined ? {} : { body }) });
    const ofServer = `/fhir/servers/${server.id}/people`;
    const calls: [string, string, unknown?][] = [
      ["POST", `/apps/${app.id}/launches`, {}],
      ["POST", `/apps/${app.id}/launches`, { fhirServerId: server.id, patient: "a/b" }],
      ["POST", `/apps/${app.id}/launches`, { fhirServerId: server.id, more: 1 }],
      ["GET", `/apps/${app.id}/grants?status=gone`],
      ["GET", "/me/grants?cursor=x"],
      ["GET", `${ofServer}?status=active`],
      ["PUT", `${ofServer}/${team.owner.id}`, { reference: "Observation/1" }],
      ["PUT", `${ofServer}/${team.owner.id}`, { reference: "Patient/1/_history/2" }],
    ];
    for (const [method, path, body] of calls) {
      expect((await send(method, path, body)).status, `${method} ${path}`).toBe(400);
      const anonymous = await callApi(path, { method, ...(body === undefined ? {} : { body }) });
      expect(anonymous.status, `${method} ${path}`).toBe(401);
    }
  });

  test("never replays a launch, and shows a person their grants of every team", async () => {
    const { cookie } = await createSessionCookie(database, runtime, team.owner.id);
    const headers = { "x-team-id": team.id, "idempotency-key": "launch-1" };
    const body = { fhirServerId: server.id };
    const call = { method: "POST", cookie, headers, body } as const;
    const [first, second] = [
      await callApi(`/apps/${app.id}/launches`, call),
      await callApi(`/apps/${app.id}/launches`, call),
    ];
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(first.body).not.toEqual(second.body);
    const records = await database.prisma.idempotencyRecord.count({ where: { key: "launch-1" } });
    expect(records).toBe(0);
    await insertMember(database, other, "viewer");
    const otherApp = await insertLaunchableApp(database, other);
    const otherServer = await insertOpenServer(database, other);
    const given = await insertGrant(database, { app: otherApp, server: otherServer, userId: team.owner.id });
    const mine = await callApi("/me/grants", { cookie, headers: { "x-team-id": team.id } });
    expect(JSON.stringify(mine.body)).toContain(given.id);
    const ended = await callApi(`/me/grants/${given.id}`, {
      method: "DELETE",
      cookie,
      headers: { "x-team-id": team.id },
    });
    expect(ended).toMatchObject({ status: 200, body: { status: "ended", team: { id: other.id } } });
  });
});
