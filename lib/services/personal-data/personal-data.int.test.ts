import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import {
  createContext,
  createTestRuntime,
  insertKey,
  insertMember,
  insertRequest,
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
import { insertApp } from "#e2e/support/oauth/apps.ts";
import { insertAppRule, insertTrustedIssuer } from "#e2e/support/oauth/federation.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { User } from "#lib/platform/db/generated/client.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { emitAudit } from "../audit/emit.ts";
import { verifyChain } from "../audit/verify.ts";
import { erasePersonEverywhere } from "./erase-person-everywhere.ts";
import { exportPerson } from "./export-person.ts";
import { findPerson } from "./find-person.ts";

let database: Database;
let runtime: Runtime;
let team: TestTeam;
let person: User;

const now = new Date();
const { signal } = new AbortController();

beforeAll(async () => {
  database = await openTestDatabase();
  runtime = createTestRuntime(database);
});

afterAll(async () => {
  await runtime.close();
  await database.close();
});

async function writeEvent(by: string, target: { type: string; id: string }, email: string): Promise<void> {
  const ctx = createContext(runtime, await userActorOf(database, team, by), now);
  await withTransaction(database, (tx) =>
    emitAudit(tx, ctx, { teamId: team.id, action: "team.update", target, changes: {}, personal: { email } }),
  );
}

beforeEach(async () => {
  team = await insertTeam(database);
  const { id: userId } = await insertMember(database, team, "developer");
  person = await database.prisma.user.update({ where: { id: userId }, data: { name: "Ada Lovelace" } });
  const target = { type: "team", id: team.id };
  await writeEvent(person.id, target, "someone@example.com");
  await writeEvent(team.owner.id, { type: "user", id: person.id }, person.email);
  await writeEvent(team.owner.id, { type: "invitation", id: "inv_1" }, person.email);
  await writeEvent(team.owner.id, target, "other@example.com");
});

async function readEvents() {
  const events = await database.prisma.auditEvent.findMany({
    where: { chainId: team.id, action: "team.update" },
    orderBy: { seq: "asc" },
  });
  return events.map(({ personal }) => personal !== null);
}

async function exportText(): Promise<string> {
  const parts: string[] = [];
  for await (const part of exportPerson(runtime, person, { now, signal })) parts.push(part);
  return parts.join("");
}

test("exports everything about a person, without secrets", async () => {
  await database.prisma.user.update({ where: { id: person.id }, data: { passwordHash: "$argon2id$secret" } });
  person = await database.prisma.user.findUniqueOrThrow({ where: { id: person.id } });
  const key = await insertKey(database, team, { ownerUserId: person.id });
  const { id: appId } = await insertApp(database, team);
  const createdById = person.id;
  const issuerId = await insertTrustedIssuer(database, team, { createdById });
  const ruleId = await insertAppRule(database, { appId, issuerId, createdById });
  const app = await insertLaunchableApp(database, team);
  const server = await insertOpenServer(database, team);
  const grant = await insertGrant(database, { app, server, userId: person.id });
  await insertPersonLink(database, { server, userId: person.id, reference: "Practitioner/1" });
  const text = await exportText();
  const data = JSON.parse(text);
  expect(data).toMatchObject({
    appGrants: [{ id: grant.id, appId: app.id, serverId: server.id, scopes: grant.scopes }],
    fhirPeople: [{ serverId: server.id, reference: "Practitioner/1" }],
  });
  expect(data).toMatchObject({ trustedIssuers: [{ id: issuerId }], appRules: [{ id: ruleId, appId }] });
  expect(data.account).toMatchObject({ id: person.id, name: "Ada Lovelace", hasPassword: true });
  expect(data.members).toMatchObject([{ teamId: team.id }]);
  expect(data.keys).toMatchObject([{ id: key.id }]);
  expect(data.auditEvents).toHaveLength(4);
  expect(text).not.toContain("argon2id");
  expect(text).not.toContain("other@example.com");
});

test("erases a person from the audit logs, which still verify", async () => {
  expect(await readEvents()).toEqual([true, true, true, true]);
  expect(await erasePersonEverywhere(runtime, person, { now, signal })).toMatchObject({ outcome: "erased" });
  expect(await readEvents()).toEqual([false, false, false, true]);
  expect(await verifyChain(runtime, team.id)).toMatchObject({ ok: true });
  expect(await verifyChain(runtime, "instance")).toMatchObject({ ok: true });
  const text = JSON.stringify(
    await database.prisma.auditEvent.findMany({ where: { actorId: person.id } }),
    (_, part) => (typeof part === "bigint" ? Number(part) : part),
  );
  expect(text).not.toContain("203.0.113.9");
  const user = await database.prisma.user.findUniqueOrThrow({ where: { id: person.id } });
  expect(user).toMatchObject({ name: "Deleted user", passwordHash: null });
  expect(await database.prisma.user.count({ where: { email: person.email } })).toBe(0);
});

test("doesn't export the IP addresses of others who did something to the person", async () => {
  const ctx = {
    ...createContext(runtime, await userActorOf(database, team, team.owner.id), now),
    request: { id: "req_other", address: "198.51.100.77", agent: "Other/1.0" },
  };
  const target = { type: "user", id: person.id };
  await withTransaction(database, (tx) =>
    emitAudit(tx, ctx, { teamId: team.id, action: "team.update", target, changes: {} }),
  );
  const text = await exportText();
  expect(text).toContain("req_other");
  expect(text).not.toContain("198.51.100.77");
  expect(text).not.toContain("Other/1.0");
});

/** An invitation to an address that the person has later changed. */
async function moveFrom(formerEmail: string): Promise<void> {
  await writeEvent(team.owner.id, { type: "invitation", id: "inv_former" }, formerEmail);
  const ctx = createContext(runtime, await userActorOf(database, team, person.id), now);
  await withTransaction(database, (tx) =>
    emitAudit(tx, ctx, {
      teamId: null,
      action: "user.change_email",
      target: { type: "user", id: person.id },
      changes: {},
      personal: { email: person.email, emailBefore: formerEmail },
    }),
  );
}

const findMentions = (email: string) =>
  database.prisma.auditEvent.count({ where: { personal: { path: ["email"], equals: email } } });

test("erases addresses that the person had before, also after the account was deleted", async () => {
  const former = `former-${person.id}@example.com`;
  await moveFrom(former);
  await database.prisma.user.update({
    where: { id: person.id },
    data: { email: `deleted:${person.id}`, deletedAt: now, status: "suspended" },
  });
  const deleted = await database.prisma.user.findUniqueOrThrow({ where: { id: person.id } });
  await erasePersonEverywhere(runtime, deleted, { now, signal });
  expect(await findMentions(former)).toBe(0);
  expect(await findMentions(person.email)).toBe(0);
});

test("keeps what is about another person who has a former address now, or never was the person's", async () => {
  const former = `taken-${person.id}@example.com`;
  await moveFrom(former);
  const other = await insertMember(database, team, "developer");
  await database.prisma.user.update({ where: { id: other.id }, data: { email: former } });
  const wanted = `wanted-${person.id}@example.com`;
  await writeEvent(team.owner.id, { type: "invitation", id: "inv_wanted" }, wanted);
  const ctx = createContext(runtime, await userActorOf(database, team, person.id), now);
  await withTransaction(database, (tx) =>
    emitAudit(tx, ctx, {
      teamId: null,
      action: "user.request_email_change",
      target: { type: "user", id: person.id },
      changes: {},
      personal: { email: wanted, emailBefore: person.email },
    }),
  );
  await erasePersonEverywhere(runtime, person, { now, signal });
  expect(await findMentions(former)).toBe(1);
  expect(await findMentions(wanted)).toBe(1);
});

test("erases emails that still wait, except the notice about the deletion", async () => {
  const mail = { recipient: person.email, createdAt: now, nextAttemptAt: now };
  for (const kind of ["invitation", "account_deleted"]) {
    const id = `mail_${kind}_${person.id}`;
    await database.prisma.outboxMail.create({ data: { ...mail, id, kind, messageId: id } });
  }
  await erasePersonEverywhere(runtime, person, { now, signal });
  const left = await database.prisma.outboxMail.findMany({ where: { recipient: person.email } });
  expect(left.map(({ kind }) => kind)).not.toContain("invitation");
});

test("erases addresses of requests and usage, and keeps the counts", async () => {
  const key = await insertKey(database, team, { ownerUserId: person.id });
  await insertRequest(database, { teamId: team.id, keyId: key.id, address: "203.0.113.9" });
  const span = { keyId: key.id, secretId: key.secretId, durationSeconds: 60, outcome: "VALID", service: "" };
  for (const address of ["203.0.113.9", "203.0.113.10", ""]) {
    await database.prisma.keyUsage.create({
      data: { ...span, startsAt: now, environment: "production", address, count: 2 },
    });
  }
  await erasePersonEverywhere(runtime, person, { now, signal });
  expect(await database.prisma.keyUsage.findMany({ where: { keyId: key.id } })).toMatchObject([
    { address: "", count: 6 },
  ]);
  expect(await database.prisma.requestLogEntry.findFirst({ where: { keyId: key.id } })).toMatchObject({
    address: null,
  });
  expect(await database.prisma.apiKey.findUnique({ where: { id: key.id } })).toMatchObject({
    revokedAt: expect.any(Date),
  });
});

test("withdraws open invitations to the person, without their address", async () => {
  await database.prisma.invitation.create({
    data: {
      id: `inv_${team.id}`,
      teamId: team.id,
      email: person.email,
      role: "viewer",
      tokenHash: new Uint8Array(Buffer.from(team.id)),
      invitedById: team.owner.id,
      expiresAt: new Date(now.getTime() + 1_000_000),
    },
  });
  await erasePersonEverywhere(runtime, person, { now, signal });
  const invitation = await database.prisma.invitation.findUniqueOrThrow({ where: { id: `inv_${team.id}` } });
  expect(invitation.withdrawnAt).not.toBeNull();
  expect(invitation.email).not.toBe(person.email);
});

test("the only owner of a team with other members is not erased", async () => {
  const owner = await database.prisma.user.findUniqueOrThrow({ where: { id: team.owner.id } });
  const result = await erasePersonEverywhere(runtime, owner, { now, signal });
  expect(result).toEqual({ outcome: "owns_teams", teams: [team.name] });
  expect(await database.prisma.user.findUnique({ where: { id: owner.id } })).toMatchObject({
    deletedAt: null,
  });
});

test("an account that is already deleted is found by its ID and erased", async () => {
  await erasePersonEverywhere(runtime, person, { now, signal });
  expect(await findPerson(runtime, person.email)).toBeNull();
  const deleted = await findPerson(runtime, person.id);
  expect(deleted).not.toBeNull();
  if (deleted === null) return;
  expect(await erasePersonEverywhere(runtime, deleted, { now, signal })).toMatchObject({ outcome: "erased" });
});
