import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { insertMember, insertTeam, insertUser } from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { insertFhirCredential, insertFhirServer } from "#e2e/support/fhir/registered-servers.ts";
import { insertOpenServer, insertPersonLink } from "#e2e/support/launch/grants.ts";
import { insertApp } from "#e2e/support/oauth/apps.ts";
import { createId } from "#lib/domain/common/ids.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { asDatabaseTime } from "#lib/platform/db/database-time.ts";
import { createLogger } from "#lib/platform/log/log.ts";
import { createMetrics } from "#lib/platform/metrics/metrics.ts";
import { readConfig } from "#lib/platform/settings/env.ts";
import { startSweeping, sweep } from "./sweep.ts";

const hourMs = 3_600_000;
const now = asDatabaseTime(Date.parse("2030-06-15T12:00:00Z"));

const secrets = { session: ["s".repeat(32)], audit: ["a".repeat(32)] };

let database: Database;

beforeAll(async () => {
  database = await openTestDatabase();
});

afterAll(async () => {
  await database.close();
});

function hoursAgo(hours: number): Date {
  return new Date(now.getTime() - hours * hourMs);
}

test("removes rows that are no longer needed and keeps the others", async () => {
  const { prisma } = database;
  const { id: userId } = await insertUser(database);
  const hash = (number: number) => new Uint8Array(32).fill(number);
  for (const [name, hours] of [
    ["old", 25],
    ["young", 23],
  ] as const) {
    await prisma.idempotencyRecord.create({
      data: { caller: "user:x", key: name, requestDigest: hash(1), createdAt: hoursAgo(hours) },
    });
  }
  await prisma.throttleWindow.create({ data: { subject: "over", count: 1, endsAt: hoursAgo(1) } });
  await prisma.throttleWindow.create({ data: { subject: "open", count: 1, endsAt: hoursAgo(-1) } });
  await prisma.invalidation.create({ data: { kind: "key", subjectId: "old", createdAt: hoursAgo(2) } });
  await prisma.invalidation.create({ data: { kind: "key", subjectId: "young", createdAt: hoursAgo(0.5) } });
  for (const [days, expiresAt] of [
    [31, hoursAgo(31 * 24)],
    [29, hoursAgo(29 * 24)],
  ] as const) {
    await prisma.oneTimeToken.create({
      data: { id: createId("oneTimeToken"), purpose: "password_reset", tokenHash: hash(days), expiresAt },
    });
    await prisma.session.create({
      data: { id: createId("session"), userId, lastSeenAt: expiresAt, authenticatedAt: expiresAt, expiresAt },
    });
  }

  for (const day of [hoursAgo(32 * 24), hoursAgo(6 * 24)]) {
    await prisma.keyUsageDay.create({ data: { keyId: "key_x", day, accepted: 1n, refused: 0n } });
  }

  await sweep({ database, secrets, config: readConfig({}) }, now);

  expect(await prisma.idempotencyRecord.findMany({ select: { key: true } })).toEqual([{ key: "young" }]);
  expect(await prisma.throttleWindow.findMany({ select: { subject: true } })).toEqual([{ subject: "open" }]);
  expect(await prisma.invalidation.findMany({ select: { subjectId: true } })).toEqual([
    { subjectId: "young" },
  ]);
  expect(await prisma.oneTimeToken.count()).toBe(1);
  expect(await prisma.session.count()).toBe(1);
  expect(await prisma.keyUsageDay.findMany({ select: { day: true } })).toEqual([
    { day: new Date("2030-06-09T00:00:00Z") },
  ]);
});

test("removes tokens a day after they expired, and assertions an hour after", async () => {
  const { prisma } = database;
  const team = await insertTeam(database);
  const { id: appId } = await insertApp(database, team);
  const hash = (number: number) => new Uint8Array(32).fill(number);
  for (const hours of [25, 23, 0]) {
    const times = { createdAt: hoursAgo(48), expiresAt: hoursAgo(hours) };
    await prisma.appToken.create({ data: { hash: hash(hours), appId, scopes: [], ...times } });
  }
  await prisma.appAssertion.create({ data: { appId, jtiHash: hash(1), expiresAt: hoursAgo(1.1) } });
  await prisma.appAssertion.create({ data: { appId, jtiHash: hash(2), expiresAt: hoursAgo(0.9) } });
  await sweep({ database, secrets, config: readConfig({}) }, now);
  const tokens = await prisma.appToken.findMany({ where: { appId }, orderBy: { expiresAt: "asc" } });
  expect(tokens.map(({ expiresAt }) => expiresAt)).toEqual([hoursAgo(23), hoursAgo(0)]);
  const assertions = await prisma.appAssertion.findMany({ where: { appId } });
  expect(assertions.map(({ expiresAt }) => expiresAt)).toEqual([hoursAgo(0.9)]);
});

test("removes the usage of gateways after 90 days, and credentials of servers and teams that were removed", async () => {
  const { prisma } = database;
  const [team, gone] = [await insertTeam(database), await insertTeam(database)];
  const createdById = team.owner.id;
  const server = await insertFhirServer(database, team);
  // The previous release removes servers and teams, and doesn't know credentials.
  const removed = await insertFhirServer(database, team, { deletedAt: hoursAgo(1) });
  const ofGone = await insertFhirServer(database, gone);
  await prisma.team.update({ where: { id: gone.id }, data: { deletedAt: hoursAgo(1) } });
  for (const { id } of [server, removed, ofGone]) await insertFhirCredential(database, { id, createdById });
  for (const days of [91, 89]) {
    const of = { serverId: server.id, resourceType: "Patient", interaction: "read", outcome: "ok" };
    await prisma.fhirServerUsage.create({ data: { ...of, startsAt: hoursAgo(days * 24), count: 1n } });
  }
  await sweep({ database, secrets, config: readConfig({}) }, now);
  const credentials = await prisma.fhirServerCredential.findMany({ select: { serverId: true } });
  expect(credentials).toEqual([{ serverId: server.id }]);
  const usage = await prisma.fhirServerUsage.findMany({ select: { startsAt: true } });
  expect(usage).toEqual([{ startsAt: hoursAgo(89 * 24) }]);
});

test("removes who people are on servers that are gone or moved, and people who left", async () => {
  const { prisma } = database;
  const team = await insertTeam(database);
  const leaver = await insertMember(database, team, "viewer");
  const insert = () => insertOpenServer(database, team);
  const [kept, moved, removed] = [await insert(), await insert(), await insert()];
  for (const server of [kept, moved, removed]) {
    await insertPersonLink(database, { server, userId: team.owner.id, reference: "Practitioner/1" });
  }
  await insertPersonLink(database, { server: kept, userId: leaver.id, reference: "Patient/1" });
  await prisma.fhirServer.update({ where: { id: moved.id }, data: { baseUrl: "https://b.example.com" } });
  await prisma.fhirServer.update({ where: { id: removed.id }, data: { deletedAt: hoursAgo(1) } });
  await prisma.member.update({ where: { id: leaver.memberId }, data: { status: "removed" } });
  await sweep({ database, secrets, config: readConfig({}) }, now);
  const links = await prisma.fhirPersonLink.findMany({ select: { serverId: true, userId: true } });
  expect(links).toEqual([{ serverId: kept.id, userId: team.owner.id }]);
});

test("uses the database's clock when the host's clock is 60 days ahead", async () => {
  vi.useFakeTimers({ now: Date.now() + 60 * 24 * hourMs, toFake: ["Date", "setInterval", "clearInterval"] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  const { rows } = await database.pool.query<{ today: Date }>("SELECT now() AS today");
  const today = rows[0]?.today ?? new Date(0);
  await database.prisma.throttleWindow.create({
    data: { subject: "database time", count: 1, endsAt: new Date(today.getTime() + hourMs) },
  });
  const sweeping = startSweeping({
    database,
    secrets,
    logger: createLogger({ level: "silent" }),
    metrics: createMetrics(),
    config: readConfig({}),
  });
  vi.advanceTimersByTime(hourMs);
  await sweeping.stop();
  expect(await database.prisma.throttleWindow.count({ where: { subject: "database time" } })).toBe(1);
});
