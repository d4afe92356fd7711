import { afterAll, beforeAll, expect, test } from "vitest";
import { resolveUserActor } from "#lib/auth/resolve-user-actor.ts";
import type { Database } from "#lib/db/database.ts";
import { createMemoryLimiter } from "#lib/limits/limiter.ts";
import type { Runtime } from "#lib/runtime.ts";
import { createSessionCookie } from "#lib/testing/api-caller.ts";
import { createTestRuntime, insertTeam } from "#lib/testing/fixtures.ts";
import { openTestDatabase } from "#lib/testing/test-database.ts";
import { classifyRequest } from "../http/request-class.ts";
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

/** How many of so many requests are refused. */
async function countRefused(
  path: Path,
  requests: number,
  client: { address: string; cookie: string | null },
) {
  const requestClass = classifyRequest(path);
  if (requestClass === null) return 0;
  let refused = 0;
  for (let i = 0; i < requests; i++) {
    if ((await countRequest(runtime, client, requestClass)) !== null) refused += 1;
  }
  return refused;
}

const stranger = { address: "203.0.113.9", cookie: null };

test.each(["/sign-in", "/", "/docs/quick-start", "/api/auth/session", "/healthz", "/readyz", "/metrics"])(
  "an address cannot ask for %s without end",
  async (path) => {
    restart();
    expect(await countRefused(path, 1_000, stranger)).toBeGreaterThan(100);
    expect(await countRefused(path, 1, { ...stranger, address: "203.0.113.10" })).toBe(0);
  },
);

test("one class of requests uses up nothing of another, and files are free", async () => {
  restart();
  await countRefused("/docs", 1_000, stranger);
  expect(await countRefused("/sign-in", 1, stranger)).toBe(0);
  expect(classifyRequest("/_next/static/chunks/a.js")).toBeNull();
});

test("all addresses of one IPv6 /64 are one", async () => {
  restart();
  let refused = 0;
  for (let i = 0; i < 1_000; i++) {
    refused += await countRefused("/metrics", 1, { address: `2001:db8::${i.toString(16)}`, cookie: null });
  }
  expect(refused).toBe(980);
});

test.each(["127.0.0.1", "10.0.0.8", "fd00::1"])(
  "health is asked from %s as often as needed",
  async (address) => {
    restart();
    expect(await countRefused("/readyz", 1_000, { address, cookie: null })).toBe(0);
  },
);

test("two hundred people arrive from one address within ten seconds", async () => {
  restart();
  expect(await countRefused("/api/auth/callback/credentials", 200, stranger)).toBe(0);
  expect(await countRefused("/sign-in", 800, stranger)).toBe(0);
});

test("a signed-in person counts as a person, whatever their address has used up", async () => {
  restart();
  const team = await insertTeam(database);
  const { cookie } = await createSessionCookie(database, runtime, team.owner.id);
  await countRefused("/", 1_000, stranger);
  expect(await countRefused("/", 300, { ...stranger, cookie })).toBe(0);
  expect(await countRefused("/", 1, { address: "203.0.113.77", cookie })).toBe(1);
  expect(await countRefused("/", 1, { ...stranger, cookie: `${cookie}x` })).toBe(1);
});

test("a session that has ended counts as its address once a page has found it out", async () => {
  restart();
  const team = await insertTeam(database);
  const { cookie, sessionId } = await createSessionCookie(database, runtime, team.owner.id);
  const askPage = () => resolveUserActor(runtime, cookie, { now: new Date(), address: null, agent: null });
  await countRefused("/", 1_000, stranger);
  expect(await askPage()).toMatchObject({ type: "user" });
  expect(await countRefused("/", 1, { ...stranger, cookie })).toBe(0);
  await database.prisma.session.update({ where: { id: sessionId }, data: { endedAt: new Date() } });
  expect(await askPage()).toBeNull();
  expect(await countRefused("/", 1, { ...stranger, cookie })).toBe(1);
});
