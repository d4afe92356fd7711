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
import { createPermission } from "./create.ts";
import { retirePermission } from "./retire.ts";

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

async function arrange() {
  const team = await insertTeam(database);
  const ctx = createContext(runtime, await userActorOf(database, team, team.owner.id));
  const input = { name: "invoices:read", description: "" };
  const permission = await createPermission(ctx, input);
  const listing = { inheritsPermissions: false, permissions: ["keys:read", "invoices:read"] };
  const { id, secret } = await insertKey(database, team, listing);
  const readPermissions = async () => [...((await runtime.keys.find(secret))?.permissions ?? [])].sort();
  const readKey = () => database.prisma.apiKey.findUniqueOrThrow({ where: { id } });
  return { team, ctx, input, permission, id, readPermissions, readKey };
}

test("removes a retired permission from keys, also if it is created again", async () => {
  const { ctx, input, permission, readPermissions, readKey } = await arrange();
  expect(await readPermissions()).toEqual(["invoices:read", "keys:read"]);
  const before = await readKey();
  expect(await retirePermission(ctx, { id: permission.id ?? "" })).toMatchObject({ listedByKeys: 1 });
  expect(await readPermissions()).toEqual(["keys:read"]);
  expect(await createPermission(ctx, input)).toMatchObject({ listedByKeys: 0 });
  expect(await readPermissions()).toEqual(["keys:read"]);
  const after = await readKey();
  expect(after.permissions).toEqual(["keys:read"]);
  expect(after.updatedAt.getTime()).toBeGreaterThan(before.updatedAt.getTime());
});

test("does not give a permission back to a key that still lists it from an earlier release", async () => {
  const { ctx, input, permission, id, readPermissions } = await arrange();
  await retirePermission(ctx, { id: permission.id ?? "" });
  await database.prisma.apiKey.update({
    where: { id },
    data: { permissions: ["keys:read", "invoices:read"] },
  });
  await createPermission(ctx, input);
  expect(await readPermissions()).toEqual(["keys:read"]);
});

test("keeps a permission of the same name on another team's keys", async () => {
  const first = await arrange();
  const second = await arrange();
  await retirePermission(first.ctx, { id: first.permission.id ?? "" });
  expect(await second.readPermissions()).toEqual(["invoices:read", "keys:read"]);
});
