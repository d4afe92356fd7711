import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { callApi, createSessionCookie } from "#e2e/support/access/api-caller.ts";
import { createTestRuntime, insertKey, insertTeam, insertUser } from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { createMemoryLimiter } from "#lib/domain/limits/limiter.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { type Runtime, setRuntime } from "#lib/platform/runtime/runtime.ts";

let database: Database;
let runtime: Runtime;
let administrator: { id: string };
let cookie: string;

const origin = "http://console.example.com";

beforeAll(async () => {
  database = await openTestDatabase();
  runtime = createTestRuntime(database, { publicOrigin: origin });
  administrator = await insertUser(database, { isInstanceOwner: true, name: "Root" });
  ({ cookie } = await createSessionCookie(database, runtime, administrator.id));
});

beforeEach(() => {
  setRuntime({ ...runtime, limiter: createMemoryLimiter({ maxCounters: 1000 }) });
});

afterAll(async () => {
  setRuntime(undefined);
  await runtime.usage.stop();
  await database.close();
});

function read(query: string, accept = "application/json") {
  return callApi(`/instance/audit-events${query}`, { cookie, headers: { accept } });
}

test("lists, filters and searches the console's own events, and none of a team", async () => {
  const team = await insertTeam(database);
  const { id, secret } = await insertKey(database, team);
  const owner = await createSessionCookie(database, runtime, team.owner.id);
  const asOwner = { cookie: owner.cookie, headers: { origin } };
  await callApi(`/keys/${id}`, { ...asOwner, method: "PATCH", body: { name: "Renamed" } });
  // The second within an hour is no further event.
  for (let i = 0; i < 2; i++) {
    await callApi("/keys/lookup", { ...asOwner, method: "POST", body: { key: secret } });
  }
  const person = await insertUser(database, { name: "Grace Hopper" });
  await callApi(`/instance/people/${person.id}`, {
    method: "PATCH",
    body: { status: "suspended" },
    cookie,
    headers: { origin },
  });
  expect(await read("?action=key.")).toMatchObject({
    status: 200,
    body: { data: [{ action: "key.look_up", actor: { id: team.owner.id }, target: { type: "key", id } }] },
  });
  for (const query of [`?target=${person.id}`, "?q=grace%20suspended", `?actor=${administrator.id}`]) {
    expect(await read(query), query).toMatchObject({
      body: {
        data: [{ action: "user.suspend", actor: { name: "Root" }, target: { name: "Grace Hopper" } }],
      },
    });
  }
  expect((await read("?action=nonsense")).status).toBe(400);
  expect(await read("/verify")).toMatchObject({ status: 200, body: { ok: true } });
});

test("exports the events, which is itself an event", async () => {
  const path = `/instance/people/${(await insertUser(database)).id}`;
  const suspended = await callApi(path, {
    method: "PATCH",
    body: { status: "suspended" },
    cookie,
    headers: { origin },
  });
  const target = String(Reflect.get(Object(suspended.body), "id"));
  // One event is one line, which is JSON.
  const { status, headers, body } = await read(`?target=${target}`, "application/jsonl");
  expect([status, headers.get("content-type")]).toEqual([200, "application/jsonl; charset=utf-8"]);
  expect(headers.get("content-disposition")).toContain("console-audit-log-");
  expect(body).toMatchObject({ action: "user.suspend", target: { id: target } });
  expect(await read("?action=audit_log.export")).toMatchObject({
    body: { data: [{ target: { type: "console" }, changes: { format: "jsonl" } }] },
  });
});
