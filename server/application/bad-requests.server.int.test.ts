import { once } from "node:events";
import type { Server } from "node:http";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createSessionCookie } from "#e2e/support/access/api-caller.ts";
import { type BadRequest, createBadRequests, type KnownThings } from "#e2e/support/access/bad-requests.ts";
import { createTestRuntime, insertKey, insertTeam } from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { sendRequest } from "#e2e/support/servers/send-request.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { type Runtime, setRuntime } from "#lib/platform/runtime/runtime.ts";
import { createHttpServer } from "../http/http-server.ts";
import { createListener } from "../listener.ts";

// A smaller version of `npm run prove -- bad-requests`, which sends 1,000,000. The stage on a server sends other requests.
const seed = process.env.TEST_DATABASE_URL === undefined ? 20_261_123 : 20_261_124;
const unlimited = { perMinute: 2_000_000_000, per10Seconds: 2_000_000_000 };

let database: Database;
let runtime: Runtime;
let server: Server;
let origin: string;
let known: KnownThings;

beforeAll(async () => {
  database = await openTestDatabase();
  runtime = createTestRuntime(database, { rateLimit: unlimited, trustedProxyHops: 1 });
  setRuntime(runtime);
  const team = await insertTeam(database);
  const key = await insertKey(database, team);
  const viewer = await insertKey(database, team, {
    ownerType: "team",
    ownerUserId: null,
    ownerRole: "viewer",
  });
  const victim = await insertKey(database, team);
  const { cookie } = await createSessionCookie(database, runtime, team.owner.id);
  server = createHttpServer(
    runtime.config,
    createListener(runtime, () => null),
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  origin = `http://127.0.0.1:${address.port}`;
  known = {
    secrets: [key.secret, key.secret, viewer.secret, "be_x"],
    cookies: [cookie],
    origin,
    ids: [victim.id],
  };
});

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  setRuntime(undefined);
  await runtime.usage.stop();
  await database.close();
});

function sample(count: number, offset: number): BadRequest[] {
  return fc.sample(createBadRequests(known), { seed: seed + offset, numRuns: count });
}

test("750 bad requests get no 5xx, and every error has the contract's format", async () => {
  const queue = sample(750, 0).values();
  const failures: string[] = [];
  const work = async () => {
    for (const request of queue) {
      const { status, text } = await sendRequest(origin, request);
      const isShaped = status < 400 || request.method === "HEAD" || text.startsWith('{"error":{"code":"');
      if (status >= 500 || !isShaped) failures.push(`${status} ${request.method} ${request.path} ${text}`);
    }
  };
  await Promise.all(Array.from({ length: 8 }, work));
  expect(failures).toEqual([]);
});

async function countRows(): Promise<number[]> {
  const { prisma } = database;
  return [
    await prisma.apiKey.count(),
    await prisma.keySecret.count(),
    await prisma.auditEvent.count(),
    await prisma.worker.count(),
    await prisma.fhirServer.count(),
    await prisma.user.count(),
    await prisma.invalidation.count(),
  ];
}

test("a rejected request writes nothing", async () => {
  let before = await countRows();
  for (const request of sample(300, 1)) {
    const { status } = await sendRequest(origin, request);
    const after = await countRows();
    if (status >= 400) expect(after, `${status} ${request.method} ${request.path}`).toEqual(before);
    before = after;
  }
});
