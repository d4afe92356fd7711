import type { Server } from "node:http";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { insertScimToken } from "#e2e/support/access/scim-caller.ts";
import { createTestRuntime } from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { type Runtime, setRuntime } from "#lib/platform/runtime/runtime.ts";
import type { Config } from "#lib/platform/settings/env.ts";
import { createHttpServer, listen } from "../http/http-server.ts";
import { createListener } from "../listener.ts";

let database: Database;
let runtime: Runtime;
let token: string;
let servers: Server[] = [];

beforeAll(async () => {
  database = await openTestDatabase();
  runtime = createTestRuntime(database);
  ({ token } = await insertScimToken(database));
});

afterEach(() => {
  for (const server of servers) server.close();
  servers = [];
});

afterAll(async () => {
  setRuntime(undefined);
  await runtime.close();
  await database.close();
});

/** Starts a console with these settings, and returns a function that sends it a directory's request. */
async function start(settings: Partial<Config> = {}) {
  const own = { ...runtime, config: { ...runtime.config, ...settings } };
  setRuntime(own);
  const server = createHttpServer(
    own.config,
    createListener(own, () => null),
  );
  servers.push(server);
  await listen(server, { host: "127.0.0.1", port: 0 });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port was taken");
  const origin = `http://127.0.0.1:${address.port}`;
  return (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    fetch(`${origin}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/scim+json", ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
}

describe("/scim/v2 over HTTP", () => {
  test("answers every method, also with a body larger than the API's", async () => {
    const send = await start();
    const created = await send("POST", "/scim/v2/Users", {
      userName: "http@example.com",
      ignored: "x".repeat(100_000),
    });
    expect(created.status).toBe(201);
    expect(created.headers.get("content-type")).toBe("application/scim+json; charset=utf-8");
    expect(created.headers.get("x-request-id")).toMatch(/^req_/);
    expect(created.headers.get("cache-control")).toBe("no-store");
    const { id } = await created.json();
    const path = `/scim/v2/Users/${id}`;
    expect((await send("PUT", path, { userName: "http@example.com", displayName: "Http" })).status).toBe(200);
    const body = { Operations: [{ op: "replace", path: "active", value: true }] };
    expect((await send("PATCH", path, body)).status).toBe(200);
    expect((await send("HEAD", path)).status).toBe(200);
    expect((await send("DELETE", path)).status).toBe(204);
    const wrong = await send("OPTIONS", path);
    expect([wrong.status, wrong.headers.get("allow")]).toEqual([405, "GET, PUT, PATCH, DELETE, HEAD"]);
  });

  test("is not limited as a page, and answers an unknown path below it in its own form", async () => {
    const send = await start();
    const answer = await send("GET", "/scim/v2/Nothing");
    expect([answer.status, (await answer.json()).status]).toEqual([404, "404"]);
    expect((await send("GET", "/scim/v2")).status).toBe(404);
  });

  test.each(["/scim//v2/Users", "/scim/%762/Users", "/x/../scim/v2/Users", "//scim/v2/Users"])(
    "is not found behind another path: %s",
    async (path) => {
      const send = await start();
      const { status } = await send("GET", path);
      // The URL of a path with dots is resolved by the client.
      expect(status).toBe(path.includes("..") ? 200 : 404);
    },
  );

  test("is not part of an instance that only verifies keys", async () => {
    const send = await start({ serve: "api" });
    expect((await send("GET", "/scim/v2/Users")).status).toBe(404);
  });

  test("rejects a token that was sent unencrypted to a console with HTTPS", async () => {
    const send = await start({ publicOrigin: "https://console.example.com", trustedProxyHops: 1 });
    const host = { host: "console.example.com", "x-forwarded-for": "203.0.113.9" };
    const plain = await send("GET", "/scim/v2/Users", undefined, { ...host, "x-forwarded-proto": "http" });
    expect([plain.status, await plain.text()]).toEqual([400, expect.stringContaining("over HTTPS only")]);
    const secure = await send("GET", "/scim/v2/Users", undefined, { ...host, "x-forwarded-proto": "https" });
    expect(secure.status).toBe(200);
  });

  test("gives pages of other origins nothing", async () => {
    const send = await start({ corsOrigins: ["https://app.example.com"] });
    const answer = await send("GET", "/scim/v2/Users", undefined, { origin: "https://app.example.com" });
    expect(answer.headers.get("access-control-allow-origin")).toBeNull();
  });
});
