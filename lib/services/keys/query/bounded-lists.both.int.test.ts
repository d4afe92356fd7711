import { afterAll, beforeAll, expect, test } from "vitest";
import {
  apiKeyActorOf,
  createContext,
  createTestRuntime,
  insertKey,
  insertTeam,
  type TestTeam,
} from "#e2e/support/database/fixtures.ts";
import { asOwner, openTestDatabase } from "#e2e/support/database/test-database.ts";
import { listKeysQuery } from "#lib/contract/keys/keys.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { Prisma } from "#lib/platform/db/generated/client.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { authorize } from "#lib/services/authorize.ts";
import { listKeys } from "#lib/services/keys/list.ts";
import { orderKeys, parseSort } from "./sort-keys.ts";
import { whereKeys } from "./where-keys.ts";

const { sql } = Prisma;

let database: Database;
let runtime: Runtime;
let team: TestTeam;

/** Far more keys than a page, none of which the calling keys may see. */
const hiddenKeys = 4_000;

const resource = "workers:wrk_00000000000000000000000001";

/** Newer than the keys that are visible, so that a list that walks the team's keys would meet them first. */
async function insertHiddenKeys(): Promise<void> {
  await database.prisma.$executeRaw`
    INSERT INTO api_keys (id, team_id, environment_id, name, owner_type, owner_user_id, created_by_id, created_at, updated_at)
    SELECT 'key_hidden_' || number, ${team.id}, ${team.environments.development}, 'Hidden ' || number, 'user',
      ${team.owner.id}, ${team.owner.id}, now() + number * interval '1 second', now()
    FROM generate_series(1, ${hiddenKeys}::int) AS number`;
}

beforeAll(async () => {
  database = await openTestDatabase();
  runtime = createTestRuntime(database);
  team = await insertTeam(database);
  await insertHiddenKeys();
});

afterAll(async () => {
  await runtime.close();
  await database.close();
});

interface Plan {
  "Relation Name"?: string;
  "Actual Rows": number;
  "Actual Loops": number;
  "Rows Removed by Filter"?: number;
  Plans?: Plan[];
}

/** The number of keys that a plan has read, including those it dropped. */
function countReadKeys(plan: Plan): number {
  const { Plans: below = [], "Rows Removed by Filter": removed = 0 } = plan;
  const own =
    plan["Relation Name"] === "api_keys" ? (plan["Actual Rows"] + removed) * plan["Actual Loops"] : 0;
  return own + below.reduce((sum, one) => sum + countReadKeys(one), 0);
}

const callers = {
  "an environment": { environment: "production", resources: [] },
  "a resource": { environment: "development", resources: [resource] },
} as const;

test.each([
  ["an environment", "-createdAt"],
  ["an environment", "name"],
  ["a resource", "-createdAt"],
  ["a resource", "-lastUsedAt"],
] as const)("a key limited to %s reads only the keys it can see, by %s", async (bound, sort) => {
  const { environment, resources } = callers[bound];
  const { id } = await insertKey(database, team, { environmentId: team.environments[environment] ?? "" });
  for (const one of resources)
    await database.prisma.keyResource.create({ data: { keyId: id, resource: one } });
  // As the database does by itself some time after many rows were added.
  await asOwner(database).pool.query("ANALYZE api_keys, key_resources");
  const ctx = createContext(runtime, await apiKeyActorOf(database, id), new Date());
  const query = listKeysQuery.parse({ sort });
  const { data } = await listKeys(ctx, query);
  expect(data.map((key) => key.id)).toContain(id);
  expect(data.every((key) => !key.id.startsWith("key_hidden"))).toBe(true);
  const explain = sql`EXPLAIN (ANALYZE, FORMAT JSON) SELECT key.id FROM api_keys key
    WHERE ${whereKeys(authorize(ctx, "keys:read"), query, ctx.now)} ORDER BY ${orderKeys(parseSort(sort))} LIMIT 51`;
  const [row] = await database.prisma.$queryRaw<{ "QUERY PLAN": { Plan: Plan }[] }[]>(explain);
  const [plan] = row?.["QUERY PLAN"] ?? [];
  expect(plan === undefined ? hiddenKeys : countReadKeys(plan.Plan)).toBeLessThan(50);
});
