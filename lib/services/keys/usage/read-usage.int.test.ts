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
import { readKeyUsage } from "./read-usage.ts";

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

test("counts the requests of one secret, including all in the first minute", async () => {
  const team = await insertTeam(database);
  const { id, secretId } = await insertKey(database, team, {});
  const newSecretId = createId("secret");
  const minute = Math.floor(Date.now() / 60_000) * 60_000 - 600_000;
  const countRequest = (secret: string, address: string, atMs: number) =>
    runtime.usage.record({
      keyId: id,
      secretId: secret,
      outcome: "VALID",
      environment: "development",
      service: "",
      address,
      now: atMs,
    });
  countRequest(secretId, "192.0.2.1", minute - 1);
  countRequest(secretId, "192.0.2.1", minute + 50_000);
  countRequest(secretId, "192.0.2.2", minute + 70_000);
  countRequest(newSecretId, "192.0.2.3", minute + 70_000);
  await runtime.usage.flush();

  const ctx = createContext(runtime, await userActorOf(database, team, team.owner.id));
  const rotatedAt = new Date(minute + 30_000);
  const ofPrevious = await readKeyUsage(ctx, { id, from: rotatedAt, by: "address", secretId });
  const at = (atMs: number) => new Date(atMs).toISOString();
  expect(ofPrevious.data).toEqual([
    { by: "192.0.2.1", count: 1, rejected: 0, firstAt: at(minute), lastAt: at(minute) },
    { by: "192.0.2.2", count: 1, rejected: 0, firstAt: at(minute + 60_000), lastAt: at(minute + 60_000) },
  ]);
  expect((await readKeyUsage(ctx, { id, from: rotatedAt, by: "secret" })).total).toBe(3);
});

test("includes groups beyond the listed ones in the total", async () => {
  const team = await insertTeam(database);
  const { id, secretId } = await insertKey(database, team, {});
  await database.prisma.$executeRaw`
    INSERT INTO key_usage (key_id, secret_id, starts_at, duration_seconds, outcome, environment, service, address, count)
    SELECT ${id}, ${secretId}, now() - interval '1 hour', 60, 'VALID', 'development', '', '10.0.0.' || n, 2
    FROM generate_series(1, 1500) n`;
  const ctx = createContext(runtime, await userActorOf(database, team, team.owner.id));
  const usage = await readKeyUsage(ctx, { id, by: "address" });
  expect(usage.data).toHaveLength(1000);
  expect(usage.total).toBe(3000);
});
