import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { Database } from "#lib/db/database.ts";
import { createLogger } from "#lib/log.ts";
import { openTestDatabase } from "#lib/testing/test-database.ts";
import { createUsageRecorder } from "./usage-recorder.ts";

let database: Database;

beforeAll(async () => {
  database = await openTestDatabase();
});

afterAll(() => database.close());

test("of 30,000 keys in use at once every call is counted, without waiting for the timer", async () => {
  // Its timer belongs to a clock that stands still.
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  const usage = createUsageRecorder(database, createLogger({ level: "silent" }));
  vi.useRealTimers();
  for (let key = 0; key < 30_000; key++) {
    usage.record({
      keyId: `key_${key}`,
      secretId: `sec_${key}`,
      outcome: "VALID",
      environment: "development",
      service: "",
      address: `2001:db8::${key.toString(16)}`,
      agent: null,
      now: Date.now(),
    });
  }
  const count = () => database.prisma.keyUsage.count();
  await vi.waitFor(async () => expect(await count()).toBeGreaterThanOrEqual(10_000), { timeout: 30_000 });
  await usage.stop();
  expect(await count()).toBe(30_000);
});
