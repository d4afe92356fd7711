import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { callApi, createSessionCookie } from "#e2e/support/access/api-caller.ts";
import { createTestRuntime, insertKey, insertTeam, type TestTeam } from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { handleApiRequest } from "#lib/api/app.ts";
import type { ApiClient } from "#lib/api/request/client.ts";
import { createId } from "#lib/domain/common/ids.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { createHeavyReads } from "#lib/platform/db/heavy-reads.ts";
import { type Runtime, setRuntime } from "#lib/platform/runtime/runtime.ts";

interface Caller {
  team: TestTeam;
  key: string;
  /** The session of the team's owner, who sees every event. */
  cookie: string;
}

let database: Database;
let runtime: Runtime;
let busy: Caller;
let other: Caller;

/** Reads of audit events: running now, the maximum at once, and all. They wait while there is a latch. */
let reads: { running: number; max: number; all: number };
let latch: PromiseWithResolvers<void> | null;

function createCounted(inner: Database): Database {
  const prisma = inner.prisma.$extends({
    query: {
      auditEvent: {
        async findMany({ args, query }) {
          reads.running += 1;
          reads.all += 1;
          reads.max = Math.max(reads.max, reads.running);
          try {
            await latch?.promise;
            return await query(args);
          } finally {
            reads.running -= 1;
          }
        },
      },
    },
  });
  // The extension does not change the type that services use.
  const counted = prisma as unknown as Database["prisma"];
  const heavy = createHeavyReads(
    () => counted,
    async () => {},
  );
  return { ...inner, prisma: counted, heavy };
}

async function createCaller(): Promise<Caller> {
  const team = await insertTeam(database);
  const { secret } = await insertKey(database, team, { ownerType: "team", ownerRole: "admin" });
  const { cookie } = await createSessionCookie(database, runtime, team.owner.id);
  return { team, key: secret, cookie };
}

function startRuntime() {
  reads = { running: 0, max: 0, all: 0 };
  latch = null;
  runtime = createTestRuntime(createCounted(database));
  setRuntime(runtime);
}

/** Resolves when a read of audit events is waiting at the latch. */
function reading(): Promise<void> {
  return vi.waitFor(() => expect(reads.running).toBe(1), { timeout: 20_000 });
}

beforeEach(startRuntime);

beforeAll(async () => {
  database = await openTestDatabase();
  startRuntime();
  [busy, other] = [await createCaller(), await createCaller()];
  await database.prisma.auditEvent.createMany({
    data: Array.from({ length: 250 }, (_, i) => ({
      id: createId("event"),
      chainId: busy.team.id,
      seq: BigInt(i + 1),
      occurredAt: new Date(),
      action: "key.create",
      actorType: "system" as const,
      actorId: "test",
      targetType: "key",
      targetId: createId("key"),
      requestId: "req_1",
      changes: {},
      personalHash: new Uint8Array(32),
      prevHash: new Uint8Array(32),
      hash: new Uint8Array(32),
    })),
  });
});

afterEach(async () => {
  await runtime.usage.stop();
});

afterAll(async () => {
  setRuntime(undefined);
  await database.close();
});

function verify({ cookie }: Caller) {
  return callApi("/audit-events/verify", { cookie });
}

/** The response without its body, which the test reads. */
function openExport({ cookie }: Caller, signal?: AbortSignal, method = "GET"): Promise<Response> {
  const request = new Request("http://127.0.0.1:3000/v1/api/audit-events", {
    method,
    headers: { accept: "application/jsonl", origin: "http://127.0.0.1:3000" },
    ...(signal === undefined ? {} : { signal }),
  });
  const client: ApiClient = {
    address: "203.0.113.9",
    authorization: null,
    apiKey: null,
    cookie,
    requestId: createId("request"),
    isSecure: false,
    host: "127.0.0.1:3000",
    agent: null,
  };
  return handleApiRequest(request, client);
}

describe("heavy requests", () => {
  test("run one after the other for 16 verifications of a team's audit log, and another team does not wait", async () => {
    latch = Promise.withResolvers();
    const verifying = Array.from({ length: 16 }, () => verify(busy));
    await reading();
    expect((await callApi("/keys", { key: other.key })).status).toBe(200);
    expect((await callApi("/keys?q=a", { key: other.key })).status).toBe(200);
    expect(reads).toMatchObject({ running: 1, all: 1 });
    latch.resolve();
    const statuses = (await Promise.all(verifying)).map(({ status }) => status);
    // On a slow machine, some may have been rejected after waiting for five seconds.
    expect(statuses.filter((status) => status !== 200 && status !== 429)).toEqual([]);
    expect(statuses).toContain(200);
    expect(reads.max).toBe(1);
  });

  test("count with their weight on the caller", async () => {
    const request = (path: string) => callApi(path, { key: busy.key });
    const left = async (path: string) => (await request(path)).headers.get("x-ratelimit-remaining");
    expect(await left("/audit-events/verify")).toBe("980");
    expect(await left("/keys?q=a")).toBe("975");
    expect(await left("/keys")).toBe("974");
    expect(await left("/audit-events/verify?head=x")).toBe("954");
    for (let i = 0; i < 2; i++) await request("/audit-events/verify");
    const refused = await request("/audit-events/verify");
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    // A request without a credential causes no work.
    expect((await callApi("/audit-events/verify")).headers.get("x-ratelimit-remaining")).toBe("999");
  });

  test("end their turn when a file has been read completely", async () => {
    const first = await openExport(busy);
    const second = openExport(busy);
    const text = await first.text();
    expect(text.trim().split("\n")).toHaveLength(250);
    await (await second).body?.cancel();
    expect(reads.max).toBe(1);
  });

  test("end their turn when the client disconnects, and a disconnected caller does not get a turn", async () => {
    const first = await openExport(busy);
    const gone = new AbortController();
    const second = openExport(busy, gone.signal);
    const third = openExport(busy);
    gone.abort();
    const refused = await second;
    expect(refused.status).toBe(429);
    expect(refused.headers.get("retry-after")).toBe("5");
    expect(await refused.json()).toEqual({
      error: { code: "rate_limit_exceeded", message: "Rate limit exceeded. Try again in 5 seconds." },
    });
    await first.body?.cancel();
    await (await third).body?.cancel();
  });

  test("end their turn when they fail", async () => {
    latch = Promise.withResolvers();
    const failing = verify(busy);
    await reading();
    latch.reject(new Error("the database is unavailable"));
    expect((await failing).status).toBe(500);
    latch = null;
    expect((await verify(busy)).status).toBe(200);
  });

  test("do not keep the turn after a HEAD request for a file", async () => {
    expect((await openExport(busy, undefined, "HEAD")).status).toBe(200);
    const next = await openExport(busy);
    expect(next.status).toBe(200);
    await next.body?.cancel();
  });
});
