import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "#lib/db/database.ts";
import { type Runtime, setRuntime } from "#lib/runtime.ts";
import { tryBoundedKeys } from "#lib/testing/bounded-keys.ts";
import { createTestRuntime } from "#lib/testing/fixtures.ts";
import { createRandom } from "#lib/testing/tamperings.ts";
import { openTestDatabase } from "#lib/testing/test-database.ts";

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

// `npm run prove -- bounded-keys` does the same with a thousand keys.
test("random requests with random keys never read or change anything beyond the key's bounds", {
  timeout: 120_000,
}, async () => {
  const size = { keys: 80, callsPerKey: 6, keysPerWorld: 20 };
  const { calls, statuses, faults } = await tryBoundedKeys(database, runtime, createRandom(15), size);
  expect(faults).toEqual([]);
  expect(calls).toBe(480);
  // Enough requests of each kind must have been tried.
  expect(statuses.get(200)).toBeGreaterThan(50);
  expect(statuses.get(201)).toBeGreaterThan(5);
  expect(statuses.get(403)).toBeGreaterThan(100);
});
