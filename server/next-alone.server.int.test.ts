import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { accessMatrix } from "#e2e/support/access/access-matrix.ts";
import {
  type AccessWorld,
  type Caller,
  createAccessWorld,
  createCallerHeaders,
} from "#e2e/support/access/access-world.ts";
import { createTestRuntime } from "#e2e/support/database/fixtures.ts";
import { openTestDatabase, readServerUrl } from "#e2e/support/database/test-database.ts";
import { findFreePort } from "#e2e/support/servers/free-port.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";

// The API on a host that only runs `next start`, on the build of NEXT_DIST_DIR (app/v1/api).

let database: Database;
let runtime: Runtime;
let next: ChildProcess;
let dataDirectory: string;
let origin: string;
let world: AccessWorld;

beforeAll(async () => {
  database = await openTestDatabase();
  dataDirectory = await mkdtemp(join(tmpdir(), "byteengine-next-"));
  const port = await findFreePort();
  runtime = createTestRuntime(database, { port });
  origin = `http://127.0.0.1:${port}`;
  const start = ["node_modules/next/dist/bin/next", "start", "--hostname", "127.0.0.1", "--port", `${port}`];
  const { session, audit } = runtime.secrets;
  next = spawn(process.execPath, start, {
    stdio: ["ignore", "ignore", "inherit"],
    env: {
      ...process.env,
      NODE_ENV: "production",
      NEXT_TELEMETRY_DISABLED: "1",
      DATABASE_URL: await readServerUrl(database),
      DATA_DIR: dataDirectory,
      TRUST_PROXY: "1",
      SESSION_SECRET: session.join(","),
      AUDIT_SECRET: audit.join(","),
      SIGN_UP: "open",
      SIGN_UPS_PER_HOUR: "1000",
      // All rows run within seconds, and heavy ones count twenty times.
      RATE_LIMIT_PER_10_SECONDS: "100000",
      RATE_LIMIT_PER_MINUTE: "100000",
      LOG_LEVEL: "error",
    },
  });
  await vi.waitFor(async () => expect((await fetch(`${origin}/v1/api/openapi.json`)).ok).toBe(true), {
    timeout: 50_000,
    interval: 100,
  });
  world = await createAccessWorld(database, runtime);
});

afterAll(async () => {
  const ended = once(next, "exit");
  next.kill();
  await ended;
  await runtime.usage.stop();
  await database.close();
  await rm(dataDirectory, { recursive: true, force: true });
});

let clients = 0;

/** Each request comes from an IP address of its own, as the proxy reports it. */
async function send(name: string, caller: Caller, here: AccessWorld): Promise<number> {
  const [method = "GET"] = name.split(" ");
  const { path, body } = (await accessMatrix[name]?.prepare(here, caller)) ?? { path: "", body: undefined };
  const isForm = body instanceof URLSearchParams;
  clients += 1;
  const response = await fetch(`${origin}/v1/api${path}`, {
    method,
    headers: {
      ...createCallerHeaders(here, caller, origin),
      "x-forwarded-for": `127.0.${clients >> 8}.${clients & 255}`,
      ...(body === undefined || isForm ? {} : { "content-type": "application/json" }),
    },
    body: body === undefined ? null : isForm ? body : JSON.stringify(body),
  });
  await response.arrayBuffer();
  return response.status;
}

// A proxy's conditions in the path are not supported here, because fetch has already resolved every `..` in it.
const rows = Object.entries(accessMatrix).filter(([name]) => name !== "GET /auth/with");

test.each(rows)("%s has the same responses as on the console's own server", async (name, row) => {
  for (const caller of ["nobody", "keyElsewhere", "owner"] as const) {
    const here = row.isDestructive ? await createAccessWorld(database, runtime) : world;
    expect(await send(name, caller, here), caller).toBe(row.statuses[caller]);
  }
});

test("does not support conditions in the path", async () => {
  expect(await send("GET /auth/with", "keyWith", world)).toBe(404);
});
