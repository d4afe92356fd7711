import { afterAll, beforeAll, expect, test } from "vitest";
import { insertTeam, type TestTeam } from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { insertFhirServer } from "#e2e/support/fhir/registered-servers.ts";
import { insertApp } from "#e2e/support/oauth/apps.ts";
import { dayMs } from "#lib/domain/common/durations.ts";
import { createId } from "#lib/domain/common/ids.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { asDatabaseTime } from "#lib/platform/db/database-time.ts";
import type { Prisma } from "#lib/platform/db/generated/client.ts";
import { removeExpiredTokens } from "./remove-expired-tokens.ts";

let database: Database;
let team: TestTeam;
let appId: string;
let server: { id: string; baseUrl: string };
const now = asDatabaseTime(Date.parse("2030-06-15T12:00:00Z"));
const daysAgo = (days: number) => new Date(now.getTime() - days * dayMs);

beforeAll(async () => {
  database = await openTestDatabase();
  team = await insertTeam(database);
  appId = (await insertApp(database, team)).id;
  const { id } = await insertFhirServer(database, team);
  server = await database.prisma.fhirServer.findUniqueOrThrow({ where: { id } });
});

afterAll(async () => {
  await database.close();
});

let count = 0;

/** A digest that no other row has. */
function nextHash() {
  count += 1;
  return new Uint8Array(32).fill(count);
}

async function insertGrant(fields: Pick<Prisma.AppGrantUncheckedCreateInput, "expiresAt" | "lastTokenAt">) {
  const id = createId("appGrant");
  const owner = {
    appId,
    teamId: team.id,
    userId: team.owner.id,
    serverId: server.id,
    baseUrl: server.baseUrl,
  };
  await database.prisma.appGrant.create({
    data: { id, ...owner, scopes: [], createdAt: daysAgo(700), ...fields },
  });
  return id;
}

/** A code and a refresh token of the grant that expired then. */
async function insertSecrets(grantId: string, expiresAt: Date) {
  const code = { redirectUri: "https://app.example.com", codeChallenge: "x", authenticatedAt: expiresAt };
  await database.prisma.authorizationCode.create({ data: { hash: nextHash(), grantId, ...code, expiresAt } });
  await database.prisma.refreshToken.create({
    data: { hash: nextHash(), grantId, createdAt: expiresAt, expiresAt },
  });
}

test("codes, refresh tokens and launches go a day after they expired, and grants after them", async () => {
  const used = { lastTokenAt: daysAgo(500) };
  const old = await insertGrant({ ...used, expiresAt: daysAgo(366) });
  const young = await insertGrant({ ...used, expiresAt: daysAgo(364) });
  const unused = await insertGrant({ expiresAt: daysAgo(1.1) });
  const waiting = await insertGrant({ expiresAt: daysAgo(0.9) });
  await insertSecrets(old, daysAgo(366));
  await insertSecrets(unused, daysAgo(1.1));
  await insertSecrets(waiting, daysAgo(0.9));
  const launch = { appId, serverId: server.id, baseUrl: server.baseUrl, userId: team.owner.id };
  for (const expiresAt of [daysAgo(1.1), daysAgo(0.9)]) {
    await database.prisma.appLaunch.create({
      data: { hash: nextHash(), ...launch, createdAt: expiresAt, expiresAt },
    });
  }
  await removeExpiredTokens({ database }, now);
  const { prisma } = database;
  const grants = await prisma.appGrant.findMany({ select: { id: true }, orderBy: { id: "asc" } });
  expect(grants.map(({ id }) => id)).toEqual([young, waiting].sort());
  const kept = [
    await prisma.authorizationCode.findMany({ select: { grantId: true } }),
    await prisma.refreshToken.findMany({ select: { grantId: true } }),
  ];
  expect(kept).toEqual([[{ grantId: waiting }], [{ grantId: waiting }]]);
  expect(await prisma.appLaunch.count()).toBe(1);
});
