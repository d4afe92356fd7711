import { readFile } from "node:fs/promises";
import { inspect } from "node:util";
import { afterEach, describe, expect, test, vi } from "vitest";
import {
  AuthenticationError,
  ByteEngine,
  ByteEngineError,
  ConflictError,
  ConnectionError,
  InvalidRequestError,
  NotFoundError,
  PermissionError,
  RateLimitError,
  ServerError,
  TimeoutError,
} from "./index.ts";
import { hangUp, json, refusal, silence, startServer } from "./testing/answering-server.ts";
import { version } from "./version.ts";

const apiKey = `be_${"k".repeat(46)}`;
const worker = (id: string) => ({ id, name: id });
const empty = json(200, { data: [], nextCursor: null });

afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
});

/** What a call was rejected with. */
async function fail(promise: PromiseLike<unknown>): Promise<unknown> {
  return promise.then(
    () => expect.fail("the call succeeded"),
    (error: unknown) => error,
  );
}

describe("a call", () => {
  test("presents the key as a bearer token and says who asks", async () => {
    const { baseUrl, asked } = await startServer(json(200, { type: "apiKey" }));
    await new ByteEngine({ apiKey, baseUrl }).me();
    expect(asked).toMatchObject([
      {
        method: "GET",
        url: "/v1/api/me",
        headers: { authorization: `Bearer ${apiKey}`, "user-agent": `boolbyte-engine-js/${version}` },
      },
    ]);
  });

  test("goes to the address with or without /v1/api, and below another path of a proxy", async () => {
    const { baseUrl, asked } = await startServer(empty);
    for (const address of [baseUrl, `${baseUrl}/`, `${baseUrl}/v1/api`, `${baseUrl}/engine/`]) {
      await new ByteEngine({ apiKey, baseUrl: address }).workers.list();
    }
    const usual = "/v1/api/workers";
    expect(asked.map(({ url }) => url)).toEqual([usual, usual, usual, "/engine/workers"]);
  });

  test("takes key and address from the environment when they are not passed", async () => {
    const { baseUrl, asked } = await startServer(empty);
    vi.stubEnv("BYTEENGINE_API_KEY", `${apiKey}\n`);
    vi.stubEnv("BYTEENGINE_BASE_URL", baseUrl);
    await new ByteEngine().workers.list();
    expect(asked[0]?.headers.authorization).toBe(`Bearer ${apiKey}`);
  });

  test("never leads its key elsewhere: a redirect is not followed", async () => {
    const elsewhere = await startServer(empty);
    const { baseUrl } = await startServer((response) => {
      response.writeHead(307, { location: `${elsewhere.baseUrl}/v1/api/workers` }).end();
    });
    const error = await fail(new ByteEngine({ apiKey, baseUrl }).workers.list());
    expect(error).toMatchObject({ code: "invalid_answer", status: 307 });
    expect(elsewhere.asked).toEqual([]);
  });

  test.each(["", "..", "a/b", "a?b", "key_1#", " "])(
    "of the id %j is refused before it is sent",
    async (id) => {
      const { baseUrl, asked } = await startServer(empty);
      const { keys } = new ByteEngine({ apiKey, baseUrl });
      expect(await fail(keys.delete(id))).toMatchObject({ code: "invalid_use" });
      expect(asked).toEqual([]);
    },
  );
});

describe("a list", () => {
  const pages = [
    json(200, { data: [worker("a"), worker("b")], nextCursor: "next" }),
    json(200, { data: [], nextCursor: "more" }),
    json(200, { data: [worker("c")], nextCursor: null }),
  ];

  test("awaited is its first page", async () => {
    const { baseUrl, asked } = await startServer(...pages);
    const page = await new ByteEngine({ apiKey, baseUrl }).workers.list({ status: "active", limit: 2 });
    expect(page).toEqual({ data: [worker("a"), worker("b")], nextCursor: "next" });
    expect(asked.map(({ url }) => url)).toEqual(["/v1/api/workers?status=active&limit=2"]);
  });

  test("iterated over is every item of every page, each asked for with the filter", async () => {
    const { baseUrl, asked } = await startServer(...pages);
    const seen: string[] = [];
    for await (const { id } of new ByteEngine({ apiKey, baseUrl }).workers.list({ status: "active" }))
      seen.push(id);
    expect(seen).toEqual(["a", "b", "c"]);
    expect(asked.map(({ url }) => url)).toEqual([
      "/v1/api/workers?status=active",
      "/v1/api/workers?status=active&cursor=next",
      "/v1/api/workers?status=active&cursor=more",
    ]);
  });

  test("asks for no page that nobody reads", async () => {
    const { baseUrl, asked } = await startServer(...pages);
    const list = new ByteEngine({ apiKey, baseUrl }).workers.list();
    expect(asked).toEqual([]);
    for await (const { id } of list) if (id === "a") break;
    await list;
    expect(asked).toHaveLength(1);
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
  ] as const)("with status %s is told by its class and not tried again", async (status, code, ErrorClass) => {
    const { baseUrl, asked } = await startServer(refusal(status, code));
    const error = await fail(new ByteEngine({ apiKey, baseUrl }).me());
    expect(error).toBeInstanceOf(ErrorClass);
    expect(error).toMatchObject({ status, code, requestId: "req_test", message: `because of ${code}` });
    expect(asked).toHaveLength(1);
  });

  test("names the fields that are wrong", async () => {
    const details = [{ path: "name", message: "Must not be empty" }];
    const { baseUrl } = await startServer(
      json(400, { error: { code: "invalid_request", message: "x", details } }),
    );
    expect(await fail(new ByteEngine({ apiKey, baseUrl }).me())).toMatchObject({ details });
  });

  test("that may pass is tried again with the same body and Idempotency-Key", async () => {
    const { baseUrl, asked } = await startServer(
      refusal(503, "service_unavailable", { "retry-after": "0" }),
      hangUp,
      json(201, worker("made")),
    );
    const { workers } = new ByteEngine({ apiKey, baseUrl });
    expect(await workers.create({ name: "x", environment: "development" })).toMatchObject({ id: "made" });
    expect(asked).toHaveLength(3);
    expect(new Set(asked.map(({ body }) => body))).toEqual(
      new Set(['{"name":"x","environment":"development"}']),
    );
    const keys = new Set(asked.map(({ headers }) => headers["idempotency-key"]));
    expect([...keys]).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/)]);
  });

  test.each([502, 503, 504, 520, 524])(
    "after a gateway's %i waits for an attempt that is still running",
    async (status) => {
      const { baseUrl, asked } = await startServer(
        refusal(status, "bad_gateway"),
        refusal(409, "conflict"),
        json(201, worker("made")),
      );
      const engine = new ByteEngine({ apiKey, baseUrl });
      const made = await engine.workers.create({ name: "made", environment: "development" });
      expect(made).toMatchObject({ id: "made" });
      expect(new Set(asked.map(({ headers }) => headers["idempotency-key"])).size).toBe(1);
    },
  );

  test("of a first attempt that is still running is waited for", async () => {
    const { baseUrl, asked } = await startServer(hangUp, refusal(409, "conflict"), json(201, worker("made")));
    const { workers } = new ByteEngine({ apiKey, baseUrl });
    await workers.create({ name: "x", environment: "development" });
    expect(asked).toHaveLength(3);
  });

  test("gives each call an Idempotency-Key of its own, or the one it was given", async () => {
    const { baseUrl, asked } = await startServer(json(201, worker("made")));
    const { workers } = new ByteEngine({ apiKey, baseUrl });
    const input = { name: "x", environment: "development" };
    await workers.create(input);
    await workers.create(input);
    await workers.create(input, { idempotencyKey: "mine" });
    await workers.list();
    const [first, second, third, read] = asked.map(({ headers }) => headers["idempotency-key"]);
    expect(first).not.toBe(second);
    expect([third, read]).toEqual(["mine", undefined]);
  });

  test("ends after maxRetries", async () => {
    const { baseUrl, asked } = await startServer(refusal(500, "internal_error", { "retry-after": "0" }));
    const client = new ByteEngine({ apiKey, baseUrl, maxRetries: 1 });
    expect(await fail(client.me())).toBeInstanceOf(ServerError);
    expect(asked).toHaveLength(2);
    await fail(client.me({ maxRetries: 0 }));
    expect(asked).toHaveLength(3);
  });

  test("by a limit that lasts is told at once, with the seconds to wait", async () => {
    const { baseUrl, asked } = await startServer(
      refusal(429, "rate_limit_exceeded", { "retry-after": "3600" }),
    );
    const error = await fail(new ByteEngine({ apiKey, baseUrl }).me());
    expect(error).toBeInstanceOf(RateLimitError);
    expect(error).toMatchObject({ retryAfter: 3600 });
    expect(asked).toHaveLength(1);
  });

  test("to connect says so", async () => {
    const { baseUrl } = await startServer(hangUp);
    const error = await fail(new ByteEngine({ apiKey, baseUrl, maxRetries: 0 }).me());
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ code: "connection_failed", status: null });
  });

  test("of what is no answer of the API's is told apart", async () => {
    const { baseUrl } = await startServer((response) => response.end("<html>Sign in</html>"));
    const error = await fail(new ByteEngine({ apiKey, baseUrl }).me());
    expect(error).toMatchObject({ code: "invalid_answer", status: 200 });
  });
});

describe("time", () => {
  test("ends an attempt that gets no answer, and one whose answer stops half-way", async () => {
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

  test("is tried again after it ran out", async () => {
    const { baseUrl, asked } = await startServer(silence, empty);
    const client = new ByteEngine({ apiKey, baseUrl });
    await client.workers.list({}, { timeoutMs: 50 });
    expect(asked).toHaveLength(2);
  });

  test("is over when the caller says so: before, during and between attempts", async () => {
    const reason = new Error("changed my mind");
    const { baseUrl, asked } = await startServer(silence);
    const client = new ByteEngine({ apiKey, baseUrl });
    expect(await fail(client.me({ signal: AbortSignal.abort(reason) }))).toBe(reason);
    expect(asked).toEqual([]);

    const during = new AbortController();
    const running = fail(client.me({ signal: during.signal }));
    await vi.waitUntil(() => asked.length === 1);
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
    expect(busy.asked).toHaveLength(1);
  });
});

describe("the key", () => {
  test("is in nothing that is printed: not the client, not its parts, not an error nor its cause", async () => {
    const { baseUrl } = await startServer(hangUp, refusal(401, "unauthorized"));
    const client = new ByteEngine({ apiKey, baseUrl, maxRetries: 0 });
    const things = [
      client,
      client.keys,
      client.workers.list(),
      await fail(client.me()),
      await fail(client.me()),
    ];
    for (const thing of things) {
      const printed = [
        inspect(thing, { depth: 20, showHidden: true, getters: true }),
        JSON.stringify(thing),
        String(thing),
      ];
      expect(printed.join("\n")).not.toContain(apiKey);
    }
  });

  test("has to be there, and is not told when it is unfit", () => {
    vi.stubEnv("BYTEENGINE_API_KEY", "");
    expect(() => new ByteEngine()).toThrow(/BYTEENGINE_API_KEY/);
    const unfit = `${apiKey}\nX-Evil: 1`;
    expect(() => new ByteEngine({ apiKey: unfit })).toThrow(ByteEngineError);
    expect(() => new ByteEngine({ apiKey: unfit })).not.toThrow(apiKey);
  });

  test.each(["ftp://example.com", "example.com", "https://user:pass@example.com", "https://example.com?x=1"])(
    "goes to no such address as %s",
    (baseUrl) => {
      expect(() => new ByteEngine({ apiKey, baseUrl })).toThrow(/baseUrl/);
    },
  );

  test.each(["document", "importScripts"])(
    "is not used in a browser, seen by %s, unless that is allowed",
    (name) => {
      vi.stubGlobal(name, {});
      expect(() => new ByteEngine({ apiKey })).toThrow(/dangerouslyAllowBrowser/);
      expect(() => new ByteEngine({ apiKey, dangerouslyAllowBrowser: true })).not.toThrow();
    },
  );
});

test("the version sent is the package's", async () => {
  const text = await readFile(new URL("../package.json", import.meta.url), "utf8");
  expect(version).toBe(JSON.parse(text).version);
});

test.each([`"${apiKey}"`, `'${apiKey}'`, ` "${apiKey}" `, `${apiKey}"`, `'${apiKey}`])(
  "a key with quotes around it is refused at once, and not told",
  (quoted) => {
    vi.stubEnv("BYTEENGINE_API_KEY", quoted);
    const create = () => new ByteEngine();
    expect(create).toThrow("The API key has quotes around it");
    expect(create).not.toThrow(apiKey);
  },
);
