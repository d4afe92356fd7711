import type { Server } from "node:http";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { accessMatrix } from "#e2e/support/access/access-matrix.ts";
import {
  type AccessWorld,
  createAccessWorld,
  createCallerHeaders,
} from "#e2e/support/access/access-world.ts";
import { createTestRuntime } from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { lookUpEach } from "#e2e/support/verification/look-up-each.ts";
import { createSecret, hashSecret } from "#lib/domain/keys/secret.ts";
import { createMemoryLimiter } from "#lib/domain/limits/limiter.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { type Runtime, setRuntime } from "#lib/platform/runtime/runtime.ts";
import { createKnownKeys, type KnownKeys } from "#lib/verification/cache/known-keys.ts";
import { prepareKey } from "#lib/verification/record/known-key.ts";
import { readKeyRecord } from "#lib/verification/record/read-key-record.ts";
import { createHttpServer, listen } from "../http/http-server.ts";
import { createListener } from "../listener.ts";

let database: Database;
let runtime: Runtime & { keys: KnownKeys };
let server: Server;
let origin: string;
let world: AccessWorld;

beforeAll(async () => {
  database = await openTestDatabase();
});

beforeEach(async () => {
  const base = createTestRuntime(database, { signUp: "open", signUpsPerHour: 10_000 });
  const keys = createKnownKeys(database, { maxKeys: 10_000, outageMs: 300_000 }, lookUpEach);
  runtime = { ...base, keys, limiter: createMemoryLimiter({ maxCounters: 1_000 }) };
  setRuntime(runtime);
  server = createHttpServer(
    runtime.config,
    createListener(runtime, () => null),
  );
  await listen(server, { host: "127.0.0.1", port: 0 });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port was taken");
  origin = `http://127.0.0.1:${address.port}`;
  world = await createAccessWorld(database, runtime);
});

afterEach(async () => {
  server.close();
  await runtime.usage.stop();
});

afterAll(async () => {
  setRuntime(undefined);
  await database.close();
});

/** Gives each of the team's keys a known secret: only digests are stored, so the original secrets are unknown. */
async function replaceSecrets(): Promise<string[]> {
  const rows = await database.prisma.keySecret.findMany({
    where: { key: { teamId: world.team.id } },
    select: { id: true },
  });
  const secrets: string[] = [];
  for (const { id } of rows) {
    const secret = createSecret();
    const hash = new Uint8Array(hashSecret(secret));
    await database.prisma.keySecret.update({ where: { id }, data: { hash } });
    secrets.push(secret);
  }
  return secrets;
}

/** Confirms that the instance knows all changes, so that it serves its cached records without another read. */
function confirm(): void {
  runtime.keys.confirm(performance.now());
}

/** POST routes that only read. */
const readOnlyRoutes = [
  "POST /oauth/introspect",
  "POST /keys/verify",
  "POST /keys/lookup",
  "POST /environments/{id}/policy-preview",
  "POST /fhir/servers/check",
  "POST /fhir/servers/{id}/check",
];

const mutations = Object.entries(accessMatrix).filter(
  ([name]) => !name.startsWith("GET ") && !readOnlyRoutes.includes(name),
);

async function send(method: string, path: string, body: unknown): Promise<number> {
  const response = await fetch(`${origin}/v1/api${path}`, {
    method,
    headers: {
      ...createCallerHeaders(world, "owner", origin),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    body: body === undefined ? null : JSON.stringify(body),
  });
  return response.status;
}

function isKnown(secret: string): boolean {
  return !(runtime.keys.find(secret) instanceof Promise);
}

test.each(mutations)("after %s every cached record equals a fresh read", async (name, row) => {
  const [method = "POST"] = name.split(" ");
  const { path, body } = await row.prepare(world, "owner");
  const secrets = await replaceSecrets();
  confirm();
  for (const secret of secrets) await runtime.keys.find(secret);
  expect(await send(method, path, body)).toBe(row.statuses.owner);
  confirm();
  for (const secret of secrets) {
    const known = await runtime.keys.find(secret);
    const fresh = await readKeyRecord(database, hashSecret(secret).toString("latin1"));
    expect(known).toEqual(fresh === null ? null : prepareKey(fresh));
  }
});

async function listEnvironmentIds(): Promise<string[]> {
  const where = { teamId: world.team.id, retiredAt: null };
  const rows = await database.prisma.environment.findMany({ where, orderBy: { position: "desc" } });
  return rows.map(({ id }) => id);
}

test("a change that affects no key leaves all keys in memory", async () => {
  const secrets = await replaceSecrets();
  confirm();
  for (const secret of secrets) await runtime.keys.find(secret);
  const environment = `/environments/${world.team.environments.development}`;
  const calls: [string, string, unknown][] = [
    ["POST", "/workers", { name: "x", environment: "development" }],
    ["PATCH", environment, { position: 7 }],
    ["POST", "/environments/reorder", { environmentIds: await listEnvironmentIds() }],
    ["PATCH", environment, { color: "blue", label: "Dev" }],
    ["PATCH", `/teams/${world.team.id}`, { keyRateLimitMax: { perMinute: 5000 } }],
  ];
  for (const [method, path, body] of calls) {
    expect(await send(method, path, body)).toBeLessThan(300);
    confirm();
    expect(secrets.filter((secret) => !isKnown(secret))).toEqual([]);
  }
});

test("a new environment of the team is known to all its keys immediately", async () => {
  const secrets = await replaceSecrets();
  confirm();
  for (const secret of secrets) await runtime.keys.find(secret);
  expect(await send("POST", "/environments", { slug: "qa", label: "QA" })).toBe(201);
  confirm();
  for (const secret of secrets) {
    expect((await runtime.keys.find(secret))?.record.teamEnvironments).toContain("qa");
  }
});
