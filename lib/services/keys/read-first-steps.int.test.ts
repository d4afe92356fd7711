import { afterAll, beforeAll, expect, test } from "vitest";
import {
  createContext,
  createTestRuntime,
  insertKey,
  insertTeam,
  userActorOf,
} from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { type FirstStepsFacts, readFirstStepsFacts } from "./read-first-steps.ts";

let database: Database;
let runtime: Runtime;

const now = new Date("2026-06-15T12:00:00Z");
const earlier = new Date("2026-06-10T12:00:00Z");

beforeAll(async () => {
  database = await openTestDatabase();
  runtime = createTestRuntime(database);
});

afterAll(async () => {
  await runtime.close();
  await database.close();
});

test.each<[name: string, keys: { [field: string]: Date | null | string }[], expected: FirstStepsFacts]>([
  ["without keys", [], { hasUsedKey: false, hasProductionKey: false, firstKeyAt: null }],
  ["with an unused key", [{}], { hasUsedKey: false, hasProductionKey: false, firstKeyAt: now }],
  [
    "with a used key that was deleted",
    [{ lastUsedAt: now, revokedAt: now, createdAt: earlier }, {}],
    { hasUsedKey: true, hasProductionKey: false, firstKeyAt: earlier },
  ],
  [
    "with a key in production",
    [{ environment: "production" }],
    { hasUsedKey: false, hasProductionKey: true, firstKeyAt: now },
  ],
  [
    "with an expired key in production",
    [{ environment: "production", expiresAt: now }],
    { hasUsedKey: false, hasProductionKey: false, firstKeyAt: now },
  ],
])("reads how far a team %s is", async (_, keys, expected) => {
  const team = await insertTeam(database);
  const other = await insertTeam(database);
  await insertKey(database, other, {
    lastUsedAt: now,
    createdAt: earlier,
    environmentId: other.environments.production ?? "",
  });
  for (const { environment = "development", ...fields } of keys) {
    const environmentId = team.environments[String(environment)] ?? "";
    await insertKey(database, team, { createdAt: now, ...fields, environmentId });
  }
  const ctx = createContext(runtime, await userActorOf(database, team, team.owner.id), now);
  expect(await readFirstStepsFacts(ctx)).toEqual(expected);
});
