import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { insertInvitation } from "#e2e/support/access/access-world.ts";
import { callApi, createSessionCookie } from "#e2e/support/access/api-caller.ts";
import { callScim, insertScimToken } from "#e2e/support/access/scim-caller.ts";
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
import { insertSecondFactor } from "#e2e/support/database/second-factor.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { startMailServer } from "#e2e/support/servers/mail-server.ts";
import { createKeySchema } from "#lib/contract/keys/keys.ts";
import { createId } from "#lib/domain/common/ids.ts";
import { sendDueMails } from "#lib/jobs/outbox/send-due-mails.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { readDatabaseTime } from "#lib/platform/db/database-time.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { type Runtime, setRuntime } from "#lib/platform/runtime/runtime.ts";
import { verifyAudit } from "#lib/services/audit/verify.ts";
import { applyGroups } from "#lib/services/groups/apply-groups.ts";
import { listPeople } from "#lib/services/instance/people/list.ts";
import { acceptInvitation } from "#lib/services/invitations/accept.ts";
import { createKey } from "#lib/services/keys/create.ts";
import { requestEmailVerification } from "#lib/services/me/request-email-verification.ts";
import { updateMe } from "#lib/services/me/update.ts";
import { listMembers } from "#lib/services/members/list.ts";
import { updateMember } from "#lib/services/members/update.ts";
import { notify } from "#lib/services/notices/notify.ts";
import { createTeam } from "#lib/services/teams/create.ts";

let database: Database;
let runtime: Runtime;
let mailServer: Awaited<ReturnType<typeof startMailServer>>;
let team: TestTeam;
let cookie: string;
/** A member who deletes their account. */
let ada: Awaited<ReturnType<typeof insertMember>> & { email: string };

beforeAll(async () => {
  mailServer = await startMailServer();
  database = await openTestDatabase();
  runtime = createTestRuntime(database, { smtpUrl: mailServer.url, signUp: "open", signUpsPerHour: 1_000 });
  setRuntime(runtime);
  // So that the console has an administrator.
  await insertUser(database, { isInstanceOwner: true, instanceOwnerSource: "setup" });
});

beforeEach(async () => {
  team = await insertTeam(database);
  ada = await join("developer");
  ({ cookie } = await createSessionCookie(database, runtime, ada.id));
  mailServer.mails.length = 0;
});

afterAll(async () => {
  setRuntime(undefined);
  await mailServer.close();
  await runtime.usage.stop();
  await database.close();
});

async function join(role: Parameters<typeof insertMember>[2]) {
  const member = await insertMember(database, team, role);
  const verified = { emailVerifiedAt: new Date() };
  const { email } = await database.prisma.user.update({ where: { id: member.id }, data: verified });
  return { ...member, email };
}

type Choice = "revoke" | "handOver";

const del = (body: { email: string; keys?: { teamId: string; choice: Choice }[] }, from = cookie) =>
  callApi("/me", { method: "DELETE", cookie: from, body });

const choose = (choice: Choice) => [{ teamId: team.id, choice }];

const readPreview = async (from = cookie) => (await callApi("/me/deletion", { cookie: from })).body;

const isWorking = async (key: string) => (await callApi("/me", { key })).status === 200;

describe("the preview", () => {
  test("names teams and keys, and changes nothing", async () => {
    await insertKey(database, team, { ownerUserId: ada.id, name: "Billing" });
    await insertKey(database, team, { ownerUserId: ada.id, expiresAt: new Date(0) });
    const own = await createTeam(createContext(runtime, await userActorOf(database, team, ada.id)), {
      name: "Zeppelins",
    });
    expect(await readPreview()).toEqual({
      problem: null,
      teams: [
        {
          id: team.id,
          slug: team.slug,
          name: team.name,
          role: "developer",
          outcome: "left",
          liveKeys: 1,
          keyNames: ["Billing"],
          canHandOver: false,
        },
        expect.objectContaining({ id: own.id, outcome: "deleted", role: "owner", liveKeys: 0 }),
      ],
    });
    expect((await callApi("/me", { cookie })).status).toBe(200);
  });

  test("says that the only owner and the last administrator can't", async () => {
    const owner = await createSessionCookie(database, runtime, team.owner.id);
    expect(await readPreview(owner.cookie)).toMatchObject({
      problem: "only_owner",
      teams: [{ outcome: "blocked" }],
    });
  });

  test("is not for keys", async () => {
    const { secret } = await insertKey(database, team);
    expect((await callApi("/me/deletion", { key: secret })).status).toBe(403);
    expect((await callApi("/me/deletion")).status).toBe(401);
  });
});

describe("deleting an account", () => {
  test("removes the person, ends their sessions, and frees their address", async () => {
    const { prisma } = database;
    const { cookie: second } = await createSessionCookie(database, runtime, ada.id);
    await insertSecondFactor(database, runtime, ada.id);
    await prisma.account.create({
      data: { id: "acc_1", userId: ada.id, provider: "oidc", issuer: "https://id.example", subject: ada.id },
    });
    const user = await prisma.user.findUniqueOrThrow({ where: { id: ada.id } });
    await withTransaction(database, (tx) =>
      notify(
        tx,
        { runtime, now: new Date() },
        { kind: "password_changed", receivers: [user], data: { method: "mail" } },
      ),
    );
    const answer = await del({ email: ada.email });
    expect(answer).toMatchObject({ status: 200, body: { id: ada.id } });
    expect(answer.headers.get("set-cookie")).toMatch(/session-token=;.*Max-Age=0/);
    for (const one of [cookie, second]) expect((await callApi("/me", { cookie: one })).status).toBe(401);
    expect(await prisma.user.findUniqueOrThrow({ where: { id: ada.id } })).toMatchObject({
      name: "Deleted user",
      email: `deleted:${ada.id}`,
      passwordHash: null,
      emailVerifiedAt: null,
      status: "suspended",
      deletedAt: expect.any(Date),
    });
    const where = { userId: ada.id };
    const counts = await Promise.all([
      prisma.account.count({ where }),
      prisma.totpFactor.count({ where }),
      prisma.recoveryCode.count({ where }),
      prisma.passkey.count({ where }),
      prisma.oneTimeToken.count({ where }),
      prisma.notice.count({ where }),
      prisma.outboxMail.count({ where }),
      prisma.session.count({ where: { ...where, OR: [{ endedAt: null }, { address: { not: null } }] } }),
      prisma.member.count({ where: { ...where, status: { not: "removed" } } }),
    ]);
    expect(counts).toEqual(counts.map(() => 0));
    const again = await callApi("/users", {
      body: { name: "Ada", email: ada.email, password: "thistle river stone" },
      headers: { origin: "http://127.0.0.1:3000" },
    });
    expect(again.status).toBe(202);
    expect(await prisma.user.count({ where: { email: ada.email } })).toBe(1);
  });

  test("is recorded in the team and in the console's log, whose chains stay valid", async () => {
    await del({ email: ada.email });
    const events = await database.prisma.auditEvent.findMany({ where: { actorId: ada.id } });
    expect(events.map(({ chainId, action }) => [chainId, action])).toEqual(
      expect.arrayContaining([
        [team.id, "member.leave"],
        ["instance", "user.delete"],
      ]),
    );
    expect(JSON.stringify(events.at(-1)?.personal)).not.toContain(ada.email);
    const owner = createContext(runtime, await userActorOf(database, team, team.owner.id));
    expect(await verifyAudit(owner, {})).toMatchObject({ ok: true });
  });

  test("shows the person as deleted, and not among the people of the console", async () => {
    await del({ email: ada.email });
    const actor = await userActorOf(database, team, team.owner.id);
    const ctx = createContext(runtime, { ...actor, isInstanceOwner: true });
    const { data } = await listMembers(ctx, { status: "removed", limit: 100 });
    expect(data).toEqual([expect.objectContaining({ userId: ada.id, name: "Deleted user", email: "" })]);
    const people = await listPeople(ctx, { q: ada.id, limit: 10 });
    expect(people.data).toEqual([]);
  });

  test("ends what a directory knows of the person, who then stays deleted", async () => {
    const { prisma } = database;
    const { token } = await insertScimToken(database);
    const scim = (method: string, path: string, body?: unknown) =>
      callScim(method, path, { token, ...(body === undefined ? {} : { body }) });
    const person = {
      userName: ada.email,
      externalId: "directory-ada",
      displayName: "Ada Byron",
      name: { givenName: "Ada", familyName: "Byron", formatted: "Ada Byron" },
      emails: [{ value: ada.email, type: "work", primary: true }],
    };
    expect(await scim("POST", "/Users", person)).toMatchObject({ status: 201, body: { id: ada.id } });
    const members = [{ value: ada.id }];
    const group = await scim("POST", "/Groups", { displayName: `Crew ${ada.id}`, members });
    expect(group.status).toBe(201);
    expect((await del({ email: ada.email })).status).toBe(200);
    const row = await prisma.provisionedPerson.findUniqueOrThrow({ where: { userId: ada.id } });
    expect(JSON.stringify(row)).not.toMatch(/byron|directory-ada|@/i);
    expect(await prisma.directoryGroupMember.count({ where: { userId: ada.id } })).toBe(0);
    expect((await scim("PUT", `/Users/${ada.id}`, person)).status).toBe(404);
    expect((await scim("GET", `/Users/${ada.id}`)).status).toBe(404);
    expect(await prisma.user.findUniqueOrThrow({ where: { id: ada.id } })).toMatchObject({
      name: "Deleted user",
      email: `deleted:${ada.id}`,
      status: "suspended",
    });
    const again = await scim("POST", "/Users", person);
    expect(again.status).toBe(201);
    expect(again.body.id, "a new account").not.toBe(ada.id);
  });

  test("is not undone by groups that are read at the same time", async () => {
    const { prisma } = database;
    const other = await insertTeam(database);
    const groupName = `Crew ${other.id}`;
    const group = { teamId: other.id, groupName, role: "viewer" as const, createdById: other.owner.id };
    await prisma.teamGroup.create({ data: { id: createId("teamGroup"), ...group, createdAt: new Date() } });
    const { request } = createContext(runtime, { type: "system", name: "test" });
    const apply = (userId: string) =>
      withTransaction(database, (tx) =>
        applyGroups(
          tx,
          { runtime, request, now: new Date() },
          { userId, groups: [groupName], source: "provider" },
        ),
      );
    const count = (userId: string) => prisma.member.count({ where: { teamId: other.id, userId } });
    await apply(team.owner.id);
    expect(await count(team.owner.id)).toBe(1);
    await del({ email: ada.email });
    await apply(ada.id);
    expect(await count(ada.id)).toBe(0);
  });

  test("tells the former address, with a text that the database doesn't show", async () => {
    await del({ email: ada.email });
    const row = await database.prisma.outboxMail.findFirstOrThrow({ where: { recipient: ada.email } });
    expect(Buffer.from(row.content ?? []).toString("latin1")).not.toContain("deleted");
    await sendDueMails(runtime, () => readDatabaseTime(database));
    const mail = mailServer.mails.find(({ to }) => to === ada.email);
    expect(mail?.text).toContain("Your account on ByteEngine Console was deleted");
    expect(await database.prisma.outboxMail.findFirstOrThrow({ where: { id: row.id } })).toMatchObject({
      outcome: "sent",
      content: null,
    });
  });

  test("sends nothing to an address that was never verified", async () => {
    await database.prisma.user.update({ where: { id: ada.id }, data: { emailVerifiedAt: null } });
    await del({ email: ada.email });
    expect(await database.prisma.outboxMail.count({ where: { recipient: ada.email } })).toBe(0);
  });

  test("needs the email address of the account", async () => {
    for (const email of ["someone@example.com", "no address"]) {
      expect(await del({ email })).toMatchObject({
        status: 400,
        body: { error: { details: [{ path: "email" }] } },
      });
    }
    expect((await del({ email: ` ${ada.email.toUpperCase()} ` })).status).toBe(200);
  });

  test("asks a person whose last proof is old, so that a stolen cookie is not enough", async () => {
    const authenticatedAt = new Date(Date.now() - 16 * 60_000);
    await database.prisma.session.updateMany({ where: { userId: ada.id }, data: { authenticatedAt } });
    expect(await del({ email: ada.email })).toMatchObject({
      status: 403,
      body: { error: { code: "reauthentication_required" } },
    });
    expect((await callApi("/me", { cookie })).status).toBe(200);
  });
});

describe("the keys of a deleted account", () => {
  test("need a choice, and can be deleted", async () => {
    const { secret } = await insertKey(database, team, { ownerUserId: ada.id });
    expect(await del({ email: ada.email })).toMatchObject({ status: 409 });
    expect(await isWorking(secret)).toBe(true);
    expect((await del({ email: ada.email, keys: choose("revoke") })).status).toBe(200);
    expect(await isWorking(secret)).toBe(false);
  });

  test("can be handed over by an admin, and keep working with the same permissions", async () => {
    const admin = await join("admin");
    const { cookie: from } = await createSessionCookie(database, runtime, admin.id);
    const { secret, id } = await insertKey(database, team, { ownerUserId: admin.id });
    const before = await callApi("/me", { key: secret });
    expect((await del({ email: admin.email, keys: choose("handOver") }, from)).status).toBe(200);
    const after = await callApi("/me", { key: secret });
    expect(after.body).toMatchObject({ owner: { type: "team", id: team.id } });
    expect(after.body).toMatchObject({
      permissions: Reflect.get(Object(before.body), "permissions"),
      role: "admin",
    });
    const [event] = await database.prisma.auditEvent.findMany({
      where: { chainId: team.id, action: "member.leave", actorId: admin.id },
    });
    expect(event?.changes).toMatchObject({ handedOverKeys: [id], to: team.id });
  });

  test("can't be handed over by someone who can't give keys to the team", async () => {
    const { secret } = await insertKey(database, team, { ownerUserId: ada.id });
    expect(await del({ email: ada.email, keys: choose("handOver") })).toMatchObject({ status: 400 });
    expect(await isWorking(secret)).toBe(true);
  });

  test("lose the permission for all teams when they are handed over", async () => {
    const admin = await join("admin");
    await database.prisma.user.update({ where: { id: admin.id }, data: { isInstanceOwner: true } });
    const { cookie: from } = await createSessionCookie(database, runtime, admin.id);
    const permissions = ["keys:read", "platform:verify"];
    const listing = { inheritsPermissions: false, permissions };
    const { id } = await insertKey(database, team, { ownerUserId: admin.id, ...listing });
    expect((await del({ email: admin.email, keys: choose("handOver") }, from)).status).toBe(200);
    const key = await database.prisma.apiKey.findUniqueOrThrow({ where: { id } });
    expect(key).toMatchObject({ permissions: ["keys:read"], ownerUserId: null, ownerRole: "admin" });
  });
});

describe("teams and administrators", () => {
  test("a team without anyone else is deleted, and its keys are rejected", async () => {
    const owner = await createSessionCookie(database, runtime, team.owner.id);
    await database.prisma.member.updateMany({
      where: { teamId: team.id, userId: ada.id },
      data: { status: "removed" },
    });
    const { secret } = await insertKey(database, team, {
      ownerType: "team",
      ownerUserId: null,
      ownerRole: "admin",
    });
    expect((await del({ email: team.owner.email }, owner.cookie)).status).toBe(200);
    expect(await database.prisma.team.findUniqueOrThrow({ where: { id: team.id } })).toMatchObject({
      deletedAt: expect.any(Date),
    });
    expect(await isWorking(secret)).toBe(false);
  });

  test("the only owner of a team with other members stays, until someone else owns it", async () => {
    const owner = await createSessionCookie(database, runtime, team.owner.id);
    expect(await del({ email: team.owner.email }, owner.cookie)).toMatchObject({
      status: 409,
      body: { error: { message: expect.stringContaining(`You are the only owner of ${team.name}`) } },
    });
    await database.prisma.member.updateMany({
      where: { teamId: team.id, userId: ada.id },
      data: { role: "owner" },
    });
    expect((await del({ email: team.owner.email }, owner.cookie)).status).toBe(200);
  });

  test("of two owners who delete their accounts at once, one stays", async () => {
    for (let round = 0; round < 5; round++) {
      team = await insertTeam(database);
      const second = await join("owner");
      await join("viewer");
      const people = [team.owner, second];
      const cookies = await Promise.all(
        people.map(({ id }) => createSessionCookie(database, runtime, id).then((one) => one.cookie)),
      );
      const answers = await Promise.all(people.map(({ email }, i) => del({ email }, cookies[i])));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    }
  });

  test("an owner who gives the role up at the same time doesn't leave the team without one", async () => {
    for (let round = 0; round < 5; round++) {
      team = await insertTeam(database);
      const second = await join("owner");
      const own = await createSessionCookie(database, runtime, team.owner.id);
      const ctx = createContext(runtime, await userActorOf(database, team, second.id));
      await Promise.all([
        del({ email: team.owner.email }, own.cookie),
        updateMember(ctx, { memberId: second.memberId, role: "viewer" }).catch(() => null),
      ]);
      const owners = { teamId: team.id, role: "owner", status: "active" } as const;
      expect(await database.prisma.member.count({ where: owners })).toBeGreaterThan(0);
    }
  });

  test("the last administrator of the console stays, of two at once, too", async () => {
    const others = await database.prisma.user.findMany({ where: { isInstanceOwner: true } });
    await database.prisma.user.updateMany({ data: { isInstanceOwner: false } });
    try {
      const people = [ada, await join("viewer")];
      const ids = people.map(({ id }) => id);
      await database.prisma.user.updateMany({ where: { id: { in: ids } }, data: { isInstanceOwner: true } });
      const cookies = await Promise.all(
        ids.map((id) => createSessionCookie(database, runtime, id).then((one) => one.cookie)),
      );
      const answers = await Promise.all(people.map(({ email }, i) => del({ email }, cookies[i])));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
      const last = answers[0]?.status === 409 ? 0 : 1;
      expect(await readPreview(cookies[last])).toMatchObject({ problem: "last_instance_owner" });
    } finally {
      const ids = others.map(({ id }) => id);
      await database.prisma.user.updateMany({ where: { id: { in: ids } }, data: { isInstanceOwner: true } });
    }
  });
});

const createLateKey = (ctx: Parameters<typeof createKey>[0]) =>
  createKey(ctx, createKeySchema.parse({ name: "Late", environment: "development" })).catch(() => null);

describe("what happens at the same time", () => {
  test("two deletions at once delete one account once", async () => {
    const answers = await Promise.all([1, 2, 3].map(() => del({ email: ada.email })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401]);
    const where = { action: "user.delete", targetId: ada.id };
    expect(await database.prisma.auditEvent.count({ where })).toBe(1);
  });

  test("a key, a team, a membership and a name that are written in the meantime don't survive", async () => {
    for (let round = 0; round < 8; round++) {
      ada = await join("developer");
      ({ cookie } = await createSessionCookie(database, runtime, ada.id));
      const other = await insertTeam(database);
      const token = await insertInvitation(database, other, ada.email);
      const ctx = createContext(runtime, await userActorOf(database, team, ada.id));
      await Promise.all([
        createLateKey(ctx),
        del({ email: ada.email, keys: choose("revoke") }),
        createTeam(ctx, { name: "Late" }).catch(() => null),
        acceptInvitation(ctx, { token: token.token }).catch(() => null),
        updateMe(ctx, { name: "Late" }).catch(() => null),
        requestEmailVerification(ctx).catch(() => null),
        createLateKey(ctx),
      ]);
      if ((await callApi("/me", { cookie })).status === 200) {
        await del({ email: ada.email, keys: choose("revoke") });
      }
      const where = { ownerUserId: ada.id, revokedAt: null };
      expect(await database.prisma.apiKey.count({ where })).toBe(0);
      const { name } = await database.prisma.user.findUniqueOrThrow({ where: { id: ada.id } });
      expect(name).toBe("Deleted user");
      expect(await database.prisma.oneTimeToken.count({ where: { userId: ada.id } })).toBe(0);
      const memberships = { userId: ada.id, status: "active", team: { deletedAt: null } } as const;
      expect(await database.prisma.member.count({ where: memberships })).toBe(0);
    }
  });
});
