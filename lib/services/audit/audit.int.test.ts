import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createRandom, tamper } from "#e2e/support/access/tamperings.ts";
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
import { asOwner, openTestDatabase } from "#e2e/support/database/test-database.ts";
import { insertApp, insertAppToken, type TestApp } from "#e2e/support/oauth/apps.ts";
import { hashSecret } from "#lib/domain/keys/secret.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { resolveKeyActor } from "#lib/verification/answer/authenticate.ts";
import { assertStillReads } from "../assert-still-reads.ts";
import { authorize } from "../authorize.ts";
import { updateMember } from "../members/update.ts";
import { emitAudit } from "./emit.ts";
import { exportAuditEvents } from "./export.ts";
import { assertStillAdministers, authorizeInstanceAudit } from "./instance-chain.ts";
import { listAuditEvents } from "./list.ts";
import { verifyAudit, verifyChain } from "./verify.ts";

let database: Database;
let runtime: Runtime;
let team: TestTeam;

beforeAll(async () => {
  database = await openTestDatabase();
  runtime = createTestRuntime(database);
});

beforeEach(async () => {
  team = await insertTeam(database);
});

afterAll(async () => {
  await runtime.usage.stop();
  await database.close();
});

async function contextOfOwner(now = new Date()) {
  return createContext(runtime, await userActorOf(database, team, team.owner.id), now);
}

async function writeEvents(count: number, agent = "test"): Promise<void> {
  const ctx = await contextOfOwner();
  for (let i = 0; i < count; i++) {
    await withTransaction(database, (tx) =>
      emitAudit(
        tx,
        { ...ctx, request: { ...ctx.request, agent } },
        {
          teamId: team.id,
          action: i % 2 === 0 ? "key.create" : "member.update",
          target: { type: "key", id: `key_${i}` },
          changes: { position: i, metadata: { z: 1, a: [true, null, "ü"] } },
        },
      ),
    );
  }
}

describe("verifying", () => {
  test("accepts an unchanged chain and returns its head", async () => {
    await writeEvents(12);
    const head = await database.prisma.auditHead.findUniqueOrThrow({ where: { chainId: team.id } });
    const hash = Buffer.from(head.hash).toString("hex");
    const ctx = await contextOfOwner();
    expect(await verifyAudit(ctx, {})).toEqual({
      ok: true,
      events: 12,
      unverified: null,
      head: hash,
    });
    expect(await verifyAudit(ctx, { head: hash })).toMatchObject({ ok: true });
  });

  test("detects each of 200 random manipulations", async () => {
    await writeEvents(12);
    const random = createRandom(20_261_123);
    for (let round = 0; round < 200; round++) {
      const restore = await tamper({ database: asOwner(database), chainId: team.id, length: 12 }, random);
      expect(await verifyChain(runtime, team.id), `round ${round}`).toMatchObject({ ok: false });
      await restore();
      expect(await verifyChain(runtime, team.id), `round ${round}`).toMatchObject({ ok: true });
    }
  });

  test("detects a log that was reset to an earlier state, with a stored head", async () => {
    await writeEvents(5);
    const ctx = await contextOfOwner();
    const earlier = await verifyAudit(ctx, {});
    const head = earlier.ok ? earlier.head : "";
    await asOwner(database).prisma.auditEvent.deleteMany({
      where: { chainId: team.id, seq: { gt: 3 } },
    });
    const third = await database.prisma.auditEvent.findFirstOrThrow({
      where: { chainId: team.id, seq: 3 },
    });
    await database.prisma.auditHead.update({
      where: { chainId: team.id },
      data: { seq: 3, hash: third.hash },
    });
    expect(await verifyAudit(ctx, {})).toMatchObject({ ok: true, events: 3 });
    expect(await verifyAudit(ctx, { head })).toMatchObject({
      ok: false,
      brokenAt: { reason: "head_unknown" },
    });
  });

  test("accepts events signed with a replaced secret, but not with an unknown one", async () => {
    await writeEvents(3);
    const [old] = runtime.secrets.audit;
    const both = { database, secrets: { ...runtime.secrets, audit: ["n".repeat(32), old ?? ""] } };
    expect(await verifyChain(both, team.id)).toMatchObject({ ok: true, events: 3 });
    const stranger = { database, secrets: { ...runtime.secrets, audit: ["n".repeat(32)] } };
    expect(await verifyChain(stranger, team.id)).toMatchObject({ ok: false, brokenAt: { seq: 1 } });
  });

  test("accepts a chain whose personal data was erased", async () => {
    await writeEvents(3);
    await database.pool.query("UPDATE audit_events SET personal = NULL WHERE chain_id = $1", [team.id]);
    expect(await verifyChain(runtime, team.id)).toMatchObject({ ok: true, events: 3 });
  });

  test("accepts a chain of thirty concurrent changes, which has no gaps", async () => {
    const member = await insertMember(database, team, "viewer");
    const ctx = await contextOfOwner();
    await Promise.all(
      Array.from({ length: 30 }, (_, i) =>
        updateMember(ctx, { memberId: member.memberId, role: i % 2 === 0 ? "developer" : "viewer" }),
      ),
    );
    expect(await verifyChain(runtime, team.id)).toMatchObject({ ok: true, events: 30 });
  });
});

async function readAll(chunks: AsyncIterable<string>): Promise<string> {
  let text = "";
  for await (const chunk of chunks) text += chunk;
  return text;
}

describe("reading", () => {
  test("filters by actor, action, target and time, newest first, a page at a time", async () => {
    await writeEvents(7);
    const ctx = await contextOfOwner();
    const first = await listAuditEvents(ctx, { limit: 3, action: "key." });
    expect(first.data.map(({ seq }) => seq)).toEqual([7, 5, 3]);
    const cursor = first.nextCursor ?? "";
    const second = await listAuditEvents(ctx, { limit: 3, action: "key.", cursor });
    expect(second).toMatchObject({ data: [{ seq: 1 }], nextCursor: null });
    await expect(listAuditEvents(ctx, { limit: 3, action: "member.", cursor })).rejects.toThrow("cursor");
    expect((await listAuditEvents(ctx, { limit: 9, target: "key_2" })).data).toHaveLength(1);
    expect((await listAuditEvents(ctx, { limit: 9, actor: team.owner.id })).data).toHaveLength(7);
    expect((await listAuditEvents(ctx, { limit: 9, actor: "user_x" })).data).toEqual([]);
    expect((await listAuditEvents(ctx, { limit: 9, from: new Date(Date.now() + 60_000) })).data).toEqual([]);
  });

  test("does not show another team's events", async () => {
    await writeEvents(2);
    const other = await insertTeam(database);
    const ctx = createContext(runtime, await userActorOf(database, other, other.owner.id));
    expect(await listAuditEvents(ctx, { limit: 9 })).toEqual({
      data: [],
      nextCursor: null,
      searchedBackTo: null,
      sealedUpTo: null,
    });
  });

  test("exports all events in complete lines, without spreadsheet formulas", async () => {
    // Three full batches, and a part of one.
    await writeEvents(303, '=HYPERLINK("http://evil.example","x")');
    const ctx = await contextOfOwner();
    const lines = (await readAll(exportAuditEvents(ctx, {}, "jsonl"))).trimEnd().split("\n");
    expect(lines).toHaveLength(303);
    expect(lines.map((line) => JSON.parse(line).seq)).toEqual(Array.from({ length: 303 }, (_, i) => 303 - i));
    const csv = await readAll(exportAuditEvents(ctx, { target: "key_2" }, "csv"));
    const [header, row, rest] = csv.split("\r\n");
    expect(header).toMatch(/^\uFEFFseq,occurredAt,action,actorType/);
    expect(row).toContain(`"'=HYPERLINK(""http://evil.example"",""x"")"`);
    expect(rest).toBe("");
  });
});

test("an export stops when its reader loses access", async () => {
  const admin = await insertMember(database, team, "admin");
  await writeEvents(250);
  const ctx = createContext(runtime, await userActorOf(database, team, admin.id));
  const chunks = exportAuditEvents(ctx, {}, "jsonl");
  expect((await chunks.next()).value?.trimEnd().split("\n")).toHaveLength(100);
  await database.prisma.member.updateMany({
    where: { id: admin.memberId, teamId: team.id },
    data: { role: "developer" },
  });
  await expect(chunks.next()).rejects.toMatchObject({ code: "forbidden" });
});

test("an export stops when its team is suspended, and when its reader needs a second factor", async () => {
  await writeEvents(250);
  const ctx = await contextOfOwner();
  const where = { id: team.id };
  const chunks = exportAuditEvents(ctx, {}, "jsonl");
  await chunks.next();
  await database.prisma.team.update({ where, data: { suspendedAt: new Date() } });
  await expect(chunks.next()).rejects.toMatchObject({ code: "team_suspended" });
  await database.prisma.team.update({ where, data: { suspendedAt: null } });
  const strict = exportAuditEvents(ctx, {}, "jsonl");
  await strict.next();
  await database.prisma.team.update({ where, data: { twoFactorRequiredFrom: new Date(0) } });
  await expect(strict.next()).rejects.toMatchObject({ message: expect.stringContaining("two-factor") });
  await database.prisma.team.update({ where, data: { twoFactorRequiredFrom: null } });
});

test("an export of the console's own log stops when administrators need a second factor", async () => {
  const { prisma } = database;
  const { actor } = await contextOfOwner();
  if (actor.type !== "user") throw new Error("the owner is a person");
  const scope = authorizeInstanceAudit({ actor: { ...actor, isInstanceOwner: true } });
  await prisma.user.update({ where: { id: actor.userId }, data: { isInstanceOwner: true } });
  const now = new Date();
  const times = { lastSeenAt: now, authenticatedAt: now, expiresAt: new Date(now.getTime() + 60_000) };
  await prisma.session.create({ data: { id: actor.sessionId, userId: actor.userId, ...times } });
  await assertStillAdministers(prisma, scope, "off");
  await expect(assertStillAdministers(prisma, scope, "admins")).rejects.toMatchObject({ code: "forbidden" });
  await prisma.user.update({ where: { id: actor.userId }, data: { isInstanceOwner: false } });
});

test.each(["key", "secret"] as const)("a key can read until its %s ends", async (end) => {
  const { id, secretId } = await insertKey(database, team, {
    environmentId: team.environments.production ?? "",
  });
  const scope = authorize(createContext(runtime, await apiKeyActorOf(database, id)), "audit:read");
  await assertStillReads(
    { prisma: database.prisma, config: runtime.config },
    scope,
    "audit:read",
    new Date(),
  );
  const over = new Date(Date.now() - 1000);
  const where = { id, teamId: team.id };
  if (end === "key") await database.prisma.apiKey.updateMany({ where, data: { revokedAt: over } });
  else await database.prisma.keySecret.update({ where: { id: secretId }, data: { endsAt: over } });
  await expect(
    assertStillReads({ prisma: database.prisma, config: runtime.config }, scope, "audit:read", new Date()),
  ).rejects.toMatchObject({
    code: "unauthorized",
  });
});

test.each<[string, (app: TestApp, hash: Uint8Array<ArrayBuffer>) => Promise<unknown>]>([
  [
    "it is revoked",
    (_, hash) => database.prisma.appToken.update({ where: { hash }, data: { revokedAt: new Date() } }),
  ],
  [
    "it expires",
    (_, hash) => database.prisma.appToken.update({ where: { hash }, data: { expiresAt: new Date() } }),
  ],
  [
    "the public keys change",
    ({ id }) => database.prisma.app.update({ where: { id }, data: { tokensEndedAt: new Date() } }),
  ],
  [
    "the app is disabled",
    ({ id }) => database.prisma.app.update({ where: { id }, data: { disabledAt: new Date() } }),
  ],
])("a token can read until %s", async (_, end) => {
  const app = await insertApp(database, team, { role: "admin", scopes: ["audit:read"] });
  const token = await insertAppToken(database, app, { secretId: null });
  const found = await resolveKeyActor(runtime, token, { address: null });
  if (found.outcome !== "actor") throw new Error(found.outcome);
  const scope = authorize(createContext(runtime, found.actor), "audit:read");
  const reader = { prisma: database.prisma, config: runtime.config };
  await assertStillReads(reader, scope, "audit:read", new Date());
  await end(app, new Uint8Array(hashSecret(token)));
  await expect(assertStillReads(reader, scope, "audit:read", new Date())).rejects.toMatchObject({
    code: "unauthorized",
  });
});

// The embedded engine has one role; server/application-role.once.int.test.ts takes another there.
if (process.env.TEST_DATABASE_URL !== undefined) {
  test("the role that these tests run under can neither delete events nor change anything but what may be erased", async () => {
    await writeEvents(1);
    const { rows } = await database.pool.query(
      "SELECT pg_has_role(relowner, 'USAGE') AS is_owner FROM pg_class WHERE oid = 'audit_events'::regclass",
    );
    expect(rows).toEqual([{ is_owner: false }]);
    for (const statement of [
      "DELETE FROM audit_events",
      "UPDATE audit_events SET action = 'none'",
      "TRUNCATE audit_events",
      "ALTER TABLE audit_events DISABLE TRIGGER ALL",
    ]) {
      await expect(database.pool.query(statement)).rejects.toThrow(/permission denied|must be owner/);
    }
    await database.pool.query("UPDATE audit_events SET personal = personal");
  });
}
