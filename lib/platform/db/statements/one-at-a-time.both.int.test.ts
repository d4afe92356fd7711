import pg from "pg";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { insertTeam } from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { runOneAtATime } from "./one-at-a-time.ts";

let database: Database;
/** How many statements each connection was given and hasn't answered. */
const running = new Map<unknown, number>();
let maxRunning = 0;

beforeAll(async () => {
  const query: (this: unknown, ...parameters: unknown[]) => unknown = pg.Client.prototype.query;
  const count = (client: unknown, step: number) => {
    const now = (running.get(client) ?? 0) + step;
    running.set(client, now);
    maxRunning = Math.max(maxRunning, now);
  };
  // What the driver itself receives.
  const spy = vi.spyOn(pg.Client.prototype, "query").mockImplementation(function counted(
    this: unknown,
    ...parameters: unknown[]
  ) {
    const answered = query.apply(this, parameters);
    if (answered instanceof Promise) {
      count(this, 1);
      const end = () => count(this, -1);
      answered.then(end, end);
    }
    return answered;
  });
  database = await openTestDatabase();
  // The connections that exist by now keep the function that counts.
  await database.pool.query("SELECT 1");
  return () => spy.mockRestore();
});

afterAll(() => database.close());

/** Takes a connection for one test. */
async function takeClient(): Promise<pg.PoolClient> {
  const client = await database.pool.connect();
  onTestFinished(() => client.release());
  return client;
}

test("gives a connection one statement at a time when a transaction reads several relations", async () => {
  const team = await insertTeam(database);
  const warnings: string[] = [];
  const collect = (warning: Error) => warnings.push(warning.message);
  process.on("warning", collect);
  onTestFinished(() => {
    process.off("warning", collect);
  });
  maxRunning = 0;
  const found = await database.prisma.$transaction(async (tx) =>
    Promise.all([
      tx.team.findUniqueOrThrow({
        where: { id: team.id },
        include: {
          members: { include: { user: true, groups: true } },
          environments: true,
          invitations: true,
        },
      }),
      tx.user.count(),
      tx.environment.count(),
    ]),
  );
  expect(found[0].members).toHaveLength(1);
  expect(maxRunning).toBe(1);
  // The driver warns in a later turn of the event loop, and only once in a process.
  await new Promise(setImmediate);
  expect(warnings.filter((text) => text.includes("client.query()"))).toEqual([]);
});

test("answers waiting statements in order, in all forms, also after failures", async () => {
  const client = await takeClient();
  const order: string[] = [];
  const note = (name: string) => () => order.push(name);
  const statements = [
    client.query("SELECT 1/0").catch(note("failed")),
    client.query("SELECT $1::int AS n", [2]).then(({ rows }) => order.push(`row ${rows[0]?.n}`)),
    new Promise<void>((resolve) => {
      client.query("SELECT 3", () => {
        order.push("callback");
        resolve();
      });
    }),
    client.query({ text: "SELECT 4 AS n" }).then(({ rows }) => order.push(`row ${rows[0]?.n}`)),
  ];
  await Promise.all(statements);
  expect(order).toEqual(["failed", "row 2", "callback", "row 4"]);
  expect((await client.query("SELECT 5 AS n")).rows).toEqual([{ n: 5 }]);
});

test("rolls back a transaction whose parallel statements include a failure", async () => {
  const team = await insertTeam(database);
  const failing = database.prisma.$transaction(async (tx) => {
    await tx.team.update({ where: { id: team.id }, data: { name: "Changed" } });
    await Promise.all([tx.user.count(), tx.$queryRaw`SELECT 1/0`, tx.team.count()]);
  });
  await expect(failing).rejects.toThrow("division by zero");
  const unchanged = await database.prisma.team.findUniqueOrThrow({ where: { id: team.id } });
  expect(unchanged.name).not.toBe("Changed");
});

test("counts the time that a statement waits against its limit", async () => {
  const calls: { config: unknown; answer: () => void }[] = [];
  const client = {
    query: (config: unknown) =>
      new Promise<void>((resolve) => {
        calls.push({ config, answer: resolve });
      }),
  };
  const pool = new pg.Pool({ query_timeout: 1_000 });
  runOneAtATime(pool);
  pool.emit("connect", client);
  vi.useFakeTimers({ toFake: ["performance"] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  const answers = [client.query("first"), client.query("second"), client.query({ text: "third" })];
  vi.advanceTimersByTime(400);
  calls[0]?.answer();
  await new Promise(setImmediate);
  vi.advanceTimersByTime(700);
  calls[1]?.answer();
  await new Promise(setImmediate);
  calls[2]?.answer();
  await Promise.all(answers);
  expect(calls.map(({ config }) => config)).toEqual([
    "first",
    { text: "second", query_timeout: 600 },
    { text: "third", query_timeout: 1 },
  ]);
});
