import { readFile } from "node:fs/promises";
import { inspect } from "node:util";
import { afterEach, describe, expect, test, vi } from "vitest";
import {
  AuthenticationError,
  ByteEngine,
  ByteEngineError,
  ConflictError,
  ConnectionError,
  type CreateAppInput,
  InvalidRequestError,
  NotFoundError,
  PermissionError,
  RateLimitError,
  ServerError,
  TimeoutError,
} from "./index.ts";
import { hangUp, json, refusal, silence, startServer } from "./testing/test-server.ts";
import { version } from "./version.ts";

const apiKey = `be_${"k".repeat(46)}`;
const worker = (id: string) => ({ id, name: id });
const empty = json(200, { data: [], nextCursor: null });

afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
});

/** The error that a method call was rejected with. */
async function fail(promise: PromiseLike<unknown>): Promise<unknown> {
  return promise.then(
    () => expect.fail("the call succeeded"),
    (error: unknown) => error,
  );
}

describe("a call", () => {
  test("sends the key as a bearer token, and a User-Agent", async () => {
    const { baseUrl, received } = await startServer(json(200, { type: "apiKey" }));
    await new ByteEngine({ apiKey, baseUrl }).me();
    expect(received).toMatchObject([
      {
        method: "GET",
        url: "/v1/api/me",
        headers: { authorization: `Bearer ${apiKey}`, "user-agent": `boolbyte-engine-js/${version}` },
      },
    ]);
  });

  test("accepts a base URL with or without /v1/api, or with another path of a proxy", async () => {
    const { baseUrl, received } = await startServer(empty);
    for (const address of [baseUrl, `${baseUrl}/`, `${baseUrl}/v1/api`, `${baseUrl}/engine/`]) {
      await new ByteEngine({ apiKey, baseUrl: address }).workers.list();
    }
    const usual = "/v1/api/workers";
    expect(received.map(({ url }) => url)).toEqual([usual, usual, usual, "/engine/workers"]);
  });

  test("uses the environment variables if the key and base URL are not passed", async () => {
    const { baseUrl, received } = await startServer(empty);
    vi.stubEnv("BYTEENGINE_API_KEY", `${apiKey}\n`);
    vi.stubEnv("BYTEENGINE_BASE_URL", baseUrl);
    await new ByteEngine().workers.list();
    expect(received[0]?.headers.authorization).toBe(`Bearer ${apiKey}`);
  });

  test("does not follow a redirect, which would send the key to another server", async () => {
    const elsewhere = await startServer(empty);
    const { baseUrl } = await startServer((response) => {
      response.writeHead(307, { location: `${elsewhere.baseUrl}/v1/api/workers` }).end();
    });
    const error = await fail(new ByteEngine({ apiKey, baseUrl }).workers.list());
    expect(error).toMatchObject({ code: "invalid_answer", status: 307 });
    expect(elsewhere.received).toEqual([]);
  });

  test.each(["", "..", "a/b", "a?b", "key_1#", " "])(
    "is rejected before it is sent if the id is %j",
    async (id) => {
      const { baseUrl, received } = await startServer(empty);
      const { keys } = new ByteEngine({ apiKey, baseUrl });
      expect(await fail(keys.delete(id))).toMatchObject({ code: "invalid_use" });
      expect(received).toEqual([]);
    },
  );
});

test("the methods of apps are those of the API", async () => {
  const app = { id: "app_1", name: "Reports" };
  const { baseUrl, received } = await startServer(json(200, app));
  const { apps } = new ByteEngine({ apiKey, baseUrl });
  const input: CreateAppInput = {
    name: "Reports",
    kind: "service",
    environment: "production",
    scopes: ["workers:read"],
  };
  expect(await apps.create(input)).toMatchObject(app);
  await apps.get("app_1");
  await apps.update("app_1", { scopes: [] });
  await apps.disable("app_1");
  await apps.enable("app_1");
  await apps.secrets.create("app_1", { gracePeriodSeconds: 60 });
  await apps.secrets.create("app_1");
  await apps.secrets.delete("app_1", "asec_1");
  await apps.rules.list("app_1");
  await apps.rules.create("app_1", {
    name: "Main",
    issuerId: "iss_1",
    audience: "here",
    claims: { sub: ["x"] },
  });
  await apps.rules.delete("app_1", "rule_1");
  await apps.grants.list("app_1", { status: "active" });
  await apps.grants.delete("app_1", "grant_1");
  await apps.launch("app_1", { fhirServerId: "srv_1", patient: "123", userId: "user_1" });
  await apps.usage("app_1", { by: "secret" });
  await apps.delete("app_1");
  const { url, method, body } = received[0] ?? {};
  expect({ url, method, body: JSON.parse(body ?? "") }).toEqual({
    url: "/v1/api/apps",
    method: "POST",
    body: input,
  });
  expect(received.slice(1).map(({ method, url }) => `${method} ${url}`)).toEqual([
    "GET /v1/api/apps/app_1",
    "PATCH /v1/api/apps/app_1",
    "POST /v1/api/apps/app_1/disable",
    "POST /v1/api/apps/app_1/enable",
    "POST /v1/api/apps/app_1/secrets",
    "POST /v1/api/apps/app_1/secrets",
    "DELETE /v1/api/apps/app_1/secrets/asec_1",
    "GET /v1/api/apps/app_1/rules",
    "POST /v1/api/apps/app_1/rules",
    "DELETE /v1/api/apps/app_1/rules/rule_1",
    "GET /v1/api/apps/app_1/grants?status=active",
    "DELETE /v1/api/apps/app_1/grants/grant_1",
    "POST /v1/api/apps/app_1/launches",
    "GET /v1/api/apps/app_1/usage?by=secret",
    "DELETE /v1/api/apps/app_1",
  ]);
  expect(received[5]?.body).toBe('{"gracePeriodSeconds":60}');
});

test("people are linked to resources of a FHIR server", async () => {
  const { baseUrl, received } = await startServer(json(200, { reference: "Practitioner/123" }));
  const { people } = new ByteEngine({ apiKey, baseUrl }).fhir.servers;
  await people.list("srv_1");
  await people.link("srv_1", "user_1", { reference: "Practitioner/123" });
  await people.unlink("srv_1", "user_1");
  expect(received.map(({ method, url }) => `${method} ${url}`)).toEqual([
    "GET /v1/api/fhir/servers/srv_1/people",
    "PUT /v1/api/fhir/servers/srv_1/people/user_1",
    "DELETE /v1/api/fhir/servers/srv_1/people/user_1",
  ]);
  expect(received[1]?.body).toBe('{"reference":"Practitioner/123"}');
});

describe("a list", () => {
  const pages = [
    json(200, { data: [worker("a"), worker("b")], nextCursor: "next" }),
    json(200, { data: [], nextCursor: "more" }),
    json(200, { data: [worker("c")], nextCursor: null }),
  ];

  test("returns its first page when it is awaited", async () => {
    const { baseUrl, received } = await startServer(...pages);
    const page = await new ByteEngine({ apiKey, baseUrl }).workers.list({ status: "active", limit: 2 });
    expect(page).toEqual({ data: [worker("a"), worker("b")], nextCursor: "next" });
    expect(received.map(({ url }) => url)).toEqual(["/v1/api/workers?status=active&limit=2"]);
  });

  test("returns every item of every page when it is iterated, with the filter in each request", async () => {
    const { baseUrl, received } = await startServer(...pages);
    const seen: string[] = [];
    for await (const { id } of new ByteEngine({ apiKey, baseUrl }).workers.list({ status: "active" }))
      seen.push(id);
    expect(seen).toEqual(["a", "b", "c"]);
    expect(received.map(({ url }) => url)).toEqual([
      "/v1/api/workers?status=active",
      "/v1/api/workers?status=active&cursor=next",
      "/v1/api/workers?status=active&cursor=more",
    ]);
  });

  test("does not request pages that are not read", async () => {
    const { baseUrl, received } = await startServer(...pages);
    const list = new ByteEngine({ apiKey, baseUrl }).workers.list();
    expect(received).toEqual([]);
    for await (const { id } of list) if (id === "a") break;
    await list;
    expect(received).toHaveLength(1);
  });
});

describe("a failure", () => {
  test.each([
    [400, "invalid_request", InvalidRequestError],
    [401, "unauthorized", AuthenticationError],
    [403, "forbidden", PermissionError],
    [404, "not_found", NotFoundError],
    [409, "conflict", ConflictError],
    [422, "idempotency_mismatch", InvalidRequestError],
    [405, "method_not_allowed", ByteEngineError],
  ] as const)(
    "with status %s has its own error class and is not retried",
    async (status, code, ErrorClass) => {
      const { baseUrl, received } = await startServer(refusal(status, code));
      const error = await fail(new ByteEngine({ apiKey, baseUrl }).me());
      expect(error).toBeInstanceOf(ErrorClass);
      expect(error).toMatchObject({ status, code, requestId: "req_test", message: `because of ${code}` });
      expect(received).toHaveLength(1);
    },
  );

  test("contains the invalid fields", async () => {
    const details = [{ path: "name", message: "Must not be empty" }];
    const { baseUrl } = await startServer(
      json(400, { error: { code: "invalid_request", message: "x", details } }),
    );
    expect(await fail(new ByteEngine({ apiKey, baseUrl }).me())).toMatchObject({ details });
  });

  test("that is temporary is retried with the same body and Idempotency-Key", async () => {
    const { baseUrl, received } = await startServer(
      refusal(503, "service_unavailable", { "retry-after": "0" }),
      hangUp,
      json(201, worker("created")),
    );
    const { workers } = new ByteEngine({ apiKey, baseUrl });
    expect(await workers.create({ name: "x", environment: "development" })).toMatchObject({ id: "created" });
    expect(received).toHaveLength(3);
    expect(new Set(received.map(({ body }) => body))).toEqual(
      new Set(['{"name":"x","environment":"development"}']),
    );
    const keys = new Set(received.map(({ headers }) => headers["idempotency-key"]));
    expect([...keys]).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/)]);
  });

  test.each([502, 503, 504, 520, 524])(
    "with a gateway's %i is retried, also while the first attempt is still running",
    async (status) => {
      const { baseUrl, received } = await startServer(
        refusal(status, "bad_gateway"),
        refusal(409, "conflict"),
        json(201, worker("created")),
      );
      const engine = new ByteEngine({ apiKey, baseUrl });
      const created = await engine.workers.create({ name: "created", environment: "development" });
      expect(created).toMatchObject({ id: "created" });
      expect(new Set(received.map(({ headers }) => headers["idempotency-key"])).size).toBe(1);
    },
  );

  test("with 409 is retried while the first attempt is still running", async () => {
    const { baseUrl, received } = await startServer(
      hangUp,
      refusal(409, "conflict"),
      json(201, worker("created")),
    );
    const { workers } = new ByteEngine({ apiKey, baseUrl });
    await workers.create({ name: "x", environment: "development" });
    expect(received).toHaveLength(3);
  });

  test("does not share its Idempotency-Key with another call, and a given key is used", async () => {
    const { baseUrl, received } = await startServer(json(201, worker("created")));
    const { workers } = new ByteEngine({ apiKey, baseUrl });
    const input = { name: "x", environment: "development" };
    await workers.create(input);
    await workers.create(input);
    await workers.create(input, { idempotencyKey: "mine" });
    await workers.list();
    const [first, second, third, read] = received.map(({ headers }) => headers["idempotency-key"]);
    expect(first).not.toBe(second);
    expect([third, read]).toEqual(["mine", undefined]);
  });

  test("is not retried more than maxRetries times", async () => {
    const { baseUrl, received } = await startServer(refusal(500, "internal_error", { "retry-after": "0" }));
    const client = new ByteEngine({ apiKey, baseUrl, maxRetries: 1 });
    expect(await fail(client.me())).toBeInstanceOf(ServerError);
    expect(received).toHaveLength(2);
    await fail(client.me({ maxRetries: 0 }));
    expect(received).toHaveLength(3);
  });

  test("with a long Retry-After is thrown immediately, with the seconds to wait", async () => {
    const { baseUrl, received } = await startServer(
      refusal(429, "rate_limit_exceeded", { "retry-after": "3600" }),
    );
    const error = await fail(new ByteEngine({ apiKey, baseUrl }).me());
    expect(error).toBeInstanceOf(RateLimitError);
    expect(error).toMatchObject({ retryAfter: 3600 });
    expect(received).toHaveLength(1);
  });

  test("to connect is a ConnectionError", async () => {
    const { baseUrl } = await startServer(hangUp);
    const error = await fail(new ByteEngine({ apiKey, baseUrl, maxRetries: 0 }).me());
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ code: "connection_failed", status: null });
  });

  test("with a response that is not from the API has the code invalid_answer", async () => {
    const { baseUrl } = await startServer((response) => response.end("<html>Sign in</html>"));
    const error = await fail(new ByteEngine({ apiKey, baseUrl }).me());
    expect(error).toMatchObject({ code: "invalid_answer", status: 200 });
  });
});

describe("the timeout", () => {
  test("ends an attempt without a response, or with an incomplete one", async () => {
    const halfway = await startServer((response) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.write('{"data":');
    });
    const silent = await startServer(silence);
    for (const { baseUrl } of [silent, halfway]) {
      const error = await fail(new ByteEngine({ apiKey, baseUrl, timeoutMs: 50, maxRetries: 0 }).me());
      expect(error).toBeInstanceOf(TimeoutError);
      expect(error).toMatchObject({ code: "timed_out", status: null });
    }
  });

  test("is followed by a retry", async () => {
    const { baseUrl, received } = await startServer(silence, empty);
    const client = new ByteEngine({ apiKey, baseUrl });
    await client.workers.list({}, { timeoutMs: 50 });
    expect(received).toHaveLength(2);
  });

  test("can be preceded by the caller's signal before, during and between attempts", async () => {
    const reason = new Error("changed my mind");
    const { baseUrl, received } = await startServer(silence);
    const client = new ByteEngine({ apiKey, baseUrl });
    expect(await fail(client.me({ signal: AbortSignal.abort(reason) }))).toBe(reason);
    expect(received).toEqual([]);

    const during = new AbortController();
    const running = fail(client.me({ signal: during.signal }));
    await vi.waitUntil(() => received.length === 1);
    during.abort(reason);
    expect(await running).toBe(reason);

    const between = new AbortController();
    const busy = await startServer((response) => {
      refusal(503, "service_unavailable", { "retry-after": "60" })(response, {
        method: "",
        url: "",
        headers: {},
        body: "",
      });
      response.once("close", () => setImmediate(() => between.abort(reason)));
    });
    const waiting = new ByteEngine({ apiKey, baseUrl: busy.baseUrl });
    expect(await fail(waiting.me({ signal: between.signal }))).toBe(reason);
    expect(busy.received).toHaveLength(1);
  });
});

describe("the key", () => {
  test("is not in the output of the client, its parts, an error or its cause", async () => {
    const { baseUrl } = await startServer(hangUp, refusal(401, "unauthorized"));
    const client = new ByteEngine({ apiKey, baseUrl, maxRetries: 0 });
    const objects = [
      client,
      client.keys,
      client.workers.list(),
      await fail(client.me()),
      await fail(client.me()),
    ];
    for (const object of objects) {
      const printed = [
        inspect(object, { depth: 20, showHidden: true, getters: true }),
        JSON.stringify(object),
        String(object),
      ];
      expect(printed.join("\n")).not.toContain(apiKey);
    }
  });

  test("is required, and is not in the error message if it is not valid", () => {
    vi.stubEnv("BYTEENGINE_API_KEY", "");
    expect(() => new ByteEngine()).toThrow(/BYTEENGINE_API_KEY/);
    const invalid = `${apiKey}\nX-Evil: 1`;
    expect(() => new ByteEngine({ apiKey: invalid })).toThrow(ByteEngineError);
    expect(() => new ByteEngine({ apiKey: invalid })).not.toThrow(apiKey);
  });

  test.each(["ftp://example.com", "example.com", "https://user:pass@example.com", "https://example.com?x=1"])(
    "is not sent to the invalid base URL %s",
    (baseUrl) => {
      expect(() => new ByteEngine({ apiKey, baseUrl })).toThrow(/baseUrl/);
    },
  );

  test.each(["document", "importScripts"])(
    "is not used in a browser, detected by %s, unless that is allowed",
    (name) => {
      vi.stubGlobal(name, {});
      expect(() => new ByteEngine({ apiKey })).toThrow(/dangerouslyAllowBrowser/);
      expect(() => new ByteEngine({ apiKey, dangerouslyAllowBrowser: true })).not.toThrow();
    },
  );
});

test("sends the version of the package", async () => {
  const text = await readFile(new URL("../package.json", import.meta.url), "utf8");
  expect(version).toBe(JSON.parse(text).version);
});

test.each([`"${apiKey}"`, `'${apiKey}'`, ` "${apiKey}" `, `${apiKey}"`, `'${apiKey}`])(
  "rejects a key with quotes around it, without the key in the message",
  (quoted) => {
    vi.stubEnv("BYTEENGINE_API_KEY", quoted);
    const create = () => new ByteEngine();
    expect(create).toThrow("The API key has quotes around it");
    expect(create).not.toThrow(apiKey);
  },
);
