import { createServer, request as sendOverHttp } from "node:http";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { createTestRuntime } from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { findFreePort } from "#e2e/support/servers/free-port.ts";
import { judgeForwarding } from "#lib/domain/instance/checks/judge-forwarding.ts";
import { createOwnRequestToken, ownRequestHeader } from "#lib/domain/instance/own-request.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { createLogger } from "#lib/platform/log/log.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { readForwarding, readOwnFacts } from "#lib/services/instance/state/send-own-request.ts";
import { createHttpServer, listen } from "../http/http-server.ts";
import { createFront } from "./create-front.ts";

let database: Database;
let runtime: Runtime;
let port: number;
let close: () => void;

const lines: string[] = [];

beforeAll(async () => {
  database = await openTestDatabase();
  const logger = createLogger({ level: "warn", destination: { write: (line) => lines.push(line) } });
  runtime = { ...createTestRuntime(database), logger };
  const server = createHttpServer(runtime.config, createFront(runtime, null));
  await listen(server, { host: "127.0.0.1", port: 0 });
  port = Object(server.address()).port;
  close = () => {
    server.close();
    server.closeAllConnections();
  };
});

afterAll(async () => {
  close();
  await runtime.close();
  await database.close();
});

/** A proxy that adds to X-Forwarded-For, or replaces it. */
async function startProxy(to: number, { replaces = false, headers = {} } = {}): Promise<number> {
  const proxy = createServer((incoming, response) => {
    const before = incoming.headers["x-forwarded-for"];
    const peer = incoming.socket.remoteAddress ?? "";
    const forwardedFor = replaces || before === undefined ? peer : `${before}, ${peer}`;
    const outgoing = sendOverHttp({
      port: to,
      path: incoming.url,
      headers: { ...incoming.headers, "x-forwarded-for": forwardedFor, ...headers },
    });
    outgoing.on("response", (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    outgoing.end();
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    proxy.close();
    proxy.closeAllConnections();
  });
  return Object(proxy.address()).port;
}

async function judge(trustedProxyHops: number, at: number) {
  const facts = await readForwarding({ trustedProxyHops }, runtime.secrets, `http://127.0.0.1:${at}`);
  return judgeForwarding(facts);
}

test("tells strangers nothing", async () => {
  const load = async (token: string) => {
    const response = await fetch(`http://127.0.0.1:${port}/livez`, {
      headers: { [ownRequestHeader]: token },
    });
    return response.json();
  };
  const past = createOwnRequestToken(runtime.secrets.session, Date.now() - 60_000);
  const forged = createOwnRequestToken(["f".repeat(32)], Date.now());
  for (const token of ["", "1", past, forged]) expect(await load(token)).toEqual({ status: "ok" });
});

test("the console knows its own state", async () => {
  const config = { host: "127.0.0.1", port, verifyThreads: 1 };
  expect(await readOwnFacts(config, runtime.secrets)).toEqual({
    arePagesUp: false,
    threads: 1,
    expectedThreads: 1,
  });
  expect(await readOwnFacts({ ...config, host: "0.0.0.0" }, runtime.secrets)).not.toBeNull();
  expect(await readOwnFacts({ ...config, port: 1 }, runtime.secrets)).toBeNull();
});

test("says what TRUST_PROXY should be behind no, one and two proxies, whether they add or replace", async () => {
  expect(await judge(0, port)).toMatchObject({ state: "ok" });
  expect(lines, "the log doesn't warn of the console's own request").toEqual([]);
  expect((await judge(1, port)).text).toContain("Set TRUST_PROXY=0.");
  for (const replaces of [false, true]) {
    const host = { host: "127.0.0.1" };
    const one = await startProxy(port, { replaces, headers: host });
    expect((await judge(0, one)).text).toContain("Set TRUST_PROXY=1.");
    expect((await judge(2, one)).text).toContain("Set TRUST_PROXY=1.");
    const two = await startProxy(await startProxy(port), { replaces });
    expect(await judge(2, two)).toMatchObject({ state: "ok" });
    expect((await judge(1, two)).text).toContain("Set TRUST_PROXY=2.");
  }
});

test("finds a proxy that changes the host", async () => {
  const at = await startProxy(port, { headers: { host: "localhost" } });
  expect(await judge(1, at)).toMatchObject({ state: "warning", text: expect.stringContaining("Host") });
});

test("says if something else answers, or nothing", async () => {
  const other = createServer((_, response) => response.end("hello"));
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void other.close());
  expect((await judge(0, Object(other.address()).port)).text).toContain("something else answers there");
  expect((await judge(0, await findFreePort())).text).toContain("ECONNREFUSED");
});
