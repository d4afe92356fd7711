import { Client } from "fhir-kit-client";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createTestRuntime, insertKey, insertTeam, type TestTeam } from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { canary, seededResources } from "#e2e/support/fhir/canaries.ts";
import { type FhirEngine, startFhirEngine } from "#e2e/support/fhir/engine.ts";
import { gatewayUrl, insertGateway } from "#e2e/support/fhir/gateway.ts";
import { insertApp, insertAppToken } from "#e2e/support/oauth/apps.ts";
import {
  startAuthorizationServer,
  type TestAuthorizationServer,
} from "#e2e/support/oauth/authorization-server.ts";
import { startFhirServer } from "#e2e/support/servers/fhir-server.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";

// Nothing here is answered by this project's code alone: the client is fhir-kit-client, the server Medplum's engine.

const upstreamToken = "the-token-of-the-hospital";
let database: Database;
let runtime: Runtime;
let team: TestTeam;
let server: TestAuthorizationServer;
let engine: FhirEngine;
let serverId: string;
/** The FHIR base URL that programs use. */
let base: string;
let key: string;

beforeAll(async () => {
  database = await openTestDatabase();
  runtime = createTestRuntime(database);
  server = await startAuthorizationServer(runtime, { fhirAllowLoopback: true });
  engine = await startFhirEngine({ authorization: `Bearer ${upstreamToken}` });
  await engine.seed(seededResources);
  team = await insertTeam(database);
  serverId = await insertGateway(database, team, {
    baseUrl: engine.baseUrl,
    allowsKeys: true,
    credential: { kind: "bearer", token: upstreamToken },
  });
  base = gatewayUrl(server.origin, serverId);
  key = (await insertKeyFor(["fhir.data:read", "fhir.data:write"])).secret;
});

afterAll(async () => {
  server.close();
  await engine.close();
  await runtime.close();
  await database.close();
});

beforeEach(() => {
  engine.requests.splice(0);
});

function insertKeyFor(permissions: string[]) {
  return insertKey(database, team, { inheritsPermissions: false, permissions });
}

async function insertTokenFor(...scopes: string[]): Promise<string> {
  return insertAppToken(database, await insertApp(database, team, { role: "developer", scopes }));
}

interface SendOptions {
  method?: string;
  headers?: Record<string, string>;
  body?: unknown;
}

/** As curl would send it. */
async function send(path: string, credential: string | null, options: SendOptions = {}) {
  const { method = options.body === undefined ? "GET" : "POST", headers, body } = options;
  const response = await fetch(`${base}${path}`, {
    method,
    redirect: "manual",
    headers: {
      ...(credential === null ? {} : { authorization: `Bearer ${credential}` }),
      ...(body === undefined ? {} : { "content-type": "application/fhir+json" }),
      ...headers,
    },
    body: body === undefined || typeof body === "string" ? body : JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text };
}

/** Expects the contract's body. Returns its message. */
function readProblem(text: string, code: string): string {
  expect(JSON.parse(text)).toMatchObject({ error: { code } });
  return JSON.parse(text).error.message;
}

/** What the header says about the missing scope. */
function readMissing({ text, headers }: Awaited<ReturnType<typeof send>>): string {
  readProblem(text, "forbidden");
  return headers.get("www-authenticate") ?? "";
}

function listIds(bundle: Record<string, unknown>): string[] {
  const { entry = [] } = bundle as { entry?: { resource: { id: string } }[] };
  return entry.map(({ resource }) => resource.id);
}

const observation = {
  resourceType: "Observation",
  status: "final",
  code: { text: "Hemoglobin" },
};

describe.each([
  ["an API key", () => Promise.resolve(key)],
  ["a token with SMART scopes", () => insertTokenFor("system/Observation.cruds")],
  ["a token with permissions", () => insertTokenFor("fhir.data:read", "fhir.data:write")],
])("fhir-kit-client with %s", (_, getCredential) => {
  test("discovers where apps get tokens", async () => {
    const client = new Client({ baseUrl: base, bearerToken: await getCredential() });
    const { tokenUrl } = await client.smartAuthMetadata();
    expect(tokenUrl?.href).toBe(`${server.origin}/oauth/token`);
    expect(await client.capabilityStatement()).toMatchObject({ resourceType: "CapabilityStatement" });
  });

  test("creates, reads, changes and deletes a resource", async () => {
    const resourceType = "Observation";
    const client = new Client({ baseUrl: base, bearerToken: await getCredential() });
    const created = await client.create({ resourceType, body: observation });
    const id = String(created.id);
    const { response } = Client.httpFor(created);
    expect(response?.status).toBe(201);
    expect(response?.headers.get("location")).toMatch(`${base}/Observation/${id}/_history/`);
    const version = /^W\/"(.+)"$/.exec(response?.headers.get("etag") ?? "")?.[1] ?? "";
    expect(await client.read({ resourceType, id })).toMatchObject({ id, status: "final" });
    expect(await client.vread({ resourceType, id, version })).toMatchObject({
      id,
      meta: { versionId: version },
    });
    const changed = { ...observation, id, status: "amended" };
    const stale = client.update({
      resourceType,
      id,
      body: changed,
      options: { headers: { "If-Match": 'W/"x"' } },
    });
    await expect(stale).rejects.toMatchObject({ response: { status: 412 } });
    await client.update({ resourceType, id, body: changed });
    await client.patch({
      resourceType,
      id,
      jsonPatch: [{ op: "replace", path: "/status", value: "corrected" }],
    });
    expect(await client.read({ resourceType, id })).toMatchObject({ status: "corrected" });
    const history = await client.history({ resourceType, id });
    expect(listIds(history)).toEqual([id, id, id]);
    await client.delete({ resourceType, id });
    await expect(client.read({ resourceType, id })).rejects.toMatchObject({
      response: { status: 404, data: { resourceType: "OperationOutcome" } },
    });
  });

  test("searches, and reads every page", async () => {
    const client = new Client({ baseUrl: base, bearerToken: await getCredential() });
    const searchParams = { status: "final", _count: 7, performer: "Practitioner/doctor" };
    let bundle = await client.search({ resourceType: "Observation", searchParams });
    const found = listIds(bundle);
    for (let pages = 1; pages < 10; pages++) {
      expect(JSON.stringify(bundle)).not.toContain(engine.baseUrl);
      const next = await client.nextPage({ bundle: bundle as never });
      if (next === undefined) break;
      bundle = next;
      found.push(...listIds(bundle));
    }
    expect(found).toHaveLength(30);
    expect(new Set(found).size).toBe(30);
    const back = await client.prevPage({ bundle: bundle as never });
    expect(listIds(back ?? {})).toEqual(found.slice(21, 28));
  });

  test("searches with a form", async () => {
    const client = new Client({ baseUrl: base, bearerToken: await getCredential() });
    const searchParams = { code: "http://loinc.org|718-2", _count: 3 };
    const bundle = await client.search({
      resourceType: "Observation",
      searchParams,
      options: { postSearch: true },
    });
    expect(bundle).toMatchObject({ type: "searchset", total: 9 });
    expect(listIds(bundle)).toHaveLength(3);
  });

  test("creates a resource once under a condition", async () => {
    const client = new Client({ baseUrl: base, bearerToken: await getCredential() });
    const code = crypto.randomUUID();
    const body = { ...observation, code: { coding: [{ system: "http://lab.example", code }] } };
    const options = { headers: { "If-None-Exist": `code=http://lab.example|${code}` } };
    const first = await client.create({ resourceType: "Observation", body, options });
    const second = await client.create({ resourceType: "Observation", body, options });
    expect(second.id).toBe(first.id);
    expect(Client.httpFor(second).response?.status).toBe(200);
  });
});

describe("what needs every type", () => {
  const batch = {
    resourceType: "Bundle",
    type: "batch",
    entry: [
      { request: { method: "GET", url: "Patient/p0" } },
      { request: { method: "GET", url: "Observation/o1" } },
    ],
  };

  test("a batch is processed for a program that can do everything", async () => {
    for (const credential of [key, await insertTokenFor("system/*.cruds")]) {
      const client = new Client({ baseUrl: base, bearerToken: credential });
      const answered = await client.batch({ body: batch as never });
      expect(answered).toMatchObject({ type: "batch-response" });
      expect(listIds(answered)).toEqual(["p0", "o1"]);
    }
  });

  test("a batch is refused for every other program", async () => {
    for (const scopes of [["system/*.rs"], ["system/Observation.cruds"], ["fhir.data:read"]]) {
      const answer = await send("", await insertTokenFor(...scopes), { body: batch });
      expect([answer.status, readMissing(answer)]).toEqual([403, expect.stringContaining("a batch")]);
    }
    expect(engine.requests).toEqual([]);
  });

  const reaching = [
    ["/Observation?_include=Observation:subject", "_include"],
    ["/Observation?_count=1&_include%3Aiterate=Observation:subject", "_include"],
    ["/Observation?subject:Patient.family=a", "chaining"],
    ["/Observation?_has:Condition:subject:code=x", "_has"],
    ["/?_type=Patient", "a search of the whole server"],
    ["/_history", "the history of the whole server"],
  ] as const;

  test.each(reaching)("%s is refused for a program with some types", async (path, message) => {
    const answer = await send(path, await insertTokenFor("system/Observation.cruds"));
    expect([answer.status, readMissing(answer)]).toEqual([403, expect.stringContaining(message)]);
    expect(engine.requests).toEqual([]);
  });

  test("included resources reach a program that can read every type", async () => {
    const { status, text } = await send(
      "/Observation?_id=o1&_include=Observation:subject",
      await insertTokenFor("system/*.rs"),
    );
    expect(status).toBe(200);
    expect(listIds(JSON.parse(text))).toContain("o1");
  });
});

describe("programs with less", () => {
  test.each([
    ["GET", "/Observation/o1", "system/Observation.r", 200],
    ["GET", "/Observation/o1", "system/Observation.cuds", 403],
    ["GET", "/Observation", "system/Observation.s", 200],
    ["GET", "/Observation", "system/Observation.crud", 403],
    ["GET", "/Patient/p0", "system/Observation.cruds", 403],
    ["GET", "/Patient", "system/Observation.cruds", 403],
    ["GET", "/Patient/p0", "system/Patient.read", 200],
    ["DELETE", "/Observation/nothing", "system/Observation.crus", 403],
    ["GET", "/Observation/o1", "workers:read", 403],
    ["GET", "/Observation/o1", "fhir.data:write", 403],
    ["GET", "/Observation/o1", "fhir.data:read", 200],
    ["DELETE", "/Observation/nothing", "fhir.data:read", 403],
  ])("%s %s with %s is answered with %d", async (method, path, scope, expected) => {
    const { status, text } = await send(path, await insertTokenFor(scope), { method });
    expect(status).toBe(expected);
    if (expected === 403) {
      readProblem(text, "forbidden");
      expect(text).not.toContain(canary);
      expect(engine.requests).toEqual([]);
    }
  });

  test("an update can create a resource", async () => {
    const id = `new-${crypto.randomUUID()}`;
    const body = { ...observation, id };
    const update = async (scope: string) =>
      send(`/Observation/${id}`, await insertTokenFor(scope), { method: "PUT", body });
    expect((await update("system/Observation.crds")).status).toBe(403);
    expect([200, 201]).toContain((await update("system/Observation.u")).status);
    expect((await send(`/Observation/${id}`, key)).status).toBe(200);
  });

  test("a program that can only create gets nothing back, and can't ask whether something exists", async () => {
    const token = await insertTokenFor("system/Observation.c");
    const created = await send("/Observation", token, { body: observation });
    expect([created.status, created.text]).toEqual([201, ""]);
    expect(created.headers.get("location")).toMatch(`${base}/Observation/`);
    const headers = { "If-None-Exist": "status=final" };
    const asking = await send("/Observation", token, { body: observation, headers });
    expect(asking.status).toBe(403);
  });
});

describe("what reaches the server, and what comes back", () => {
  test("the server gets its own credential and few headers", async () => {
    const headers = {
      cookie: "session=1",
      "x-forwarded-for": "203.0.113.9",
      "x-api-version": "2",
      accept: "text/html",
      "if-none-match": 'W/"1"',
    };
    const { status } = await send("/Observation/o1", key, { headers });
    expect(status).toBe(200);
    const [request] = engine.requests;
    expect(request?.headers).toMatchObject({
      authorization: `Bearer ${upstreamToken}`,
      accept: expect.stringContaining("application/fhir+json"),
      "if-none-match": 'W/"1"',
    });
    expect(request?.headers).not.toHaveProperty("cookie");
    expect(request?.headers).not.toHaveProperty("x-forwarded-for");
    expect(request?.headers).not.toHaveProperty("x-api-version");
    expect(JSON.stringify(engine.requests)).not.toContain(key);
  });

  test("a document in a Binary is sent as JSON in a sandbox", async () => {
    const html = "<script>parent.stolen = document.cookie</script>";
    await engine.seed([{ resourceType: "Binary", id: "page", contentType: "text/html", data: btoa(html) }]);
    const { status, headers, text } = await send("/Binary/page", key, { headers: { accept: "text/html" } });
    expect(status).toBe(200);
    expect(headers.get("content-type")).toMatch(/^application\/fhir\+json/);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("content-security-policy")).toMatch(/sandbox(?:;|$)/);
    expect(headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(headers.get("cache-control")).toBe("no-store");
    expect(JSON.parse(text)).toMatchObject({ contentType: "text/html" });
  });

  test("a document that the server sends as it is doesn't pass", async () => {
    const html = await startFhirServer((_request, response) => {
      response.writeHead(200, { "Content-Type": "text/html" });
      response.end(`<script>${canary}</script>`);
    });
    const id = await insertGateway(database, team, {
      baseUrl: `http://127.0.0.1:${html.port}`,
      allowsKeys: true,
    });
    const response = await fetch(`${gatewayUrl(server.origin, id)}/Binary/page`, {
      headers: { authorization: `Bearer ${key}` },
    });
    const text = await response.text();
    await html.close();
    expect(response.status).toBe(502);
    readProblem(text, "bad_gateway");
    expect(text).not.toContain(canary);
  });

  test("a link to the next page works only for the program that got it", async () => {
    const token = await insertTokenFor("system/Observation.rs");
    const first = JSON.parse((await send("/Observation?_count=2", token)).text);
    const { url } = first.link.find(({ relation }: { relation: string }) => relation === "next");
    expect(url).toMatch(
      /^http:\/\/127\.0\.0\.1:\d+\/v1\/api\/fhir\/servers\/srv_\w+\/fhir\/?\?_cursor=[\w.~-]+$/,
    );
    const path = url.slice(base.length);
    expect((await send(path, token)).status).toBe(200);
    for (const other of [
      key,
      await insertTokenFor("system/Observation.rs"),
      await insertTokenFor("system/*.rs"),
    ]) {
      const { status, text } = await send(path, other);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(404);
      expect(text).not.toContain("Hemoglobin");
    }
  });
});

describe("who is let in", () => {
  test("a cookie, a stranger and a wrong credential are not", async () => {
    const attempts: Record<string, string>[] = [
      {},
      { cookie: "next-auth.session-token=1" },
      { authorization: "Bearer be_wrong" },
    ];
    for (const headers of attempts) {
      const response = await fetch(`${base}/Observation/o1`, { headers });
      expect(response.status).toBe(401);
      expect(await response.json()).toEqual({
        error: { code: "unauthorized", message: "Invalid or missing API key" },
      });
    }
  });

  test("a key is not while keys are off, and an app is", async () => {
    const id = await insertGateway(database, team, {
      baseUrl: engine.baseUrl,
      credential: { kind: "bearer", token: upstreamToken },
    });
    const ask = async (credential: string) => {
      const headers = { authorization: `Bearer ${credential}` };
      const response = await fetch(`${gatewayUrl(server.origin, id)}/Observation/o1`, { headers });
      await response.text();
      return response.status;
    };
    expect([await ask(key), await ask(await insertTokenFor("system/Observation.r"))]).toEqual([403, 200]);
  });

  test("nobody is let into a server whose gateway is off, of another team or that doesn't exist", async () => {
    const other = await insertTeam(database);
    const baseUrl = engine.baseUrl;
    const ids = [
      await insertGateway(database, team, { baseUrl, allowsKeys: true, isOn: false }),
      await insertGateway(database, other, { baseUrl, allowsKeys: true }),
      "srv_00000000000000000000000000",
    ];
    const answers = await Promise.all(
      ids.map(async (id) => {
        const headers = { authorization: `Bearer ${key}` };
        const response = await fetch(`${gatewayUrl(server.origin, id)}/Observation/o1`, { headers });
        return `${response.status} ${await response.text()}`;
      }),
    );
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toMatch(/^404 \{"error":\{"code":"not_found"/);
  });

  test("a program of another environment is refused", async () => {
    const id = await insertGateway(database, team, {
      baseUrl: engine.baseUrl,
      allowsKeys: true,
      environment: "production",
    });
    for (const credential of [key, await insertTokenFor("system/*.cruds")]) {
      const headers = { authorization: `Bearer ${credential}` };
      const response = await fetch(`${gatewayUrl(server.origin, id)}/Observation/o1`, { headers });
      await response.text();
      expect(response.status).toBe(403);
    }
  });

  test("a key limited to another server is refused", async () => {
    const other = await insertGateway(database, team, { baseUrl: engine.baseUrl, allowsKeys: true });
    const bounded = async (id: string) => {
      const resources = { create: [{ resource: `fhir.servers:${id}` }] };
      const permissions = ["fhir.data:read"];
      const { secret } = await insertKey(database, team, {
        inheritsPermissions: false,
        permissions,
        resources,
      });
      return (await send("/Observation/o1", secret)).status;
    };
    expect([await bounded(other), await bounded(serverId)]).toEqual([403, 200]);
  });
});
