import type { Server } from "node:http";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createTestRuntime, insertUser } from "#e2e/support/database/fixtures.ts";
import { asOwner, openTestDatabase } from "#e2e/support/database/test-database.ts";
import { sendRequest } from "#e2e/support/servers/send-request.ts";
import { createSetUpCode } from "#lib/auth/credentials/setup-code.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { type Runtime, setRuntime } from "#lib/platform/runtime/runtime.ts";
import type { Config } from "#lib/platform/settings/env.ts";
import { createHttpServer, listen } from "../http/http-server.ts";
import { createListener } from "../listener.ts";
import { describeStart, readStartNews } from "../runtime/announce.ts";

let database: Database;
let runtime: Runtime;
let server: Server | undefined;

beforeAll(async () => {
  database = await openTestDatabase();
  runtime = createTestRuntime(database);
});

beforeEach(async () => {
  await asOwner(database).pool.query("TRUNCATE users, teams, throttle_windows CASCADE");
});

afterEach(() => {
  server?.close();
});

afterAll(async () => {
  setRuntime(undefined);
  await runtime.usage.stop();
  await database.close();
});

async function serveWith(settings: Partial<Config>): Promise<string> {
  const running = { ...runtime, config: { ...runtime.config, ...settings } };
  setRuntime(running);
  server = createHttpServer(
    running.config,
    createListener(running, () => null),
  );
  await listen(server, { host: "127.0.0.1", port: 0 });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port was taken");
  return `http://127.0.0.1:${address.port}`;
}

async function signUp(origin: string, headers: Record<string, string>, setupCode?: string) {
  const person = { name: "Ada", email: "ada@example.com", password: "correct horse battery staple" };
  const input = { ...person, ...(setupCode === undefined ? {} : { setupCode }) };
  const { status, text } = await sendRequest(origin, {
    method: "POST",
    path: "/users",
    headers: { "content-type": "application/json", ...headers },
    body: Buffer.from(JSON.stringify(input)),
  });
  return { status, needsCode: text.includes('"path":"setupCode"') };
}

const behindNginx = { publicOrigin: "https://console.example.com", trustedProxyHops: 1 };
const nginxHeaders = {
  host: "console.example.com",
  "x-forwarded-for": "203.0.113.9",
  "x-forwarded-proto": "https",
};

describe("the first account", () => {
  test("needs the setup code behind the documented nginx", async () => {
    const origin = await serveWith(behindNginx);
    expect(await signUp(origin, nginxHeaders)).toEqual({ status: 400, needsCode: true });
    expect(await signUp(origin, nginxHeaders, createSetUpCode(runtime.secrets.session))).toMatchObject({
      status: 201,
    });
    expect(await database.prisma.user.findMany()).toMatchObject([{ instanceOwnerSource: "setup" }]);
  });

  test.each([
    ["PUBLIC_URL set, TRUST_PROXY missing", { publicOrigin: "https://console.example.com" }, nginxHeaders],
    ["TRUST_PROXY set, PUBLIC_URL missing", { trustedProxyHops: 1 }, {}],
    ["neither set, X-Forwarded-For sent", {}, { "x-forwarded-for": "203.0.113.9" }],
    ["neither set, X-Real-IP sent", {}, { "x-real-ip": "203.0.113.9" }],
    ["neither set, Via sent", {}, { via: "1.1 caddy" }],
    ["neither set, Forwarded sent", {}, { forwarded: "for=203.0.113.9" }],
    ["HOST open to the network", { host: "0.0.0.0" }, {}],
  ])("needs the setup code with %s", async (_, settings, headers) => {
    const origin = await serveWith(settings);
    expect(await signUp(origin, headers)).toEqual({ status: 400, needsCode: true });
  });

  test("needs no code on this machine, and then owns the instance", async () => {
    const origin = await serveWith({});
    expect(await signUp(origin, {})).toMatchObject({ status: 201 });
    expect(await database.prisma.user.findMany()).toMatchObject([{ instanceOwnerSource: "setup" }]);
  });
});

describe("the start", () => {
  test.each([
    ["on this machine", {}, "http://localhost:3000"],
    ["behind a proxy", behindNginx, "https://console.example.com"],
  ])("prints a sign-up link with the code in its fragment, %s", async (_, settings, address) => {
    const lines = describeStart(
      await readStartNews({ ...runtime, config: { ...runtime.config, ...settings } }),
    );
    const code = createSetUpCode(runtime.secrets.session);
    expect(lines.join("\n")).toContain(`${address}/sign-up#code=${code}`);
  });

  test("prints no code once there is an account", async () => {
    await insertUser(database);
    const lines = describeStart(await readStartNews(runtime));
    expect(lines.join("\n")).not.toContain(createSetUpCode(runtime.secrets.session));
  });
});
