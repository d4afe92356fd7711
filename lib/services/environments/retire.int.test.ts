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
import { retireEnvironment } from "./retire.ts";

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

test("says in words what an environment still has", async () => {
  const team = await insertTeam(database);
  const ctx = createContext(runtime, await userActorOf(database, team, team.owner.id));
  const { id } = await insertKey(database, team, {});
  const { environmentId } = await database.prisma.apiKey.findUniqueOrThrow({ where: { id } });
  await expect(retireEnvironment(ctx, { id: environmentId })).rejects.toThrow(
    "This environment still has 1 current key. Delete it first",
  );
  await database.prisma.worker.create({
    data: { id: createId("worker"), teamId: team.id, environmentId, name: "Summaries" },
  });
  await expect(retireEnvironment(ctx, { id: environmentId })).rejects.toThrow(
    "This environment still has 1 current key and 1 AI worker. Delete them first",
  );
});
