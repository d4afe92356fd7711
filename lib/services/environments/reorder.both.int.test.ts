import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  createContext,
  createTestRuntime,
  insertTeam,
  type TestTeam,
  userActorOf,
} from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { createEnvironment } from "./create.ts";
import { listEnvironments } from "./list.ts";
import { reorderEnvironments } from "./reorder.ts";
import { retireEnvironment } from "./retire.ts";
import { updateEnvironment } from "./update.ts";

let database: Database;
let runtime: Runtime;
let team: TestTeam;
let ctx: ServiceContext;

beforeAll(async () => {
  database = await openTestDatabase();
  runtime = createTestRuntime(database);
});

beforeEach(async () => {
  team = await insertTeam(database);
  ctx = createContext(runtime, await userActorOf(database, team, team.owner.id));
});

afterAll(async () => {
  await runtime.usage.stop();
  await database.close();
});

const listSlugs = async () => (await listEnvironments(ctx)).map(({ slug }) => slug);
const listPositions = async () => (await listEnvironments(ctx)).map(({ position }) => position);
const idsOf = (...slugs: string[]) => slugs.map((slug) => team.environments[slug] ?? slug);

test("puts the environments in the given order, renumbers them and records the order", async () => {
  await updateEnvironment(ctx, { id: team.environments.staging ?? "", position: 40 });
  const before = await listSlugs();
  const order = ["production", "development", "staging"];
  const answer = await reorderEnvironments(ctx, { environmentIds: idsOf(...order) });
  expect(answer.map(({ slug, position }) => [slug, position])).toEqual(order.map((slug, at) => [slug, at]));
  expect(await listEnvironments(ctx)).toEqual(answer);
  const event = await database.prisma.auditEvent.findFirstOrThrow({
    where: { chainId: team.id, action: "environment.reorder" },
  });
  expect(event).toMatchObject({
    targetType: "team",
    targetId: team.id,
    changes: { order: { from: before, to: order } },
  });
});

describe("a list that isn't exactly the team's environments", () => {
  const conflict = {
    code: "conflict",
    message: "The list must contain each environment of the team exactly once. Load the environments again",
  };
  const unchanged = async (environmentIds: string[]) => {
    const before = await listEnvironments(ctx);
    await expect(reorderEnvironments(ctx, { environmentIds })).rejects.toMatchObject(conflict);
    expect(await listEnvironments(ctx)).toEqual(before);
    expect(
      await database.prisma.auditEvent.count({ where: { action: "environment.reorder", chainId: team.id } }),
    ).toBe(0);
  };

  test("is rejected if one is missing", () => unchanged(idsOf("staging", "production")));

  test("is rejected if one is listed twice in place of another", () =>
    unchanged(idsOf("staging", "staging", "production")));

  test("is rejected if one doesn't exist", () =>
    unchanged(idsOf("staging", "production", "development", "env_unknown")));

  test("is rejected if one belongs to another team", async () => {
    const other = await insertTeam(database);
    await unchanged([...idsOf("staging", "production", "development"), other.environments.staging ?? ""]);
  });

  test("is rejected if one was removed", async () => {
    await retireEnvironment(ctx, { id: team.environments.staging ?? "" });
    await unchanged(idsOf("staging", "production", "development"));
  });
});

test("concurrent reorders leave exactly one of the orders", async () => {
  const orders = [
    ["staging", "production", "development"],
    ["production", "development", "staging"],
    ["development", "staging", "production"],
    ["production", "staging", "development"],
  ];
  await Promise.all(orders.map((order) => reorderEnvironments(ctx, { environmentIds: idsOf(...order) })));
  expect(orders).toContainEqual(await listSlugs());
  expect(await listPositions()).toEqual([0, 1, 2]);
});

test("a reorder at the same time as a creation succeeds before it or is rejected after it", async () => {
  for (let round = 0; round < 5; round += 1) {
    const current = await listEnvironments(ctx);
    const reversed = current.toReversed();
    const slug = `new-${round}`;
    const [reordered, created] = await Promise.allSettled([
      reorderEnvironments(ctx, { environmentIds: reversed.map(({ id }) => id) }),
      createEnvironment(ctx, { slug, label: slug }),
    ]);
    expect(created.status).toBe("fulfilled");
    const expected = reordered.status === "fulfilled" ? reversed : current;
    if (reordered.status === "rejected") expect(reordered.reason).toMatchObject({ code: "conflict" });
    expect(await listSlugs()).toEqual([...expected.map((environment) => environment.slug), slug]);
    expect(await listPositions()).toEqual([...Array(expected.length + 1).keys()]);
  }
});
