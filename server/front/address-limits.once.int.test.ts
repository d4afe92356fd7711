import { afterAll, beforeAll, expect, test } from "vitest";
import { createSessionCookie } from "#e2e/support/access/api-caller.ts";
import { createTestRuntime, insertTeam } from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { resolveUserActor } from "#lib/auth/session/resolve-user-actor.ts";
import { createMemoryLimiter } from "#lib/domain/limits/limiter.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { classifyRequest } from "#server/http/request/request-class.ts";
import { countRequest } from "./address-limits.ts";

let database: Database;
let runtime: Runtime;

beforeAll(async () => {
  database = await openTestDatabase();
});

afterAll(async () => {
  await runtime.usage.stop();
  await database.close();
});

function restart() {
  runtime = createTestRuntime(database);
  runtime.limiter = createMemoryLimiter({ maxCounters: 100_000 });
}

type Path = Parameters<typeof classifyRequest>[0];

/** How many of the requests are rejected. */
async function countRejected(
  path: Path,
  requests: number,
  client: { address: string; cookie: string | null },
) {
  const requestClass = classifyRequest(path);
  if (requestClass === null) return 0;
  let rejected = 0;
  for (let i = 0; i < requests; i++) {
    if ((await countRequest(runtime, client, requestClass)) !== null) rejected += 1;
  }
  return rejected;
}

const stranger = { address: "203.0.113.9", cookie: null };

test.each(["/sign-in", "/", "/docs/quick-start", "/api/auth/session", "/healthz", "/readyz", "/metrics"])(
  "limits the requests for %s from one IP address",
  async (path) => {
    restart();
    expect(await countRejected(path, 1_000, stranger)).toBeGreaterThan(100);
    expect(await countRejected(path, 1, { ...stranger, address: "203.0.113.10" })).toBe(0);
  },
);

test("one class of requests does not use another's budget, and files are free", async () => {
  restart();
  await countRejected("/docs", 1_000, stranger);
  expect(await countRejected("/sign-in", 1, stranger)).toBe(0);
  expect(classifyRequest("/_next/static/chunks/a.js")).toBeNull();
});

test("all addresses of one IPv6 /64 share a budget", async () => {
  restart();
  let rejected = 0;
  for (let i = 0; i < 1_000; i++) {
    rejected += await countRejected("/metrics", 1, { address: `2001:db8::${i.toString(16)}`, cookie: null });
  }
  expect(rejected).toBe(980);
});

test.each(["127.0.0.1", "10.0.0.8", "fd00::1"])("does not limit health checks from %s", async (address) => {
  restart();
  expect(await countRejected("/readyz", 1_000, { address, cookie: null })).toBe(0);
});

test("two hundred people can arrive from one IP address within ten seconds", async () => {
  restart();
  expect(await countRejected("/api/auth/callback/credentials", 200, stranger)).toBe(0);
  expect(await countRejected("/sign-in", 800, stranger)).toBe(0);
});

test("a signed-in person has a budget of their own, whatever their IP address has used", async () => {
  restart();
  const team = await insertTeam(database);
  const { cookie } = await createSessionCookie(database, runtime, team.owner.id);
  await countRejected("/", 1_000, stranger);
  expect(await countRejected("/", 300, { ...stranger, cookie })).toBe(0);
  expect(await countRejected("/", 1, { address: "203.0.113.77", cookie })).toBe(1);
  expect(await countRejected("/", 1, { ...stranger, cookie: `${cookie}x` })).toBe(1);
});

test("an ended session counts toward its IP address once a page has detected it", async () => {
  restart();
  const team = await insertTeam(database);
  const { cookie, sessionId } = await createSessionCookie(database, runtime, team.owner.id);
  const askPage = () => resolveUserActor(runtime, cookie, { now: new Date(), address: null, agent: null });
  await countRejected("/", 1_000, stranger);
  expect(await askPage()).toMatchObject({ type: "user" });
  expect(await countRejected("/", 1, { ...stranger, cookie })).toBe(0);
  await database.prisma.session.update({ where: { id: sessionId }, data: { endedAt: new Date() } });
  expect(await askPage()).toBeNull();
  expect(await countRejected("/", 1, { ...stranger, cookie })).toBe(1);
});
