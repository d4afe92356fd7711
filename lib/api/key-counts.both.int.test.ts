import { afterAll, beforeAll, expect, test } from "vitest";
import { callApi, createSessionCookie } from "#e2e/support/access/api-caller.ts";
import {
  createContext,
  createTestRuntime,
  insertKey,
  insertMember,
  insertTeam,
  type TestTeam,
  userActorOf,
} from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { currentStatuses } from "#lib/contract/keys/key-statuses.ts";
import { listKeysQuery } from "#lib/contract/keys/keys.ts";
import { hourMs } from "#lib/domain/common/durations.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { type Runtime, setRuntime } from "#lib/platform/runtime/runtime.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { countKeysByFilter } from "#lib/services/keys/usage/count.ts";
import { listMembers } from "#lib/services/members/list.ts";
import { listPermissions } from "#lib/services/permissions/list.ts";

let database: Database;
let runtime: Runtime;
let team: TestTeam;
let other: TestTeam;
let ctx: ServiceContext;
let cookie: string;
let otherCookie: string;
let memberIds: string[];
/** Keys that list only `workers:read` and `keys:read`, by what limits them. */
let callers: { unlimited: string; withoutPermission: string; development: string; resources: string };

const resource = "workers:wrk_00000000000000000000000001";

async function insertKeys(): Promise<void> {
  const [development, production] = [team.environments.development ?? "", team.environments.production ?? ""];
  const suspended = await insertMember(database, team, "developer", { status: "suspended" });
  const developer = await insertMember(database, team, "developer");
  memberIds = [team.owner.id, suspended.id, developer.id];
  const before = new Date(Date.now() - hourMs);
  const states = [{}, { disabledAt: before }, { expiresAt: before }, { revokedAt: before }];
  for (const environmentId of [development, production]) {
    for (const ownerUserId of memberIds) {
      for (const state of states) {
        const lists = { inheritsPermissions: false, permissions: ["workers:read", "workers:write"] };
        await insertKey(database, team, { environmentId, ownerUserId, ...state, ...lists });
        await insertKey(database, team, { environmentId, ownerUserId, ...state });
      }
    }
  }
  // An inheriting key keeps the list that it had before, which has no effect.
  await insertKey(database, team, { permissions: ["workers:write"] });
  await insertKey(database, other, { inheritsPermissions: false, permissions: ["workers:write"] });
}

async function insertCallers(): Promise<void> {
  const reader = { inheritsPermissions: false, permissions: ["workers:read", "keys:read"] };
  const unlimited = await insertKey(database, team, { ...reader, ownerType: "team", ownerRole: "viewer" });
  const withoutPermission = await insertKey(database, team, { ...reader, permissions: ["workers:read"] });
  const development = await insertKey(database, team, reader);
  const resources = await insertKey(database, team, reader);
  await database.prisma.keyResource.create({ data: { keyId: resources.id, resource } });
  callers = {
    unlimited: unlimited.secret,
    withoutPermission: withoutPermission.secret,
    development: development.secret,
    resources: resources.secret,
  };
}

beforeAll(async () => {
  database = await openTestDatabase();
  runtime = createTestRuntime(database);
  setRuntime(runtime);
  [team, other] = [await insertTeam(database), await insertTeam(database)];
  await insertKeys();
  await insertCallers();
  ctx = createContext(runtime, await userActorOf(database, team, team.owner.id), new Date());
  ({ cookie } = await createSessionCookie(database, runtime, team.owner.id));
  ({ cookie: otherCookie } = await createSessionCookie(database, runtime, other.owner.id));
});

afterAll(async () => {
  setRuntime(undefined);
  await runtime.close();
  await database.close();
});

interface ListedKey {
  environment: string;
  permissions: "inherit" | string[];
  resources: string[];
  owner: { id: string };
  teamId: string;
}

async function list(query: Record<string, string>, caller: object = { cookie }): Promise<ListedKey[]> {
  const { status, body } = await callApi(`/keys?${new URLSearchParams({ limit: "100", ...query })}`, caller);
  expect(status).toBe(200);
  return (body as { data: ListedKey[] }).data;
}

test("a permission's count is the number of keys that its link lists", async () => {
  const permissions = await listPermissions(ctx);
  expect(permissions.find(({ name }) => name === "workers:write")?.listedByKeys).toBe(12);
  for (const { name, listedByKeys } of permissions) {
    const listed = await list({ permission: name, status: currentStatuses });
    expect(listed, name).toHaveLength(listedByKeys);
    expect(listed.every((key) => key.permissions !== "inherit" && key.permissions.includes(name))).toBe(true);
  }
});

test("a member's count is the number of keys that its link lists", async () => {
  const { data } = await listMembers(ctx, { limit: 100 });
  expect(data.map(({ userId }) => userId).sort()).toEqual([...memberIds].sort());
  for (const { userId, liveKeys } of data) {
    const listed = await list({ owner: userId, status: currentStatuses });
    expect(listed).toHaveLength(liveKeys);
    expect(liveKeys).toBeGreaterThan(0);
    expect(new Set(listed.map(({ owner }) => owner.id))).toEqual(new Set([userId]));
  }
});

test("an environment's count is the number of keys that its link lists", async () => {
  const { status } = listKeysQuery.parse({ status: currentStatuses });
  const slugs = Object.keys(team.environments);
  const byEnvironment = slugs.map((environment) => [environment, { environment }] as const);
  const counts = await countKeysByFilter(ctx, { status }, Object.fromEntries(byEnvironment));
  expect(counts.production).toBe(12);
  for (const environment of slugs) {
    expect(await list({ environment, status: currentStatuses })).toHaveLength(counts[environment] ?? -1);
  }
  expect(await countKeysByFilter(ctx, { status }, {})).toEqual({});
});

test("finds keys in every status by a permission, without keys that inherit theirs", async () => {
  expect(await list({ permission: "workers:write" })).toHaveLength(24);
  expect(await list({ permission: "workers:write", status: "revoked" })).toHaveLength(6);
  expect(await list({ permission: "invoices:read" }), "a permission that doesn't exist").toEqual([]);
});

test("another team finds only its own keys by a permission", async () => {
  const listed = await list({ permission: "workers:write" }, { cookie: otherCookie });
  expect(listed.map(({ teamId }) => teamId)).toEqual([other.id]);
});

test("a calling key finds only what its bounds allow", async () => {
  const everything = await list({ permission: "workers:read" }, { key: callers.unlimited });
  expect(new Set(everything.map(({ environment }) => environment))).toEqual(new Set(["development"]));
  const own = await list({ permission: "workers:read" }, { key: callers.development });
  expect(own).toHaveLength(everything.length);
  const limited = await list({ permission: "workers:read" }, { key: callers.resources });
  expect(limited.map(({ resources }) => resources)).toEqual([[resource]]);
  expect(await list({ permission: "workers:write" }, { key: callers.resources })).toEqual([]);
});

test.each([
  ["without a session or key", {}, "workers:read", 401],
  ["with a key that may not read keys", () => ({ key: callers.withoutPermission }), "workers:read", 403],
  ["for a permission that isn't valid", () => ({ cookie }), "Workers Read", 400],
  ["for an empty permission", () => ({ cookie }), "", 400],
] as const)("responds %s with the right status", async (_, caller, permission, status) => {
  const call = typeof caller === "function" ? caller() : caller;
  const answer = await callApi(`/keys?${new URLSearchParams({ permission })}`, call);
  expect(answer.status).toBe(status);
});
