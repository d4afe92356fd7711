import type { Server } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { accessMatrix, type PreparedCall } from "#e2e/support/access/access-matrix.ts";
import {
  type AccessWorld,
  type Caller,
  callers,
  createAccessWorld,
  createCallerHeaders,
} from "#e2e/support/access/access-world.ts";
import { createTestRuntime } from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { routes } from "#lib/api/routes.ts";
import { createMemoryLimiter } from "#lib/domain/limits/limiter.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { type Runtime, setRuntime } from "#lib/platform/runtime/runtime.ts";
import { createHttpServer, listen } from "../http/http-server.ts";
import { createListener } from "../listener.ts";

let database: Database;
let runtime: Runtime;
let world: AccessWorld;
let server: Server;
let origin: string;

beforeAll(async () => {
  database = await openTestDatabase();
  // This test is about permissions, not about rates.
  let limiter = createMemoryLimiter({ maxCounters: 100 });
  runtime = {
    ...createTestRuntime(database, { signUp: "open", signUpsPerHour: 1000 }),
    limiter: {
      ...limiter,
      consume: (...parameters) => {
        limiter = createMemoryLimiter({ maxCounters: 100 });
        return limiter.consume(...parameters);
      },
    },
  };
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

afterAll(async () => {
  server.close();
  setRuntime(undefined);
  await runtime.usage.stop();
  await database.close();
});

test("every route has a row, and every row a route", () => {
  const answeredByListener = ["GET /auth", "GET /auth/with"];
  const known = [...routes.map(({ method, path }) => `${method} ${path}`), ...answeredByListener];
  expect(Object.keys(accessMatrix).sort()).toEqual(known.sort());
});

describe.each(Object.entries(accessMatrix))("%s", (name, row) => {
  const [method = "GET"] = name.split(" ");

  const isRejected = (caller: Caller) => row.statuses[caller] >= 400;
  const rejected = callers.filter(isRejected);
  const accepted = callers.filter((caller) => !isRejected(caller));

  test.runIf(rejected.length > 0)("rejects everyone it should, and changes nothing", async () => {
    const targets: [Caller, PreparedCall][] = [];
    for (const caller of rejected) targets.push([caller, await row.prepare(world, caller)]);
    const events = await database.prisma.auditEvent.count();
    const answers = await Promise.all(
      targets.map(async ([caller, target]) => {
        const { status, text } = await send(target, createCallerHeaders(world, caller, origin));
        return [caller, status === row.statuses[caller] ? status : text] as const;
      }),
    );
    const expected = rejected.map((caller) => [caller, row.statuses[caller]]);
    expect(Object.fromEntries(answers)).toEqual(Object.fromEntries(expected));
    expect(await database.prisma.auditEvent.count()).toBe(events);
  });

  test.each(accepted)("accepts %s", async (caller) => {
    const here = row.isDestructive ? await createAccessWorld(database, runtime) : world;
    const target = await row.prepare(here, caller);
    const { status, text } = await send(target, createCallerHeaders(here, caller, origin));
    expect(status, text).toBe(row.statuses[caller]);
  });

  const access = routes.find((route) => `${route.method} ${route.path}` === name)?.access;
  if (name.includes("{") && access !== "public" && access !== "instanceOwner") {
    test("another team's owner, from their own team", async () => {
      const target = await row.prepare(world, "otherOwner");
      const headers = createCallerHeaders(world, "otherOwner", origin);
      const { status, text } = await send(target, { ...headers, "x-team-id": world.other.id });
      expect(status, text).toBe(404);
    });
  }

  async function send({ path, body }: PreparedCall, headers: Record<string, string>) {
    const isForm = body instanceof URLSearchParams;
    const type: Record<string, string> =
      body === undefined || isForm ? {} : { "content-type": "application/json" };
    const response = await fetch(`${origin}/v1/api${path}`, {
      method,
      headers: { ...headers, ...type },
      body: body === undefined ? null : isForm ? body : JSON.stringify(body),
    });
    return { status: response.status, text: await response.text() };
  }
});
