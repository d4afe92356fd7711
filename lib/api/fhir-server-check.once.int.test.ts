import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { callApi } from "#e2e/support/access/api-caller.ts";
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
import { insertFhirServer } from "#e2e/support/fhir/registered-servers.ts";
import { startFhirServer, type TestServer } from "#e2e/support/servers/fhir-server.ts";
import type { SetFhirCredentialInput } from "#lib/contract/resources/fhir-gateway.ts";
import { createMemoryLimiter } from "#lib/domain/limits/limiter.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { type Runtime, setRuntime } from "#lib/platform/runtime/runtime.ts";
import { setFhirCredential } from "#lib/services/fhir-servers/set-credential.ts";

let database: Database;
let runtime: Runtime;
let team: TestTeam;
let other: TestTeam;
let key: string;
let viewerKey: string;
let fhir: TestServer;

beforeAll(async () => {
  database = await openTestDatabase();
  runtime = createTestRuntime(database, { fhirAllowLoopback: true });
  team = await insertTeam(database);
  other = await insertTeam(database);
  ({ secret: key } = await insertKey(database, team));
  const viewer = await insertMember(database, team, "viewer");
  ({ secret: viewerKey } = await insertKey(database, team, { ownerUserId: viewer.id }));
  fhir = await startFhirServer();
});

beforeEach(() => {
  setRuntime({ ...runtime, limiter: createMemoryLimiter({ maxCounters: 1000 }) });
});

afterAll(async () => {
  setRuntime(undefined);
  await fhir.close();
  await runtime.usage.stop();
  await database.close();
});

async function register(withKey: string): Promise<string> {
  const body = {
    name: "Ward",
    baseUrl: `http://127.0.0.1:${fhir.port}/r4/`,
    environment: "development",
  };
  const created = await callApi("/fhir/servers", { key: withKey, body });
  expect(created.status).toBe(201);
  return (created.body as { id: string }).id;
}

const found = { ok: true, problem: null, fhirVersion: "4.0.1", software: "Ward Server 7.2.0" };

describe("POST /fhir/servers/{id}/check", () => {
  const check = (id: string, withKey?: string) =>
    callApi(`/fhir/servers/${id}/check`, {
      method: "POST",
      ...(withKey === undefined ? {} : { key: withKey }),
    });

  test("returns the result to every caller who can see the server, without an audit event", async () => {
    const id = await register(key);
    const before = await database.prisma.auditEvent.count();
    expect(await check(id, key)).toMatchObject({ status: 200, body: found });
    expect(await check(id, viewerKey)).toMatchObject({ status: 200, body: found });
    expect(await database.prisma.auditEvent.count()).toBe(before);
  });

  test("authenticates as the gateway does, and only at the base URL that the credential was set for", async () => {
    const received: (string | undefined)[] = [];
    const server = await startFhirServer((request, response) => {
      received.push(request.headers.authorization);
      response.end(JSON.stringify({ resourceType: "CapabilityStatement", fhirVersion: "4.0.1" }));
    });
    const baseUrl = `http://127.0.0.1:${server.port}`;
    const { id } = await insertFhirServer(database, team, { baseUrl });
    const ctx = createContext(runtime, await userActorOf(database, team, team.owner.id));
    const checkWith = async (input: SetFhirCredentialInput) => {
      await setFhirCredential(ctx, { ...input, id });
      return check(id, viewerKey);
    };
    expect(await checkWith({ kind: "bearer", token: "of-the-server" })).toMatchObject({
      status: 200,
      body: {
        ok: true,
        credential: "bearer",
        capabilities: { resourceTypes: 0, declaresSmart: false, formats: [] },
      },
    });
    await checkWith({ kind: "basic", username: "näme", password: "pass: word" });
    await database.prisma.fhirServer.update({ where: { id }, data: { baseUrl: `${baseUrl}/other` } });
    expect(await check(id, key)).toMatchObject({
      body: { ok: false, problem: "credential_not_usable", credential: "basic" },
    });
    await server.close();
    expect(received).toEqual([
      "Bearer of-the-server",
      `Basic ${Buffer.from("näme:pass: word").toString("base64")}`,
    ]);
  });

  test("rejects a missing credential, a missing permission, another environment's key and another team's key", async () => {
    const id = await register(key);
    const connections = fhir.countConnections();
    const { secret: weak } = await insertKey(database, team, {
      inheritsPermissions: false,
      permissions: ["workers:read"],
    });
    const environmentId = team.environments.production ?? "";
    const { secret: elsewhere } = await insertKey(database, team, { environmentId });
    const { secret: stranger } = await insertKey(database, other);
    expect(await check(id)).toMatchObject({ status: 401 });
    expect(await check(id, weak)).toMatchObject({ status: 403 });
    expect(await check(id, elsewhere)).toMatchObject({ status: 403 });
    expect(await check(id, stranger)).toMatchObject({ status: 404, body: { error: { code: "not_found" } } });
    expect(await check(`srv_${"0".repeat(26)}`, key)).toMatchObject({ status: 404 });
    expect(fhir.countConnections()).toBe(connections);
  });

  test("rejects a request body", async () => {
    const id = await register(key);
    const answer = await callApi(`/fhir/servers/${id}/check`, { key, body: { baseUrl: "http://x" } });
    expect(answer).toMatchObject({ status: 400 });
  });
});

describe("POST /fhir/servers/check", () => {
  const check = (baseUrl: unknown, withKey = key) =>
    callApi("/fhir/servers/check", { key: withKey, body: { baseUrl } });

  test("returns the result for a URL that is not registered", async () => {
    const answer = await check(`http://127.0.0.1:${fhir.port}/r4`);
    expect(answer).toMatchObject({ status: 200, body: found });
  });

  test.each([
    "",
    7,
    "ftp://fhir.example.com",
    "file:///etc/passwd",
    "http://user:word@fhir.example.com",
    "http://fhir.example.com/?x=1",
    "http://2130706433/",
    "http://0x7f.1/",
    "http://0177.0.0.1/",
    `http://${"a".repeat(2000)}/`,
  ])("rejects %j as a server's URL", async (baseUrl) => {
    expect(await check(baseUrl)).toMatchObject({
      status: 400,
      body: { error: { code: "invalid_request", details: [{ path: "baseUrl" }] } },
    });
  });

  test("rejects a viewer", async () => {
    expect(await check("http://127.0.0.1:9", viewerKey)).toMatchObject({ status: 403 });
  });

  test("allows a key at most 20 checks in 10 seconds", async () => {
    const statuses: number[] = [];
    // One after the other, because a team can have only one running at a time and a few waiting.
    for (let i = 0; i < 22; i++) statuses.push((await check("http://10.0.0.1")).status);
    expect(statuses).toEqual([...Array(20).fill(200), 429, 429]);
  });
});
