import type { Server } from "node:http";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type AccessRow, accessMatrix } from "#e2e/support/access/access-matrix.ts";
import {
  type AccessWorld,
  type Caller,
  createAccessWorld,
  createCallerHeaders,
} from "#e2e/support/access/access-world.ts";
import { digestDatabase } from "#e2e/support/database/database-digest.ts";
import { createTestRuntime } from "#e2e/support/database/fixtures.ts";
import { asOwner, openTestDatabase } from "#e2e/support/database/test-database.ts";
import { routes } from "#lib/api/routes.ts";
import { createMemoryLimiter } from "#lib/domain/limits/limiter.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { type Runtime, setRuntime } from "#lib/platform/runtime/runtime.ts";
import { createHttpServer, listen } from "../http/http-server.ts";
import { createListener } from "../listener.ts";

let database: Database;
let runtime: Runtime;
let server: Server;
let origin: string;
let world: AccessWorld;

/** POST routes that write nothing before their response, and those for passkeys, which an IP address can't have. */
const readOnlyRoutes = [
  "POST /passkeys/options",
  "POST /me/passkeys/options",
  "POST /me/passkeys",
  "POST /me/providers",
  "POST /me/reauthenticate/options",
  "POST /instance/mail-tests",
  "POST /password-resets",
  "POST /oauth/introspect",
  "POST /keys/verify",
  "POST /keys/lookup",
  "POST /environments/{id}/policy-preview",
  "POST /me/authorizations/patients",
  "POST /fhir/servers/check",
  "POST /fhir/servers/{id}/check",
];

/** A person's own reading marks and email preferences, which the audit log doesn't record. */
const unauditedRoutes = [
  "POST /me/notices/read",
  "PATCH /me/notice-settings",
  "POST /unsubscriptions/{token}",
];

const mutations = Object.entries(accessMatrix).filter(
  ([name]) => !name.startsWith("GET ") && !readOnlyRoutes.includes(name) && !unauditedRoutes.includes(name),
);

beforeAll(async () => {
  database = await openTestDatabase();
  runtime = createTestRuntime(database, { signUp: "open", signUpsPerHour: 10_000 });
  // Shared by all tests, because none of their requests may change anything.
  world = await createAccessWorld(database, runtime);
});

beforeEach(async () => {
  runtime = { ...runtime, limiter: createMemoryLimiter({ maxCounters: 100 }) };
  setRuntime(runtime);
  server = createHttpServer(
    runtime.config,
    createListener(runtime, () => null),
  );
  await listen(server, { host: "127.0.0.1", port: 0 });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port was taken");
  origin = `http://127.0.0.1:${address.port}`;
});

afterEach(() => {
  server.close();
});

afterAll(async () => {
  setRuntime(undefined);
  await runtime.usage.stop();
  await database.close();
});

/** Who succeeds with the request: the owner, or the matrix's administrator of the console, whom `prepare` creates. */
function findCaller(name: string): Caller {
  return name.includes(" /instance/") ? "viewer" : "owner";
}

/** Prepares a request with which its caller would succeed. */
async function prepareRequest(name: string, row: AccessRow) {
  const [method = "POST"] = name.split(" ");
  const { path, body } = await row.prepare(world, findCaller(name));
  return { method, url: `${origin}/v1/api${path}`, body: body === undefined ? null : JSON.stringify(body) };
}

async function refuseEvents(): Promise<void> {
  await asOwner(database).pool.query(`
    CREATE OR REPLACE FUNCTION refuse_event() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'no events today'; END $$`);
  await asOwner(database).pool.query(
    "CREATE TRIGGER refuse_events BEFORE INSERT ON audit_events FOR EACH ROW EXECUTE FUNCTION refuse_event()",
  );
}

async function acceptEvents(): Promise<void> {
  await asOwner(database).pool.query("DROP TRIGGER refuse_events ON audit_events");
}

/** When everyone last proved who they are. */
async function setProofs(authenticatedAt: Date): Promise<void> {
  await database.prisma.session.updateMany({ data: { authenticatedAt } });
}

/** Requests of the matrix that don't meet their route's condition. */
const unasked = [
  "PATCH /keys/{id}",
  "PATCH /apps/{id}",
  "PATCH /trusted-issuers/{id}",
  "POST /environments",
  "PATCH /environments/{id}",
  "PATCH /teams/{id}",
  "PATCH /instance/people/{id}",
  "PATCH /instance/teams/{id}",
];

/** Finishes what another request started, which asked. It asks only for a proof older than any that could have started it. */
const finishing = ["POST /me/two-factor/totp/confirm"];

function asksAgain(name: string): boolean {
  if (finishing.includes(name)) return true;
  const route = routes.find(({ method, path }) => `${method} ${path}` === name);
  return route !== undefined && route.asking !== null && !unasked.includes(name);
}

describe.each(mutations)("%s", (name, row) => {
  test("writes nothing and returns an error when its audit event cannot be written", async () => {
    const { method, url, body } = await prepareRequest(name, row);
    await refuseEvents();
    try {
      const before = await digestDatabase(database);
      const headers = {
        ...createCallerHeaders(world, findCaller(name), origin),
        ...(body === null ? {} : { "content-type": "application/json" }),
      };
      const response = await fetch(url, { method, headers, body });
      expect(response.status).toBe(500);
      expect(await response.json()).toEqual({
        error: { code: "internal_error", message: "Something went wrong on our side" },
      });
      expect(await digestDatabase(database)).toEqual(before);
    } finally {
      await acceptEvents();
    }
  });

  test("asks a person whose last proof is old, exactly if the route declares it, and changes nothing", async () => {
    const { method, url, body } = await prepareRequest(name, row);
    await setProofs(new Date(0));
    await refuseEvents();
    try {
      const before = await digestDatabase(database);
      const headers = {
        ...createCallerHeaders(world, findCaller(name), origin),
        ...(body === null ? {} : { "content-type": "application/json" }),
      };
      const response = await fetch(url, { method, headers, body });
      const { error } = await response.json();
      // What isn't asked goes on until its audit event is refused.
      expect(error.code).toBe(asksAgain(name) ? "reauthentication_required" : "internal_error");
      expect(await digestDatabase(database)).toEqual(before);
    } finally {
      await acceptEvents();
      await setProofs(new Date());
    }
  });

  test("is rejected from other sites and without an origin, and changes nothing", async () => {
    const { method, url, body } = await prepareRequest(name, row);
    const { cookie, ...team } = createCallerHeaders(world, findCaller(name), origin);
    const before = await digestDatabase(database);
    const senders: Record<string, string>[] = [
      { origin: "https://evil.example" },
      { origin: `${origin}.evil.example` },
      { origin: origin.replace("http:", "https:") },
      { origin: "null" },
      { origin: "" },
      {},
      { origin, "sec-fetch-site": "cross-site" },
      { origin, "sec-fetch-site": "same-site" },
    ];
    // The origin is checked before the body is read, so one origin is enough for the types that forms can send.
    const [foreign = {}] = senders;
    const cases = [
      ...senders.map((sender) => [sender, "application/json"] as const),
      ...["text/plain", "application/x-www-form-urlencoded"].map((type) => [foreign, type] as const),
    ];
    for (const [sender, type] of cases) {
      const headers = { cookie: cookie ?? "", "x-team-id": team["x-team-id"] ?? "", ...sender };
      const response = await fetch(url, {
        method,
        headers: { ...headers, ...(body === null ? {} : { "content-type": type }) },
        body,
      });
      expect(await response.json(), JSON.stringify({ ...sender, type })).toMatchObject({
        error: { code: "origin_not_allowed" },
      });
      expect(response.status).toBe(403);
    }
    expect(await digestDatabase(database)).toEqual(before);
  });
});
