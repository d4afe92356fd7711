import { afterAll, beforeAll, expect, test } from "vitest";
import { insertInvitation } from "#e2e/support/access/access-world.ts";
import {
  createContext,
  createTestRuntime,
  insertKey,
  insertMember,
  insertTeam,
  userActorOf,
} from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { insertApp } from "#e2e/support/oauth/apps.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { countTeamContents } from "./count-contents.ts";

let database: Database;
let runtime: Runtime;

beforeAll(async () => {
  database = await openTestDatabase();
  runtime = createTestRuntime(database);
});

afterAll(async () => {
  await runtime.usage.stop();
  await database.close();
});

test("counts what is deleted with a team, and nothing that has ended or belongs to others", async () => {
  const team = await insertTeam(database);
  const other = await insertTeam(database);
  const past = new Date(Date.now() - 60_000);
  await insertKey(database, team);
  await insertKey(database, team, { disabledAt: past });
  await insertKey(database, team, { revokedAt: past });
  await insertKey(database, team, { expiresAt: past });
  await insertKey(database, other);
  await insertApp(database, team);
  await insertApp(database, team, { disabledAt: past });
  await insertApp(database, team, { deletedAt: past });
  await insertInvitation(database, team, "eve@example.com");
  const admin = await insertMember(database, team, "admin");
  const former = await insertMember(database, team, "viewer");
  await database.prisma.member.update({ where: { id: former.memberId }, data: { status: "removed" } });
  const environments = Object.keys(team.environments).length;

  const ctx = createContext(runtime, await userActorOf(database, team, team.owner.id));
  expect(await countTeamContents(ctx)).toEqual({
    keys: 2,
    apps: 2,
    members: 2,
    invitations: 1,
    environments,
    fhirServers: 0,
    workers: 0,
    permissions: 0,
  });
  const adminContext = createContext(runtime, await userActorOf(database, team, admin.id));
  await expect(countTeamContents(adminContext)).rejects.toMatchObject({ code: "forbidden" });
});
