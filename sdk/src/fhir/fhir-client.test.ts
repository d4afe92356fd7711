import { describe, expect, test } from "vitest";
import { ByteEngine } from "../byte-engine.ts";
import { ByteEngineError, ConnectionError, PermissionError, RateLimitError } from "../errors.ts";
import { hangUp, json, refusal, startServer } from "../testing/test-server.ts";
import { FhirError } from "./fhir-error.ts";
import type { FhirResource } from "./types.ts";

const apiKey = `be_${"k".repeat(46)}`;
const base = "/v1/api/fhir/servers/srv_1/fhir";

interface Patient extends FhirResource {
  resourceType: "Patient";
  birthDate?: string;
}

const patient: Patient = { resourceType: "Patient", id: "p1", birthDate: "1970-01-01" };

const fhirJson = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  json(status, body, { "content-type": "application/fhir+json", ...headers });

async function connect(...answers: Parameters<typeof startServer>) {
  const { baseUrl, received } = await startServer(...answers);
  const client = new ByteEngine({ apiKey, baseUrl, maxRetries: 1 }).fhir.servers.client("srv_1");
  const list = () => received.map(({ method, url }) => `${method} ${url.replace(base, "")}`);
  return { client, received, list, baseUrl };
}

async function fail(promise: PromiseLike<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  return expect.fail("it did not fail");
}

test("reads resources, versions and capabilities with the key and FHIR's media type", async () => {
  const { client, received, list, baseUrl } = await connect(fhirJson(200, patient));
  const found = await client.read<Patient>("Patient", "p1");
  expect(found.birthDate).toBe("1970-01-01");
  await client.vread("Patient", "p1", "2");
  await client.capabilities();
  expect(list()).toEqual(["GET /Patient/p1", "GET /Patient/p1/_history/2", "GET /metadata"]);
  expect(received[0]?.headers).toMatchObject({
    authorization: `Bearer ${apiKey}`,
    accept: "application/fhir+json",
  });
  expect(client.url).toBe(baseUrl + base);
});

describe("a search", () => {
  const bundle = (ids: string[], next?: string) =>
    fhirJson(200, {
      resourceType: "Bundle",
      total: 3,
      link: next === undefined ? [] : [{ relation: "next", url: next }],
      entry: [
        ...ids.map((id) => ({ resource: { resourceType: "Patient", id }, search: { mode: "match" } })),
        { resource: { resourceType: "OperationOutcome", issue: [] }, search: { mode: "outcome" } },
      ],
    });

  test("returns its first page when it is awaited, and every resource when it is iterated", async () => {
    const { client, list } = await connect(
      bundle(["a", "b"], `https://console.example.com${base}/?_cursor=x%3D1`),
      bundle(["c"]),
    );
    const search = client.search<Patient>("Patient", {
      name: "ä b",
      birthdate: ["ge1970", "lt1980"],
      _count: 2,
    });
    const page = await search;
    expect(page.data.map(({ id }) => id)).toEqual(["a", "b"]);
    expect(page).toMatchObject({ total: 3, nextCursor: "/?_cursor=x%3D1" });
    const seen: (string | undefined)[] = [];
    for await (const { id } of search) seen.push(id);
    expect(seen).toEqual(["a", "b", "c"]);
    expect(list()).toEqual([
      "GET /Patient?name=%C3%A4+b&birthdate=ge1970&birthdate=lt1980&_count=2",
      "GET /?_cursor=x%3D1",
    ]);
  });

  test("never sends the key to the host of a link", async () => {
    const elsewhere = await startServer(bundle([]));
    const { client, list } = await connect(
      bundle(["a"], `${elsewhere.baseUrl}/evil?_cursor=1`),
      bundle(["b"]),
    );
    const seen: (string | undefined)[] = [];
    for await (const { id } of client.history("Patient")) seen.push(id);
    expect(seen).toEqual(["a", "b"]);
    expect(list()).toEqual(["GET /Patient/_history", "GET /?_cursor=1"]);
    expect(elsewhere.received).toEqual([]);
  });
});

describe("a change", () => {
  const written = fhirJson(201, patient, { etag: 'W/"1"', location: `${base}/Patient/p1/_history/1` });

  test("creates, replaces, patches and deletes, with the conditions of FHIR", async () => {
    const { client, received, list } = await connect(written, written, fhirJson(200, patient));
    expect(await client.create<Patient>({ resourceType: "Patient" })).toEqual({
      resource: patient,
      id: "p1",
      versionId: "1",
      created: true,
    });
    await client.create<Patient>({ resourceType: "Patient" }, { ifNoneExist: { identifier: "a|b" } });
    expect(await client.update({ ...patient, id: "p1" }, { ifMatch: "3" })).toMatchObject({ created: false });
    await client.patch("Patient", "p1", [{ op: "remove", path: "/birthDate" }], { ifMatch: "4" });
    await client.delete("Patient", "p1");
    expect(list()).toEqual([
      "POST /Patient",
      "POST /Patient",
      "PUT /Patient/p1",
      "PATCH /Patient/p1",
      "DELETE /Patient/p1",
    ]);
    const headers = received.map((request) => request.headers);
    expect(headers[0]?.["content-type"]).toBe("application/fhir+json");
    expect(headers[1]?.["if-none-exist"]).toBe("identifier=a%7Cb");
    expect(headers[2]?.["if-match"]).toBe('W/"3"');
    expect(headers[3]).toMatchObject({ "if-match": 'W/"4"', "content-type": "application/json-patch+json" });
    expect(received[3]?.body).toBe('[{"op":"remove","path":"/birthDate"}]');
  });

  test("that the caller may not read has an id and a version, but no resource", async () => {
    const { client } = await connect((response) => {
      response.writeHead(201, {
        etag: 'W/"7"',
        location: `https://c.example.com${base}/Patient/p9/_history/7`,
      });
      response.end();
    });
    expect(await client.create(patient)).toEqual({ resource: null, id: "p9", versionId: "7", created: true });
  });

  test("is not repeated if it may have happened, unless repeating it changes nothing", async () => {
    const [created, patched, conditional] = await Promise.all([1, 2, 3].map(() => connect(hangUp, written)));
    expect(await fail(created?.client.create(patient) ?? Promise.resolve())).toBeInstanceOf(ConnectionError);
    expect(await fail(patched?.client.patch("Patient", "p1", []) ?? Promise.resolve())).toBeInstanceOf(
      ConnectionError,
    );
    await conditional?.client.create(patient, { ifNoneExist: { identifier: "x" } });
    expect([created, patched, conditional].map((one) => one?.received.length)).toEqual([1, 1, 2]);
    const limited = await connect(refusal(429, "rate_limit_exceeded", { "retry-after": "0" }), written);
    expect(await limited.client.create(patient)).toMatchObject({ created: true });
  });
});

describe("a failure", () => {
  test("of the FHIR server has its OperationOutcome, which is not in the message", async () => {
    const outcome = {
      resourceType: "OperationOutcome",
      issue: [{ severity: "error", code: "not-found", diagnostics: "Patient Ada" }],
    };
    const { client } = await connect(fhirJson(404, outcome, { "x-request-id": "req_1" }));
    const error = await fail(client.read("Patient", "p1"));
    expect(error).toBeInstanceOf(FhirError);
    expect(error).toBeInstanceOf(ByteEngineError);
    expect(error).toMatchObject({ code: "fhir_error", status: 404, requestId: "req_1", outcome });
    expect(String(error)).not.toContain("Ada");
  });

  test("of the gateway has the class of its status, and is repeated like others", async () => {
    const { client, list } = await connect(
      refusal(502, "bad_gateway", { "retry-after": "0" }),
      refusal(403, "forbidden"),
    );
    expect(await fail(client.read("Patient", "p1"))).toBeInstanceOf(PermissionError);
    expect(list()).toHaveLength(2);
    const limited = await connect(refusal(429, "rate_limit_exceeded", { "retry-after": "3600" }));
    expect(await fail(limited.client.create(patient))).toBeInstanceOf(RateLimitError);
  });

  test.each(["", ".", "..", "a/b", "a?b", "x".repeat(65)])(
    "is thrown before %j is sent as an id",
    async (id) => {
      const { client, received } = await connect(fhirJson(200, patient));
      for (const call of [() => client.read("Patient", id), () => client.delete("Patient", id)]) {
        expect(await fail((async () => call())())).toMatchObject({ code: "invalid_use" });
      }
      expect(received).toEqual([]);
    },
  );
});
