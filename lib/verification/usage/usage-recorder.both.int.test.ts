import pg from "pg";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { startTcpRelay } from "#e2e/support/servers/tcp-relay.ts";
import { type Database, openServer } from "#lib/platform/db/database.ts";
import { createLogger } from "#lib/platform/log/log.ts";
import { createUsageMemory, type UsageEvent } from "./usage-memory.ts";
import { createUsageRecorder } from "./usage-recorder.ts";

let database: Database;

beforeAll(async () => {
  database = await openTestDatabase();
});

afterAll(() => database.close());

test("counts every request of 30,000 keys at once, without waiting for the timer", async () => {
  // Its timer belongs to a clock that stands still.
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  const usage = createUsageRecorder(database, createLogger({ level: "silent" }));
  vi.useRealTimers();
  for (let key = 0; key < 30_000; key++) {
    usage.record({
      keyId: `key_${key}`,
      secretId: `sec_${key}`,
      outcome: "VALID",
      environment: "development",
      service: "",
      address: `2001:db8::${key.toString(16)}`,
      now: Date.now(),
    });
  }
  const count = () => database.prisma.keyUsage.count();
  await vi.waitFor(async () => expect(await count()).toBeGreaterThanOrEqual(10_000), { timeout: 30_000 });
  await usage.stop();
  expect(await count()).toBe(30_000);
});

const silent = createLogger({ level: "silent" });

function createEvent(name: string, fields: Partial<UsageEvent> = {}): UsageEvent {
  const event = {
    keyId: `key_${name}`,
    secretId: `sec_${name}`,
    outcome: "VALID",
    environment: "development",
  } as const;
  return { ...event, service: "", address: null, now: Date.now(), ...fields };
}

async function countOf(...keyIds: string[]): Promise<number> {
  const rows = await database.prisma.keyUsage.findMany({ where: { keyId: { in: keyIds } } });
  return rows.reduce((sum, { count }) => sum + count, 0);
}

test("a row that the database rejects is lost without the others of its batch", async () => {
  const lost = vi.fn();
  const usage = createUsageRecorder(database, { warn: vi.fn(), error: lost });
  for (let call = 0; call < 3; call++) usage.record(createEvent("before"));
  // Too large for an index, even when compressed.
  const tooLong = Array.from({ length: 20_000 }, () => Math.random().toString(36)).join("");
  usage.record(createEvent("refused", { environment: tooLong }));
  usage.record(createEvent("after"));
  await usage.flush();
  expect(await countOf("key_before", "key_after", "key_refused")).toBe(4);
  expect(lost).toHaveBeenCalledOnce();
  usage.record(createEvent("after"));
  await usage.stop();
  expect(await countOf("key_before", "key_after", "key_refused")).toBe(5);
});

const serverUrl = process.env.TEST_DATABASE_URL;

if (serverUrl !== undefined) {
  test("a host that vanishes silently does not block later counts", async () => {
    const { rows } = await database.pool.query<{ name: string }>("SELECT current_database() AS name");
    const url = new URL(serverUrl);
    const relay = await startTcpRelay({ host: url.hostname, port: Number(url.port) });
    url.host = `127.0.0.1:${relay.port}`;
    url.pathname = `/${rows[0]?.name}`;
    const pool = new pg.Pool({ connectionString: url.href, query_timeout: 500 });
    pool.on("error", () => {});
    const usage = createUsageRecorder({ pool }, silent);
    try {
      usage.record(createEvent("vanished"));
      await usage.flush();
      relay.swallow();
      usage.record(createEvent("vanished"));
      await usage.flush();
      await relay.restore();
      usage.record(createEvent("vanished"));
      await usage.stop();
      expect(await countOf("key_vanished")).toBe(3);
    } finally {
      await pool.end();
      await relay.stop();
    }
  });

  test("no statement waits forever for a server", async () => {
    const opened = await openServer(serverUrl, silent);
    const { query_timeout: maxMs } = opened.pool.options;
    const sql = "SELECT setting::int AS ms FROM pg_settings WHERE name = 'statement_timeout'";
    const { rows } = await opened.pool.query<{ ms: number }>(sql);
    await opened.close();
    expect(maxMs).toBeLessThan(60_000);
    expect(rows[0]?.ms).toBeGreaterThan(0);
    expect(maxMs).toBeGreaterThan(rows[0]?.ms ?? 0);
  });
}

test("collects what other threads have counted and writes it with each flush", async () => {
  const usage = createUsageRecorder(database, silent);
  const elsewhere = createUsageMemory(10);
  usage.gatherWith(async () => usage.add(elsewhere.take()));
  usage.record(createEvent("shared"));
  elsewhere.add(createEvent("shared"));
  await usage.flush();
  elsewhere.add(createEvent("shared"));
  await usage.stop();
  const { _sum } = await database.prisma.keyUsage.aggregate({
    where: { keyId: "key_shared" },
    _sum: { count: true },
  });
  expect(_sum.count).toBe(3);
});
