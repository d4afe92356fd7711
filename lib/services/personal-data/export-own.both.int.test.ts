import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
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
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { insertOpenServer, insertPersonLink } from "#e2e/support/launch/grants.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { type Runtime, setRuntime } from "#lib/platform/runtime/runtime.ts";
import { emitAudit } from "../audit/emit.ts";
import { exportOwnData } from "./export-own.ts";

let database: Database;
let runtime: Runtime;
let team: TestTeam;
let userId: string;
let cookie: string;
let sessionId: string;
let email: string;

beforeAll(async () => {
  database = await openTestDatabase();
  runtime = createTestRuntime(database);
  setRuntime(runtime);
});

afterAll(async () => {
  setRuntime(undefined);
  await runtime.close();
  await database.close();
});

beforeEach(async () => {
  team = await insertTeam(database);
  ({ id: userId } = await insertMember(database, team, "developer"));
  ({ email } = await database.prisma.user.findUniqueOrThrow({ where: { id: userId } }));
  ({ cookie, sessionId } = await createSessionCookie(database, runtime, userId));
});

const exportOwn = () => callApi("/me/export", { cookie });

/** An event of the team's log that another member caused. */
async function writeEvent(target: { type: string; id: string }, about: string): Promise<void> {
  const actor = await userActorOf(database, team, team.owner.id);
  const ctx = {
    ...createContext(runtime, actor),
    request: { id: "req_other", address: "198.51.100.77", agent: "Other/1.0" },
  };
  await withTransaction(database, (tx) =>
    emitAudit(tx, ctx, {
      teamId: team.id,
      action: "team.update",
      target,
      changes: {},
      personal: { email: about },
    }),
  );
}

test("downloads what is stored about the caller as one JSON file, and records it", async () => {
  await database.prisma.user.update({ where: { id: userId }, data: { passwordHash: "$argon2id$secret" } });
  await writeEvent({ type: "user", id: userId }, email);
  await writeEvent({ type: "user", id: team.owner.id }, team.owner.email);
  const { status, headers, body } = await exportOwn();
  expect(status).toBe(200);
  expect(headers.get("content-disposition")).toMatch(/your-data-\d{4}-\d\d-\d\d\.json/);
  expect(body).toMatchObject({
    account: { id: userId, hasPassword: true },
    sessions: [{ id: sessionId }],
    members: [{ teamId: team.id }],
  });
  const text = JSON.stringify(body);
  for (const hidden of ["argon2id", "198.51.100.77", "Other/1.0", team.owner.email]) {
    expect(text).not.toContain(hidden);
  }
  const recorded = await database.prisma.auditEvent.findFirstOrThrow({
    where: { action: "user.export", targetId: userId },
  });
  expect(recorded).toMatchObject({ chainId: "instance", actorId: userId, actorType: "user" });
});

test("contains only how keys refer to the caller: the rest belongs to the team", async () => {
  const key = await insertKey(database, team, { ownerUserId: userId, name: "Of the team" });
  await database.prisma.member.updateMany({ where: { userId }, data: { status: "suspended" } });
  const { body } = await exportOwn();
  expect(body).toMatchObject({ keys: [{ id: key.id, teamId: team.id, ownerUserId: userId }] });
  expect(JSON.stringify(body)).not.toContain("Of the team");
});

test("contains what concerns an email address only once it is verified", async () => {
  await writeEvent({ type: "invitation", id: "inv_1" }, email);
  const count = async () => {
    const { auditEvents } = (await exportOwn()).body as { auditEvents: { action: string }[] };
    return auditEvents.filter(({ action }) => action === "team.update").length;
  };
  await database.prisma.user.update({ where: { id: userId }, data: { emailVerifiedAt: null } });
  expect(await count()).toBe(0);
  await database.prisma.user.update({ where: { id: userId }, data: { emailVerifiedAt: new Date() } });
  expect(await count()).toBe(1);
});

test("asks again who it is, and is not for keys", async () => {
  await database.prisma.session.update({ where: { id: sessionId }, data: { authenticatedAt: new Date(0) } });
  expect(await exportOwn()).toMatchObject({
    status: 403,
    body: { error: { code: "reauthentication_required" } },
  });
  const { secret } = await insertKey(database, team, { ownerUserId: userId });
  expect((await callApi("/me/export", { key: secret })).status).toBe(403);
  expect((await callApi("/me/export")).status).toBe(401);
});

test("stops when the session ends", async () => {
  const actor = { ...(await userActorOf(database, team, userId)), sessionId };
  const parts = exportOwnData({ ...createContext(runtime, actor), isHeavy: true });
  expect((await parts.next()).done).toBe(false);
  await database.prisma.session.update({ where: { id: sessionId }, data: { endedAt: new Date() } });
  await expect(parts.next()).rejects.toMatchObject({ code: "unauthorized" });
});

test("says who the person is on FHIR servers, and not whom they linked to one", async () => {
  const server = await insertOpenServer(database, team);
  const other = await insertMember(database, team, "viewer");
  await insertPersonLink(database, { server, userId, reference: "Practitioner/1" });
  await insertPersonLink(database, { server, userId: other.id, reference: "Patient/canary-4711" });
  await database.prisma.fhirPersonLink.updateMany({ data: { createdById: userId } });
  const { body } = await exportOwn();
  expect(Reflect.get(Object(body), "fhirPeople")).toEqual([
    { serverId: server.id, reference: "Practitioner/1", createdAt: expect.any(String) },
  ]);
  expect(JSON.stringify(body)).not.toContain("canary-4711");
});
