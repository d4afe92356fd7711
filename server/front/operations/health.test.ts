import { readdirSync } from "node:fs";
import { createServer } from "node:http";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import type { Database } from "#lib/platform/db/database.ts";
import { createLogger } from "#lib/platform/log/log.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { answerReadiness, createHealth } from "./health.ts";

let query: () => Promise<unknown>;
let lagMs: number;
let canAnswer: boolean;
let lines: string[];

const refused = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
const isDirectory = (name: string) => !name.endsWith(".toml");
const answersWell = async () => ({
  rows: readdirSync("prisma/migrations")
    .filter(isDirectory)
    .map((name) => ({ found: true, name, state: "applied" })),
});

beforeEach(() => {
  query = answersWell;
  lagMs = 100;
  canAnswer = true;
  lines = [];
});

function createRuntime(serve: "all" | "api" = "all"): Runtime {
  const runtime = {
    config: { serve },
    logger: createLogger({ level: "info", destination: { write: (line) => lines.push(line) } }),
    database: { lookUpPool: { query: () => query() } } as unknown as Database,
    keys: { count: () => ({ lagMs }), canAnswer: () => canAnswer },
  };
  // Only the parts that health uses.
  return runtime as unknown as Runtime;
}

/** Serves the probe and returns its response to this query. */
async function serve(runtime = createRuntime()) {
  const health = createHealth(runtime);
  const server = createServer((request, response) => {
    void health
      .readReadiness(request.url?.slice(1) ?? "")
      .then((readiness) => answerReadiness(response, readiness));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port was taken");
  return async (search: string) => {
    const response = await fetch(`http://127.0.0.1:${address.port}/${search}`);
    return [response.status, await response.json()];
  };
}

test("both parts are ready while the database answers", async () => {
  const probe = await serve();
  const ready = [200, { status: "ready", migrations: "current", database: "up" }];
  expect(await probe("")).toEqual(ready);
  expect(await probe("?for=verification")).toEqual(ready);
  expect(await probe("?for=console")).toEqual(ready);
});

test("verification stays ready while keys can be answered from memory; the console immediately becomes not ready", async () => {
  const probe = await serve();
  query = () => Promise.reject(refused);
  expect(await probe("")).toEqual([200, { status: "ready", migrations: "unknown", database: "away" }]);
  const away = [503, { status: "not_ready", migrations: "unknown", database: "away" }];
  expect(await probe("?for=console")).toEqual(away);
  canAnswer = false;
  expect(await probe("")).toEqual(away);
});

test("logs each change once, in one line without a stack", async () => {
  const probe = await serve();
  query = () => Promise.reject(refused);
  canAnswer = false;
  for (let i = 0; i < 10; i++) await Promise.all([probe(""), probe("?for=console")]);
  query = answersWell;
  for (let i = 0; i < 10; i++) await Promise.all([probe(""), probe("?for=console")]);
  const logged = lines.map((line): unknown => JSON.parse(line));
  expect(logged).toHaveLength(4);
  expect(logged).toContainEqual(
    expect.objectContaining({
      level: "warn",
      msg: "not ready",
      part: "verification",
      reason: "it refuses connections",
    }),
  );
  expect(logged).toContainEqual(expect.objectContaining({ msg: "ready again", part: "console" }));
  expect(lines.join("")).not.toContain("health.ts");
});

test("queries a database that never answers only once, and no probe waits for it", async () => {
  const probe = await serve();
  let queryCount = 0;
  query = () => {
    queryCount += 1;
    return new Promise(() => {});
  };
  const startedAtMs = performance.now();
  expect(
    (await Promise.all([probe(""), probe(""), probe("?for=console")])).map(([status]) => status),
  ).toEqual([200, 200, 503]);
  expect(performance.now() - startedAtMs).toBeLessThan(5_000);
  expect(queryCount).toBe(1);
});

test("does not query a database that polls have not reached for a while", async () => {
  const probe = await serve();
  lagMs = 3_000;
  query = () => Promise.reject(new Error("was queried"));
  expect((await probe(""))[1]).toMatchObject({ database: "away" });
});

test("the console of an instance that only verifies is never ready", async () => {
  const probe = await serve(createRuntime("api"));
  expect((await probe("?for=console"))[0]).toBe(503);
  expect((await probe(""))[0]).toBe(200);
});
