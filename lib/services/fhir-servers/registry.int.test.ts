import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { callApi, createSessionCookie } from "#e2e/support/access/api-caller.ts";
import {
  apiKeyActorOf,
  createContext,
  createTestRuntime,
  insertKey,
  insertMember,
  insertTeam,
  type TestTeam,
  userActorOf,
} from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { insertFhirServer } from "#e2e/support/fhir/registered-servers.ts";
import { insertApp } from "#e2e/support/oauth/apps.ts";
import { setFhirCredentialSchema } from "#lib/contract/resources/fhir-gateway.ts";
import { createId } from "#lib/domain/common/ids.ts";
import { createMemoryLimiter } from "#lib/domain/limits/limiter.ts";
import { builtInPermissions } from "#lib/domain/rbac/permissions.ts";
import type { Role } from "#lib/domain/rbac/roles.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { FhirServer, Prisma } from "#lib/platform/db/generated/client.ts";
import { type Runtime, setRuntime } from "#lib/platform/runtime/runtime.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { updateMember } from "#lib/services/members/update.ts";
import { deleteTeam } from "#lib/services/teams/delete.ts";
import { transferTeam } from "#lib/services/teams/transfer.ts";
import { deleteFhirServer } from "./delete.ts";
import { readGatewayServer } from "./gateway/read-gateway-server.ts";
import { readFhirServer } from "./read.ts";
import { readFhirReach } from "./read-reach.ts";
import { readFhirUsage } from "./read-usage.ts";
import { removeFhirCredential } from "./remove-credential.ts";
import { setFhirCredential } from "./set-credential.ts";
import { updateFhirServer } from "./update.ts";
import { updateFhirGateway } from "./update-gateway.ts";

let database: Database;
let runtime: Runtime;
let team: TestTeam;
let owner: ServiceContext;

beforeAll(async () => {
  database = await openTestDatabase();
  runtime = createTestRuntime(database);
  team = await insertTeam(database);
  owner = await asPerson("owner");
});

beforeEach(() => {
  setRuntime({ ...runtime, limiter: createMemoryLimiter({ maxCounters: 1000 }) });
});

afterAll(async () => {
  setRuntime(undefined);
  await runtime.usage.stop();
  await database.close();
});

async function asPerson(role: Role, of = team): Promise<ServiceContext> {
  const id = role === "owner" ? of.owner.id : (await insertMember(database, of, role)).id;
  return createContext(runtime, await userActorOf(database, of, id));
}

/** A key of the owner that lists every permission, unless the fields say otherwise. */
async function insertListingKey(fields: Partial<Prisma.ApiKeyUncheckedCreateInput> = {}, of = team) {
  const permissions = Object.keys(builtInPermissions);
  return insertKey(database, of, { inheritsPermissions: false, permissions, ...fields });
}

async function asKey(fields: Partial<Prisma.ApiKeyUncheckedCreateInput> = {}): Promise<ServiceContext> {
  const { id } = await insertListingKey(fields);
  return createContext(runtime, await apiKeyActorOf(database, id));
}

const insertServer = (fields: Partial<Prisma.FhirServerUncheckedCreateInput> = {}): Promise<FhirServer> =>
  insertFhirServer(database, team, fields);

/** A server whose gateway is on, and that keys can use. */
const insertOpenServer = () =>
  insertServer({ gatewayBaseUrl: "https://fhir.example.com/r4", gatewayAllowsKeys: true });

const readEvents = (targetId: string) =>
  database.prisma.auditEvent.findMany({ where: { targetId }, orderBy: { seq: "asc" } });

const setCredential = (as: ServiceContext, id: string, input: unknown) =>
  setFhirCredential(as, { ...setFhirCredentialSchema.parse(input), id });

const bearer = { kind: "bearer", token: "canary-token-4711" };
const basic = { kind: "basic", username: "canary-name-4711", password: "canary password 4711" };
const backend = { kind: "backend-services", clientId: "byteengine", scopes: "system/*.rs openid" };

const refused = { code: "forbidden" };

describe("the gateway", () => {
  test("is turned on and off by an admin, and everyone else in charge is told when it is turned on", async () => {
    const { id, name } = await insertServer();
    const admin = await asPerson("admin");
    const on = await updateFhirGateway(admin, { id, enabled: true });
    expect(on).toMatchObject({
      gateway: { enabled: true, allowsKeys: false, url: expect.stringContaining(`/fhir/servers/${id}/fhir`) },
    });
    expect(await readGatewayServer(runtime, id)).toMatchObject({ id, allowsKeys: false });
    const off = await updateFhirGateway(admin, { id, enabled: false });
    expect(off.gateway.enabled).toBe(false);
    expect(await readGatewayServer(runtime, id)).toBeNull();
    expect((await readEvents(id)).map(({ action, changes }) => ({ action, changes }))).toEqual([
      { action: "fhir_gateway.update", changes: { gatewayEnabled: true, baseUrl: on.baseUrl } },
      { action: "fhir_gateway.update", changes: { gatewayEnabled: false, baseUrl: on.baseUrl } },
    ]);
    const notices = await database.prisma.notice.findMany({
      where: { teamId: team.id, kind: "gateway_changed", data: { path: ["serverId"], equals: id } },
    });
    expect(notices.map(({ userId }) => userId)).toContain(team.owner.id);
    expect(notices.map(({ userId }) => userId)).not.toContain(Reflect.get(admin.actor, "userId"));
    expect(notices[0]?.data).toMatchObject({ change: "turned_on", serverName: name });
  });

  test("records nothing if nothing changes", async () => {
    const { id, updatedAt } = await insertOpenServer();
    const same = await updateFhirGateway(owner, { id, enabled: true, allowsKeys: true });
    expect(same.updatedAt).toBe(updatedAt.toISOString());
    expect(await readEvents(id)).toEqual([]);
  });

  test("is opened to keys only by an owner in person, and closed to them by every admin", async () => {
    const { id } = await insertServer();
    const admin = await asPerson("admin");
    for (const as of [admin, await asKey(), await asPerson("developer")]) {
      await expect(updateFhirGateway(as, { id, allowsKeys: true })).rejects.toMatchObject(refused);
    }
    expect((await readFhirServer(owner, { id })).gateway.allowsKeys).toBe(false);
    expect((await updateFhirGateway(owner, { id, allowsKeys: true })).gateway).toMatchObject({
      enabled: false,
      allowsKeys: true,
    });
    expect((await updateFhirGateway(admin, { id, allowsKeys: false })).gateway.allowsKeys).toBe(false);
  });

  test("is turned off by another base URL, which the audit log says, and not by the same one", async () => {
    const { id, baseUrl } = await insertOpenServer();
    const developer = await asPerson("developer");
    expect((await updateFhirServer(developer, { id, baseUrl, name: "Same" })).gateway.enabled).toBe(true);
    const moved = await updateFhirServer(developer, { id, baseUrl: "https://other.example.com" });
    expect(moved.gateway).toMatchObject({ enabled: false, allowsKeys: false });
    expect(await readGatewayServer(runtime, id)).toBeNull();
    expect((await readEvents(id)).map(({ changes }) => changes)).toEqual([
      { name: "Same", baseUrl },
      { baseUrl: "https://other.example.com", gatewayEnabled: false, gatewayAllowsKeys: false },
    ]);
    const back = await updateFhirServer(developer, { id, baseUrl });
    expect(back.gateway).toMatchObject({ enabled: false, allowsKeys: false });
  });

  test("is off, for keys too, and its credential useless when an earlier release changes the base URL", async () => {
    const { id } = await insertOpenServer();
    await setCredential(owner, id, bearer);
    await database.prisma
      .$executeRaw`UPDATE fhir_servers SET base_url = 'https://evil.example' WHERE id = ${id}`;
    expect(await readGatewayServer(runtime, id)).toBeNull();
    expect(await readFhirServer(owner, { id })).toMatchObject({
      gateway: { enabled: false, allowsKeys: false },
      credential: { isUsable: false },
    });
    const admin = await asPerson("admin");
    expect((await updateFhirGateway(admin, { id, enabled: true })).gateway).toMatchObject({
      enabled: true,
      allowsKeys: false,
    });
    expect((await readFhirServer(owner, { id })).credential).toMatchObject({ isUsable: false });
  });

  test("is not changed by someone who saw another base URL", async () => {
    const { id, updatedAt: expectedUpdatedAt } = await insertServer();
    const moved = await updateFhirServer(owner, { id, baseUrl: "https://evil.example" });
    const stale = { id, expectedUpdatedAt };
    await expect(updateFhirGateway(owner, { ...stale, enabled: true })).rejects.toMatchObject({
      code: "conflict",
    });
    await expect(setFhirCredential(owner, { ...stale, kind: "bearer", token: "x" })).rejects.toMatchObject({
      code: "conflict",
    });
    const fresh = { id, expectedUpdatedAt: new Date(moved.updatedAt) };
    expect((await updateFhirGateway(owner, { ...fresh, enabled: true })).gateway.enabled).toBe(true);
  });
});

describe("at the same time", () => {
  test("switches of two people both count, and each change is recorded once", async () => {
    const { id } = await insertServer();
    const admin = await asPerson("admin");
    await Promise.all([
      updateFhirGateway(admin, { id, enabled: true }),
      updateFhirGateway(owner, { id, allowsKeys: true }),
      updateFhirGateway(owner, { id, enabled: true }),
    ]);
    expect((await readFhirServer(owner, { id })).gateway).toMatchObject({ enabled: true, allowsKeys: true });
    const changes = (await readEvents(id)).map(({ changes: values }) => Object.keys(Object(values)));
    expect(changes.flat().filter((name) => name !== "baseUrl")).toHaveLength(2);
  });

  test("a switch and another base URL end with the gateway on for the URL it was turned on for, or off", async () => {
    for (let round = 0; round < 10; round++) {
      const { id, updatedAt, baseUrl } = await insertServer();
      const [switched] = await Promise.allSettled([
        updateFhirGateway(owner, { id, enabled: true, expectedUpdatedAt: updatedAt }),
        updateFhirServer(owner, { id, baseUrl: "https://other.example.com" }),
      ]);
      const row = await database.prisma.fhirServer.findUniqueOrThrow({ where: { id } });
      expect(row).toMatchObject({ baseUrl: "https://other.example.com", gatewayBaseUrl: null });
      if (switched.status === "fulfilled") expect(switched.value.baseUrl).toBe(baseUrl);
    }
  });

  test("nobody who stops being an owner opens the gateway to keys afterward", async () => {
    for (let round = 0; round < 10; round++) {
      const own = await insertTeam(database);
      const { memberId } = await insertMember(database, own, "admin");
      const { id } = await insertFhirServer(database, own);
      const as = await asPerson("owner", own);
      const [opened] = await Promise.allSettled([
        updateFhirGateway(as, { id, allowsKeys: true }),
        transferTeam(as, { memberId }),
      ]);
      const events = await database.prisma.auditEvent.findMany({
        where: { chainId: own.id },
        orderBy: { seq: "asc" },
      });
      const actions = events.map(({ action }) => action);
      // Someone who came second found the other's change.
      if (opened.status === "fulfilled") expect(actions).toEqual(["fhir_gateway.update", "team.transfer"]);
      else expect(actions).toEqual(["team.transfer"]);
      await expect(updateFhirGateway(as, { id, allowsKeys: true })).rejects.toMatchObject(refused);
    }
  });

  test("a demoted owner with an old session can't open the gateway to keys", async () => {
    const second = await insertMember(database, team, "owner");
    const as = createContext(runtime, await userActorOf(database, team, second.id));
    const { id } = await insertServer();
    await updateMember(owner, { memberId: second.memberId, role: "developer" });
    await expect(updateFhirGateway(as, { id, allowsKeys: true })).rejects.toMatchObject(refused);
  });

  test("two credentials leave one, and a removed server keeps none", async () => {
    const { id } = await insertServer();
    await Promise.all([setCredential(owner, id, bearer), setCredential(owner, id, basic)]);
    expect(await database.prisma.fhirServerCredential.count({ where: { serverId: id } })).toBe(1);
    await Promise.allSettled([setCredential(owner, id, backend), deleteFhirServer(owner, { id })]);
    expect(await database.prisma.fhirServerCredential.count({ where: { serverId: id } })).toBe(0);
  });
});

describe("a credential", () => {
  test("of backend services has a new key pair, of which only the public key is returned", async () => {
    const { id } = await insertServer();
    const { credential } = await setCredential(owner, id, backend);
    expect(credential).toEqual({
      kind: "backend-services",
      isUsable: true,
      clientId: "byteengine",
      scopes: "system/*.rs openid",
      tokenUrl: null,
      jwks: {
        keys: [
          {
            kty: "EC",
            crv: "P-384",
            x: expect.stringMatching(/^[\w-]{64}$/),
            y: expect.stringMatching(/^[\w-]{64}$/),
            kid: expect.stringMatching(/^[\w-]{43}$/),
            alg: "ES384",
            use: "sig",
          },
        ],
      },
      createdAt: owner.now.toISOString(),
    });
    const again = await setCredential(owner, id, backend);
    expect(again.credential?.jwks).not.toEqual(credential?.jwks);
    expect((await readEvents(id))[0]).toMatchObject({
      action: "fhir_credential.set",
      changes: {
        kind: "backend-services",
        clientId: "byteengine",
        scopes: ["system/*.rs", "openid"],
        tokenUrl: null,
      },
    });
  });

  test("is removed once, by an admin or a key that lists the permission", async () => {
    const { id } = await insertServer();
    await setCredential(await asKey(), id, bearer);
    const removed = await removeFhirCredential(await asPerson("admin"), { id });
    expect(removed.credential).toBeNull();
    expect((await removeFhirCredential(owner, { id })).credential).toBeNull();
    expect((await readEvents(id)).map(({ action }) => action)).toEqual([
      "fhir_credential.set",
      "fhir_credential.remove",
    ]);
  });

  test("is removed with its server, and with its team", async () => {
    const own = await insertTeam(database);
    const as = await asPerson("owner", own);
    const [first, second] = [await insertFhirServer(database, own), await insertFhirServer(database, own)];
    for (const { id } of [first, second]) await setCredential(as, id, bearer);
    expect((await deleteFhirServer(as, { id: first.id })).credential).toBeNull();
    const where = { server: { teamId: own.id } };
    expect(await database.prisma.fhirServerCredential.count({ where })).toBe(1);
    await deleteTeam(as);
    expect(await database.prisma.fhirServerCredential.count({ where })).toBe(0);
  });
});

describe("who reaches the server", () => {
  test("are apps with scopes for data, and keys that list a permission, in its environment", async () => {
    const own = await insertTeam(database);
    const as = await asPerson("owner", own);
    const production = own.environments.production ?? "";
    const server = await insertFhirServer(database, own, { gatewayBaseUrl: null });
    const scopes = ["workers:read", "system/Observation.rs", "user/Patient.rs", "fhir.data:read"];
    const app = await insertApp(database, own, { scopes });
    await insertApp(database, own, { scopes: ["user/Patient.rs", "workers:read"] });
    await insertApp(database, own, { scopes, environmentId: production });
    await insertApp(database, own, { scopes, deletedAt: new Date() });
    const viewer = await insertMember(database, own, "viewer");
    const past = new Date(Date.now() - 1000);
    const key = await insertListingKey({ permissions: ["keys:read", "fhir.data:write"] }, own);
    const resources = (name: string) => ({ resources: { create: [{ resource: name }] } });
    const limited = await insertListingKey(resources(`fhir.servers:${server.id}`), own);
    const ofTeam = await insertListingKey({ ownerType: "team", ownerRole: "developer" }, own);
    for (const fields of [
      { inheritsPermissions: true },
      { environmentId: production },
      { revokedAt: past },
      { expiresAt: past },
      { ownerUserId: viewer.id },
      { ownerType: "team", ownerRole: "viewer" } as const,
      { permissions: ["fhir.servers:read"] },
      resources(`fhir.servers:${createId("fhirServer")}`),
    ]) {
      await insertListingKey(fields, own);
    }
    const closed = await readFhirReach(as, { id: server.id });
    expect(closed).toEqual({
      apps: [
        {
          id: app.id,
          name: expect.any(String),
          scopes: ["system/Observation.rs", "fhir.data:read"],
        },
      ],
      keys: [],
      hasMore: false,
    });
    await updateFhirGateway(as, { id: server.id, allowsKeys: true });
    const { keys } = await readFhirReach(as, { id: server.id });
    expect(keys.map(({ id }) => id)).toEqual([ofTeam.id, limited.id, key.id]);
    expect(keys[2]?.permissions).toEqual(["fhir.data:write"]);
  });

  test("are not shown to a key beyond what it can see", async () => {
    const own = await insertTeam(database);
    const server = await insertFhirServer(database, own, { gatewayAllowsKeys: true });
    await insertApp(database, own, { scopes: ["system/*.rs"] });
    await insertListingKey({}, own);
    const resources = { create: [{ resource: `fhir.servers:${server.id}` }] };
    const calling = await insertListingKey({ resources }, own);
    const as = createContext(runtime, await apiKeyActorOf(database, calling.id));
    expect(await readFhirReach(as, { id: server.id })).toEqual({
      apps: [],
      keys: [expect.objectContaining({ id: calling.id })],
      hasMore: false,
    });
    const blind = await insertListingKey({ permissions: ["fhir.servers:read", "keys:read"] }, own);
    const blindCtx = createContext(runtime, await apiKeyActorOf(database, blind.id));
    await expect(readFhirReach(blindCtx, { id: server.id })).rejects.toMatchObject(refused);
  });

  test("are cut after 100", async () => {
    const own = await insertTeam(database);
    const { id } = await insertFhirServer(database, own);
    for (let number = 0; number < 101; number++) await insertApp(database, own, { scopes: ["system/*.rs"] });
    const reach = await readFhirReach(await asPerson("owner", own), { id });
    expect(reach.apps).toHaveLength(100);
    expect(reach.hasMore).toBe(true);
  });
});

test("the usage of a gateway is added up by type and interaction, the most frequent first", async () => {
  const { id } = await insertServer();
  const { id: otherId } = await insertServer();
  const now = new Date("2026-11-30T10:20:00Z");
  const insert = (
    startsAt: string,
    [resourceType, interaction, outcome]: [string, string, string],
    count: bigint,
    serverId = id,
  ) =>
    database.prisma.fhirServerUsage.create({
      data: { serverId, startsAt: new Date(startsAt), resourceType, interaction, outcome, count },
    });
  await insert("2026-11-30T09:00:00Z", ["Patient", "read", "ok"], 3n);
  await insert("2026-11-24T00:00:00Z", ["Patient", "read", "failed"], 2n);
  await insert("2026-11-30T09:00:00Z", ["Observation", "search-type", "ok"], 7n);
  await insert("2026-11-29T09:00:00Z", ["Observation", "search-type", "refused"], 1n);
  await insert("2026-11-23T23:00:00Z", ["Patient", "read", "ok"], 100n);
  await insert("2026-11-30T09:00:00Z", ["Patient", "read", "ok"], 100n, otherId);
  const usage = await readFhirUsage({ ...(await asPerson("viewer")), now }, { id, days: 7 });
  expect(usage).toEqual({
    since: "2026-11-24T00:00:00.000Z",
    interactions: [
      { resourceType: "Observation", interaction: "search-type", ok: 7, refused: 1, failed: 0 },
      { resourceType: "Patient", interaction: "read", ok: 3, refused: 0, failed: 2 },
    ],
  });
});

describe("every route", () => {
  type Call = Parameters<typeof callApi>[1];
  const routes: readonly [string, string, Call][] = [
    ["PATCH", "gateway", { body: { enabled: true } }],
    ["POST", "credential", { body: bearer }],
    ["DELETE", "credential", {}],
    ["GET", "reach", {}],
    ["GET", "usage?days=1", {}],
  ];

  test.each(routes)("%s …/%s returns 200, 400, 401, 403 or 404", async (method, path, fields) => {
    const { id } = await insertServer();
    const call = (as: Call, of = id) =>
      callApi(`/fhir/servers/${of}/${path}`, { method, ...fields, ...as }).then(({ status }) => status);
    const { secret: key } = await insertListingKey();
    const { cookie } = await createSessionCookie(database, runtime, team.owner.id);
    expect(await call({ key })).toBe(200);
    expect(await call({ cookie, headers: { "x-team-id": team.id } })).toBe(200);
    expect(await call({})).toBe(401);
    const { secret: weak } = await insertListingKey({ permissions: ["workers:read"] });
    expect(await call({ key: weak })).toBe(403);
    const { secret: elsewhere } = await insertListingKey({ environmentId: team.environments.staging ?? "" });
    expect(await call({ key: elsewhere })).toBe(403);
    const resources = { create: [{ resource: `fhir.servers:${createId("fhirServer")}` }] };
    const { secret: onOther } = await insertListingKey({ resources });
    expect(await call({ key: onOther })).toBe(403);
    const { secret: stranger } = await insertListingKey({}, await insertTeam(database));
    expect(await call({ key: stranger })).toBe(404);
    expect(await call({ key }, createId("fhirServer"))).toBe(404);
    if (method !== "DELETE" && method !== "GET") expect(await call({ key, body: { unknown: 1 } })).toBe(400);
  });

  test.each([
    ["gateway", {}],
    ["gateway", { enabled: "yes" }],
    ["credential", { kind: "bearer", token: "two words" }],
    ["credential", { kind: "bearer", token: "t", scopes: "system/*.rs" }],
    ["credential", { kind: "basic", username: "a:b", password: "c" }],
    ["credential", { kind: "backend-services", clientId: "c" }],
    ["credential", { kind: "backend-services", clientId: "c", scopes: "s", privateKey: "mine" }],
    ["credential", { kind: "mutual-tls" }],
  ])("rejects another body of …/%s: %j", async (path, body) => {
    const { id } = await insertServer();
    const { secret: key } = await insertListingKey();
    const method = path === "gateway" ? "PATCH" : "POST";
    expect(await callApi(`/fhir/servers/${id}/${path}`, { method, key, body })).toMatchObject({
      status: 400,
      body: { error: { code: "invalid_request" } },
    });
  });

  test("asks a person again who turns something on or sets a credential, and not who turns it off", async () => {
    const { id } = await insertOpenServer();
    const { cookie, sessionId } = await createSessionCookie(database, runtime, team.owner.id);
    const authenticatedAt = new Date(Date.now() - 86_400_000);
    await database.prisma.session.update({ where: { id: sessionId }, data: { authenticatedAt } });
    const send = (method: string, path: string, body?: object) =>
      callApi(`/fhir/servers/${id}/${path}`, {
        method,
        cookie,
        headers: { "x-team-id": team.id },
        ...(body === undefined ? {} : { body }),
      });
    const asked = { status: 403, body: { error: { code: "reauthentication_required" } } };
    expect(await send("PATCH", "gateway", { enabled: true })).toMatchObject(asked);
    expect(await send("PATCH", "gateway", { allowsKeys: true, enabled: false })).toMatchObject(asked);
    expect(await send("POST", "credential", bearer)).toMatchObject(asked);
    expect(await send("PATCH", "gateway", { enabled: false, allowsKeys: false })).toMatchObject({
      status: 200,
    });
    expect(await send("DELETE", "credential")).toMatchObject({ status: 200 });
  });
});

test("no token, name, password or private key is readable in any table, nor in the audit log or a repeated response", async () => {
  const { secret: key } = await insertListingKey();
  const credentials = [bearer, basic, backend];
  for (const [number, body] of credentials.entries()) {
    const { id } = await insertServer();
    const call = { key, body, headers: { "idempotency-key": `credential-${number}` } };
    const first = await callApi(`/fhir/servers/${id}/credential`, call);
    const again = await callApi(`/fhir/servers/${id}/credential`, call);
    expect(again).toMatchObject({ status: 200, body: first.body });
    expect(JSON.stringify([first.body, again.body])).not.toMatch(/canary|PRIVATE/);
  }
  const tables = await database.prisma.$queryRaw<{ name: string }[]>`
    SELECT table_name AS name FROM information_schema.tables
    WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'`;
  for (const { name } of tables) {
    const rows = await database.prisma.$queryRawUnsafe<{ row: string }[]>(
      `SELECT t::text AS row FROM "${name}" t`,
    );
    const text = rows.map(({ row }) => row).join("\n");
    // Bytes are printed in hexadecimal.
    const forms = ["canary-token", "canary-name", "canary password", "PRIVATE KEY"];
    for (const form of forms.flatMap((plain) => [plain, Buffer.from(plain).toString("hex")])) {
      expect(text.includes(form), `${form} in ${name}`).toBe(false);
    }
  }
});
