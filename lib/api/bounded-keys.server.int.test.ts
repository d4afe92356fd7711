import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  type ApiAnswer,
  type ApiCall,
  callApi,
  createSessionCookie,
} from "#e2e/support/access/api-caller.ts";
import {
  createTestRuntime,
  insertKey,
  insertMember,
  insertTeam,
  type TestTeam,
} from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { createMemoryLimiter } from "#lib/domain/limits/limiter.ts";
import { builtInPermissions } from "#lib/domain/rbac/permissions.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { type Runtime, setRuntime } from "#lib/platform/runtime/runtime.ts";

let database: Database;
let runtime: Runtime;
let team: TestTeam;

beforeAll(async () => {
  database = await openTestDatabase();
  runtime = createTestRuntime(database);
});

beforeEach(async () => {
  setRuntime({ ...runtime, limiter: createMemoryLimiter({ maxCounters: 1000 }) });
  team = await insertTeam(database);
});

afterAll(async () => {
  setRuntime(undefined);
  await runtime.usage.stop();
  await database.close();
});

const listing = { inheritsPermissions: false, permissions: Object.keys(builtInPermissions) };
const soon = () => new Date(Date.now() + 3_600_000);
const inProduction = () => ({ environmentId: team.environments.production ?? "" });

/** The status, and the reason in the header. */
function explain({ status, headers, body }: ApiAnswer) {
  const header = headers.get("www-authenticate") ?? "";
  const [, reason] = /(?:scope|error_description)="([^"]*)"$/.exec(header) ?? [];
  if (status === 403) {
    expect(body).toEqual({
      error: { code: "forbidden", message: "Insufficient permissions for this resource" },
    });
  }
  return { status, reason };
}

const managementCalls = (): [string, ApiCall, string][] => [
  [`/teams/${team.id}/invitations`, { body: { email: "eve@example.com", role: "owner" } }, "members:write"],
  [
    `/teams/${team.id}`,
    { method: "PATCH", body: { keyRateLimitMax: { perMinute: 2147483647, per10Seconds: null } } },
    "team:write",
  ],
  ["/permissions", { body: { name: "orders:write" } }, "team:write"],
  ["/environments", { body: { slug: "trap", label: "Trap" } }, "team:write"],
];

describe("a key that inherits an owner's permissions", () => {
  test.each([
    ["in development, for an hour", () => ({ expiresAt: soon() })],
    ["limited to one AI worker", () => ({ resources: { create: [{ resource: "workers:wrk_1" }] } })],
    ["in production, without any other bound", inProduction],
  ])(
    "%s, cannot manage members or the team, and the response names the permission to list",
    async (_, describeKey) => {
      const { secret: key } = await insertKey(database, team, describeKey());
      const viewer = await insertMember(database, team, "viewer");
      const member = `/teams/${team.id}/members/${viewer.memberId}`;
      const calls: [string, ApiCall, string][] = [
        ...managementCalls(),
        [member, { method: "PATCH", body: { role: "owner" } }, "members:write"],
        [member, { method: "DELETE" }, "members:write"],
      ];
      for (const [path, call, permission] of calls) {
        expect(explain(await callApi(path, { ...call, key })), path).toEqual({
          status: 403,
          reason: permission,
        });
      }
      expect(await callApi("/me", { key })).not.toMatchObject({
        body: { permissions: expect.arrayContaining(["members:write"]) },
      });
      expect(await database.prisma.auditEvent.count({ where: { chainId: team.id } })).toBe(0);
    },
  );
});

describe("a key that lists members:write and team:write", () => {
  test("manages the team in an environment that allows it, regardless of its expiry, allowlist and limits", async () => {
    const { secret: key } = await insertKey(database, team, {
      ...listing,
      ...inProduction(),
      expiresAt: soon(),
      allowedIps: ["203.0.113.0/24"],
      rateLimitPerMinute: 30,
      rateLimitPer10Seconds: 20,
    });
    const invite = (role: string) =>
      callApi(`/teams/${team.id}/invitations`, { key, body: { email: `${role}@example.com`, role } });
    expect(explain(await invite("viewer"))).toMatchObject({ status: 201 });
    expect(explain(await invite("developer"))).toMatchObject({ status: 201 });
    for (const role of ["admin", "owner"]) {
      expect(explain(await invite(role))).toEqual({
        status: 403,
        reason: "Only a signed-in person can assign, change or remove the admin and owner roles",
      });
    }
    const created = await callApi("/environments", { key, body: { slug: "preview", label: "Preview" } });
    expect(created).toMatchObject({ status: 201, body: { allowsTeamManagement: false } });
  });

  test("cannot assign, change or remove an admin or owner, or withdraw an invitation to become one", async () => {
    const { secret: key } = await insertKey(database, team, { ...listing, ...inProduction() });
    const admin = await insertMember(database, team, "admin");
    const { cookie } = await createSessionCookie(database, runtime, team.owner.id);
    const invited = await callApi(`/teams/${team.id}/invitations`, {
      cookie,
      body: { email: "admin@example.com", role: "admin" },
    });
    const invitation = `/teams/${team.id}/invitations/${(invited.body as { id: string }).id}`;
    const calls: [string, ApiCall][] = [];
    for (const memberId of [admin.memberId, team.owner.memberId]) {
      const path = `/teams/${team.id}/members/${memberId}`;
      calls.push([path, { method: "PATCH", body: { role: "viewer" } }]);
      calls.push([path, { method: "PATCH", body: { status: "suspended" } }]);
      calls.push([path, { method: "DELETE", body: { keys: "revoke" } }]);
    }
    calls.push([`${invitation}/resend`, { method: "POST" }], [invitation, { method: "DELETE" }]);
    for (const [path, call] of calls) {
      expect(explain(await callApi(path, { ...call, key })), path).toEqual({
        status: 403,
        reason: "Only a signed-in person can assign, change or remove the admin and owner roles",
      });
    }
  });

  test("is rejected in an environment without team management, and with resources", async () => {
    const elsewhere = await insertKey(database, team, listing);
    const onResource = await insertKey(database, team, {
      ...listing,
      ...inProduction(),
      resources: { create: [{ resource: "workers:wrk_1" }] },
    });
    for (const [path, call] of managementCalls()) {
      expect(explain(await callApi(path, { ...call, key: elsewhere.secret }))).toEqual({
        status: 403,
        reason: "This key's environment does not allow team management",
      });
      expect(explain(await callApi(path, { ...call, key: onResource.secret }))).toEqual({
        status: 403,
        reason: "A key limited to specific resources cannot manage the team",
      });
    }
  });

  test("follows the environment's setting immediately, and cannot change it", async () => {
    const { cookie } = await createSessionCookie(database, runtime, team.owner.id);
    const { secret: key } = await insertKey(database, team, listing);
    const development = `/environments/${team.environments.development}`;
    const allow = (allowsTeamManagement: boolean, by: ApiCall) =>
      callApi(development, { method: "PATCH", body: { allowsTeamManagement }, ...by });
    const rename = () => callApi(`/teams/${team.id}`, { method: "PATCH", key, body: { name: "Renamed" } });
    expect(explain(await rename())).toMatchObject({ status: 403 });
    expect(await allow(true, { cookie })).toMatchObject({
      status: 200,
      body: { allowsTeamManagement: true },
    });
    expect(explain(await rename())).toMatchObject({ status: 200 });
    expect(explain(await allow(false, { key }))).toEqual({
      status: 403,
      reason: "Only a signed-in person can change which environments allow team management",
    });
    await allow(false, { cookie });
    expect(explain(await rename())).toMatchObject({ status: 403 });
  });

  test("cannot delete, transfer or create a team", async () => {
    const { secret: key } = await insertKey(database, team, { ...listing, ...inProduction() });
    for (const [path, call] of [
      [`/teams/${team.id}`, { method: "DELETE" }],
      [`/teams/${team.id}/transfer`, { body: { memberId: team.owner.memberId } }],
      ["/teams", { body: { name: "Another" } }],
      ["/me/sessions", {}],
    ] as const) {
      expect(explain(await callApi(path, { ...call, key }))).toEqual({
        status: 403,
        reason: "Only a signed-in person can do this, not a key",
      });
    }
  });
});

describe("a key with an allowlist and limits", () => {
  const bounds = { allowedIps: ["203.0.113.0/24"], rateLimitPerMinute: 30, rateLimitPer10Seconds: 10 };
  const child = (fields: object) => ({
    body: {
      name: "Child",
      environment: "development",
      allowedIps: ["203.0.113.9"],
      rateLimit: { perMinute: 30, per10Seconds: 10 },
      ...fields,
    },
  });

  test("creates keys only within its allowlist and limits", async () => {
    const { secret: key } = await insertKey(database, team, bounds);
    const create = async (fields: object) => explain(await callApi("/keys", { key, ...child(fields) }));
    expect(await create({})).toMatchObject({ status: 201 });
    const addresses = "It would accept IP addresses that the key used to change it does not accept";
    expect(await create({ allowedIps: [] })).toEqual({ status: 403, reason: addresses });
    expect(await create({ allowedIps: ["203.0.0.0/16"] })).toEqual({ status: 403, reason: addresses });
    const rate = "It would have higher rate limits than the key used to change it";
    expect(await create({ rateLimit: null })).toEqual({ status: 403, reason: rate });
    expect(await create({ rateLimit: { perMinute: 31, per10Seconds: 10 } })).toEqual({
      status: 403,
      reason: rate,
    });
  });

  test("cannot remove its own allowlist and limits, but can restrict them", async () => {
    const { id, secret: key } = await insertKey(database, team, bounds);
    const change = async (body: object) =>
      (await callApi(`/keys/${id}`, { method: "PATCH", key, body })).status;
    expect(await change({ allowedIps: [] })).toBe(403);
    expect(await change({ rateLimit: null })).toBe(403);
    expect(await change({ resources: [], expiresAt: null })).toBe(200);
    expect(await change({ allowedIps: ["203.0.113.9"], rateLimit: { perMinute: 29, per10Seconds: 9 } })).toBe(
      200,
    );
  });
});

test("a key cannot create, extend or enable a key that expires later than itself", async () => {
  const { id, secret: key } = await insertKey(database, team, { expiresAt: soon() });
  const eternal = await insertKey(database, team, { disabledAt: new Date() });
  const expiry = "It would expire later than the key used to change it";
  for (const [path, call] of [
    [`/keys/${id}`, { method: "PATCH", body: { expiresAt: null } }],
    [`/keys/${eternal.id}`, { method: "PATCH", body: { name: "Mine" } }],
    [`/keys/${eternal.id}/enable`, { method: "POST" }],
    ["/keys", { body: { name: "Child", environment: "development" } }],
  ] as const) {
    expect(explain(await callApi(path, { ...call, key })), path).toEqual({ status: 403, reason: expiry });
  }
});

describe("the audit log", () => {
  async function createHistory() {
    const { cookie } = await createSessionCookie(database, runtime, team.owner.id);
    for (const environment of ["development", "production"]) {
      const body = { name: `of ${environment}`, environment, externalId: `customer-${environment}` };
      await callApi("/keys", { cookie, body, headers: { "x-team-id": team.id } });
      const worker = { name: `worker of ${environment}`, environment };
      await callApi("/workers", { cookie, body: worker, headers: { "x-team-id": team.id } });
    }
    await callApi(`/teams/${team.id}`, { method: "PATCH", cookie, body: { name: "Renamed team" } });
  }

  const read = async (key: string, accept = "application/json") => {
    const answer = await callApi("/audit-events", { key, headers: { accept } });
    return JSON.stringify(answer.body);
  };

  test("shows a key the events of its environment, and of the team only if its environment allows team management", async () => {
    await createHistory();
    const development = await read((await insertKey(database, team)).secret);
    expect(development).toContain("of development");
    expect(development).not.toContain("of production");
    expect(development).not.toContain("customer-production");
    expect(development).not.toContain("Renamed team");
    const production = await read((await insertKey(database, team, inProduction())).secret);
    expect(production).toContain("worker of production");
    expect(production).not.toContain("of development");
    expect(production).toContain("Renamed team");
  });

  test("shows a key that is limited to a resource only the events of that resource", async () => {
    await createHistory();
    const worker = await database.prisma.worker.findFirstOrThrow({
      where: { teamId: team.id, name: "worker of production" },
    });
    const { secret } = await insertKey(database, team, {
      ...inProduction(),
      resources: { create: [{ resource: `workers:${worker.id}` }] },
    });
    const { body } = await callApi("/audit-events", { key: secret });
    expect((body as { data: { target: { id: string } }[] }).data.map(({ target }) => target.id)).toEqual([
      worker.id,
    ]);
  });
});

describe("an admin", () => {
  async function asAdmin() {
    const admin = await insertMember(database, team, "admin");
    const { cookie } = await createSessionCookie(database, runtime, admin.id);
    return async (path: string, call: ApiCall) =>
      explain(await callApi(path, { ...call, cookie, headers: { "x-team-id": team.id } }));
  }

  test("can rename, restrict, disable and delete an owner's key, but cannot extend it", async () => {
    const call = await asAdmin();
    const { id } = await insertKey(database, team, { rateLimitPerMinute: 500, rateLimitPer10Seconds: 50 });
    const change = (body: object) => call(`/keys/${id}`, { method: "PATCH", body });
    const role = "This requires a higher role than yours";
    for (const body of [
      { name: "Renamed", description: "Changed", metadata: { a: 1 }, externalId: "x" },
      { permissions: ["keys:read", "keys:write", "workers:read"] },
      { permissions: ["keys:read", "workers:read"] },
      { allowedIps: ["10.0.0.0/8"] },
      { allowedIps: ["10.1.0.0/16"] },
      { rateLimit: { perMinute: 400, per10Seconds: 50 } },
      { expiresAt: new Date(Date.now() + 7_200_000) },
      { expiresAt: new Date(Date.now() + 3_600_000), resources: ["workers:wrk_1"] },
    ]) {
      expect(await change(body), JSON.stringify(body)).toMatchObject({ status: 200 });
    }
    for (const body of [
      { permissions: "inherit" },
      { permissions: ["keys:read", "workers:read", "workers:write"] },
      { allowedIps: ["10.0.0.0/8"] },
      { allowedIps: [] },
      { rateLimit: { perMinute: 401, per10Seconds: 50 } },
      { rateLimit: null },
      { expiresAt: null },
      { resources: [] },
    ]) {
      expect(await change(body), JSON.stringify(body)).toEqual({ status: 403, reason: role });
    }
    expect(await call(`/keys/${id}/rotate`, { body: {} })).toEqual({ status: 403, reason: role });
    expect(await call(`/keys/${id}/disable`, { method: "POST" })).toMatchObject({ status: 200 });
    expect(await call(`/keys/${id}/enable`, { method: "POST" })).toEqual({ status: 403, reason: role });
    expect(await call(`/keys/${id}`, { method: "DELETE" })).toMatchObject({ status: 200 });
  });
});
