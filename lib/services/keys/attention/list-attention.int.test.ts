import { afterAll, beforeAll, expect, test } from "vitest";
import {
  createContext,
  createTestRuntime,
  insertKey,
  insertTeam,
  userActorOf,
} from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { createId } from "#lib/domain/common/ids.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { listKeysToAttend } from "./list-attention.ts";

const dayMs = 86_400_000;
const now = new Date();
const inDays = (days: number) => new Date(now.getTime() + days * dayMs);

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

test("lists only this team's live keys that expire soon, are unused or are used with a previous secret", async () => {
  const team = await insertTeam(database);
  const stranger = await insertTeam(database);
  await insertKey(database, stranger, { name: "theirs", expiresAt: inDays(1) });
  const used = { lastUsedAt: inDays(-1), createdAt: inDays(-30) };
  await insertKey(database, team, { ...used, name: "fine" });
  await insertKey(database, team, { ...used, name: "later", expiresAt: inDays(20) });
  await insertKey(database, team, { ...used, name: "off", expiresAt: inDays(1), disabledAt: inDays(-1) });
  await insertKey(database, team, { ...used, name: "gone", expiresAt: inDays(1), revokedAt: inDays(-1) });
  await insertKey(database, team, { ...used, name: "over", expiresAt: inDays(-1) });
  await insertKey(database, team, { name: "new" });
  await insertKey(database, team, { name: "unused", createdAt: inDays(-8), expiresAt: inDays(30) });
  await insertKey(database, team, { ...used, name: "ending", expiresAt: inDays(3) });
  const rotating = await insertKey(database, team, { ...used, name: "rotating" });
  await database.prisma.keySecret.update({
    where: { id: rotating.secretId },
    data: { endsAt: inDays(1), lastUsedAt: inDays(-0.1) },
  });
  await database.prisma.keySecret.create({
    data: {
      id: createId("secret"),
      keyId: rotating.id,
      hash: new Uint8Array(32),
      hint: "be_Abcdef…0000",
      createdAt: inDays(-0.5),
    },
  });
  const ctx = createContext(runtime, await userActorOf(database, team, team.owner.id), now);
  const listed = await listKeysToAttend(ctx, 8);
  expect(listed.total).toBe(3);
  expect((await listKeysToAttend(ctx, 1)).keys).toHaveLength(1);
  expect(listed.keys.map(({ name, reason, at }) => [name, reason, at])).toEqual([
    ["ending", "expiring", inDays(3).toISOString()],
    ["unused", "never_used", inDays(-8).toISOString()],
    ["rotating", "old_secret_used", inDays(1).toISOString()],
  ]);
});
