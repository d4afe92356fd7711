import { afterAll, beforeAll, expect, test } from "vitest";
import { tryBoundedKeys } from "#e2e/support/access/bounded-keys.ts";
import { createRandom } from "#e2e/support/access/tamperings.ts";
import { createTestRuntime } from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { type Runtime, setRuntime } from "#lib/platform/runtime/runtime.ts";

let database: Database;
let runtime: Runtime;

beforeAll(async () => {
  database = await openTestDatabase();
  runtime = createTestRuntime(database, { signUpsPerHour: 1000 });
  setRuntime(runtime);
});

afterAll(async () => {
  setRuntime(undefined);
  await runtime.usage.stop();
  await database.close();
});

/** The stage on a server tries other keys. */
const seed = process.env.TEST_DATABASE_URL === undefined ? 15 : 16;

// `npm run prove -- bounded-keys` does the same with a thousand keys.
test("random requests with random keys never read or change anything beyond the key's bounds", {
  timeout: 120_000,
}, async () => {
  const size = { keys: 40, callsPerKey: 6, keysPerWorld: 20 };
  const { calls, statuses, faults } = await tryBoundedKeys(database, runtime, createRandom(seed), size);
  expect(faults).toEqual([]);
  expect(calls).toBe(240);
  // Enough requests of each kind must have been tried.
  expect(statuses.get(200)).toBeGreaterThan(25);
  expect(statuses.get(201)).toBeGreaterThan(2);
  expect(statuses.get(403)).toBeGreaterThan(50);
});
