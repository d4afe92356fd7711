import { afterAll, beforeAll, expect, test } from "vitest";
import { insertInvitation } from "#e2e/support/access/access-world.ts";
import {
  createContext,
  createTestRuntime,
  insertKey,
  insertTeam,
  insertUser,
  userActorOf,
} from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { createAppSchema } from "#lib/contract/apps/apps.ts";
import { createKeySchema } from "#lib/contract/keys/keys.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { createApp } from "#lib/services/apps/create.ts";
import { deleteApp } from "#lib/services/apps/delete.ts";
import { createInvitation } from "#lib/services/invitations/create.ts";
import { createKey } from "#lib/services/keys/create.ts";
import { acceptInvitation } from "../invitations/accept.ts";

let database: Database;

beforeAll(async () => {
  database = await openTestDatabase();
});

afterAll(async () => {
  await database.close();
});

function createRuntime(maximums: { keys: number; members: number; invitations: number }) {
  return createTestRuntime(database, { teamMaximums: { ...maximums, apps: 2 } });
}

async function countOutcomes(attempts: Promise<unknown>[]) {
  const results = await Promise.allSettled(attempts);
  const codes = results.map((result) => (result.status === "fulfilled" ? "created" : result.reason.code));
  return { created: codes.filter((code) => code === "created").length, all: new Set(codes) };
}

test("keeps a team at its maximum number of keys when ten are created at once", async () => {
  const team = await insertTeam(database);
  const runtime = createRuntime({ keys: 3, members: 10, invitations: 10 });
  const ctx = createContext(runtime, await userActorOf(database, team, team.owner.id));
  await insertKey(database, team, {});
  await insertKey(database, team, { revokedAt: new Date() });
  const input = createKeySchema.parse({ name: "Deploy", environment: "development" });
  const { created, all } = await countOutcomes(Array.from({ length: 10 }, () => createKey(ctx, input)));
  expect(created).toBe(2);
  expect(all).toEqual(new Set(["created", "conflict"]));
  await expect(createKey(ctx, input)).rejects.toThrow("raise MAX_KEYS_PER_TEAM");
  await runtime.usage.stop();
});

test("keeps a team at its maximum number of apps, not counting deleted ones", async () => {
  const team = await insertTeam(database);
  const runtime = createRuntime({ keys: 10, members: 10, invitations: 10 });
  const ctx = createContext(runtime, await userActorOf(database, team, team.owner.id));
  const input = createAppSchema.parse({
    name: "Reports",
    kind: "service",
    environment: "development",
    scopes: [],
  });
  const { id } = await createApp(ctx, input);
  await deleteApp(ctx, { id });
  expect((await countOutcomes([1, 2, 3, 4].map(() => createApp(ctx, input)))).created).toBe(2);
  await expect(createApp(ctx, input)).rejects.toThrow("raise MAX_APPS_PER_TEAM");
  await runtime.usage.stop();
});

test("limits pending invitations and members", async () => {
  const team = await insertTeam(database);
  const runtime = createRuntime({ keys: 10, members: 2, invitations: 2 });
  const ctx = createContext(runtime, await userActorOf(database, team, team.owner.id));
  const invite = (n: number) =>
    createInvitation(ctx, { email: `a${n}@example.com`, role: "viewer", origin: "http://localhost" });
  expect((await countOutcomes([1, 2, 3, 4].map(invite))).created).toBe(2);
  await database.prisma.invitation.deleteMany({ where: { teamId: team.id } });
  const join = async () => {
    const person = await insertUser(database);
    const { token } = await insertInvitation(database, team, person.email);
    const actor = {
      ...(await userActorOf(database, team, team.owner.id)),
      userId: person.id,
      email: person.email,
    };
    return acceptInvitation(createContext(runtime, actor), { token });
  };
  expect((await countOutcomes([join(), join(), join()])).created).toBe(1);
  await runtime.usage.stop();
});
