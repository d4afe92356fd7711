import { createServer } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { callApi, createSessionCookie } from "#e2e/support/access/api-caller.ts";
import { recordMigrations } from "#e2e/support/admin/run-admin-command.ts";
import { createTestRuntime, insertKey, insertTeam, insertUser } from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { createMemoryLimiter } from "#lib/domain/limits/limiter.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { type Runtime, setRuntime } from "#lib/platform/runtime/runtime.ts";
import { productVersion, readProductBuild } from "#lib/platform/settings/product-version.ts";

let database: Database;
let runtime: Runtime;
let administrator: { id: string; email: string };
let cookie: string;

const origin = "http://console.example.com";

beforeAll(async () => {
  database = await openTestDatabase();
  await recordMigrations(database);
  runtime = createTestRuntime(database, { publicOrigin: origin });
  administrator = await insertUser(database, { isInstanceOwner: true });
  ({ cookie } = await createSessionCookie(database, runtime, administrator.id));
});

beforeEach(async () => {
  setRuntime({ ...runtime, limiter: createMemoryLimiter({ maxCounters: 1000 }) });
  await database.prisma.throttleWindow.deleteMany();
});

afterAll(async () => {
  setRuntime(undefined);
  await runtime.usage.stop();
  await database.close();
});

function testMail() {
  return callApi("/instance/mail-tests", { method: "POST", cookie, headers: { origin } });
}

test("reads versions, the database, Redis and the disk", async () => {
  const { status, body } = await callApi("/instance/health", { cookie });
  expect(status).toBe(200);
  expect(body).toMatchObject({
    version: productVersion,
    ...readProductBuild(),
    node: process.versions.node,
    database: { version: expect.stringMatching(/^PostgreSQL \d/), sizeBytes: expect.any(Number) },
    redis: "not_set",
  });
});

test("says that Redis is unreachable", async () => {
  const config = { ...runtime.config, redisUrl: "redis://127.0.0.1:1" };
  setRuntime({ ...runtime, config });
  expect(await callApi("/instance/health", { cookie })).toMatchObject({ body: { redis: "unreachable" } });
});

test("checks everything that doctor checks, with what to do", async () => {
  const { status, body } = await callApi("/instance/checks", { cookie });
  expect(status).toBe(200);
  expect(body).toMatchObject({
    data: expect.arrayContaining([
      expect.objectContaining({ name: "Database", state: "ok" }),
      {
        name: "Backups",
        state: "unknown",
        text: expect.stringMatching(/^No backups are scheduled\. Set BACKUP_DIR/),
      },
    ]),
  });
  for (const secret of [...runtime.secrets.session, ...runtime.secrets.audit]) {
    expect(JSON.stringify(body)).not.toContain(secret);
  }
});

test("the checks are only for administrators, and never for keys", async () => {
  const team = await insertTeam(database);
  const { cookie: other } = await createSessionCookie(database, runtime, team.owner.id);
  const { secret } = await insertKey(database, team);
  expect((await callApi("/instance/checks", { cookie: other })).status).toBe(403);
  expect((await callApi("/instance/checks", { key: secret })).status).toBe(403);
  expect((await callApi("/instance/checks")).status).toBe(401);
});

test("lists settings", async () => {
  const { status, body } = await callApi("/instance/settings", { cookie });
  expect(status).toBe(200);
  expect(body).toMatchObject({ data: expect.arrayContaining([expect.objectContaining({ name: "PORT" })]) });
});

test("says that no mail server is set, and allows ten tests in an hour", async () => {
  for (let i = 0; i < 10; i++) {
    expect(await testMail()).toMatchObject({
      status: 200,
      body: { to: administrator.email, problem: "not_set", responseCode: null },
    });
  }
  expect((await testMail()).status).toBe(429);
});

/** A mail server that answers each line of the conversation with the next of these. */
async function serveMail(answers: readonly string[]) {
  const server = createServer((socket) => {
    const rest = [...answers];
    const answer = () => void socket.write(`${rest.shift() ?? "421 bye"}\r\n`);
    socket.on("error", () => {});
    socket.on("data", answer);
    answer();
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port was taken");
  return { port: address.port, close: () => server.close() };
}

test("says in words what the mail server rejected, without its answer", async () => {
  const server = await serveMail(["220 hi", "250-hi\r\n250 AUTH PLAIN", "535 bad password hunter2"]);
  const smtpUrl = `smtp://console:hunter2@127.0.0.1:${server.port}?tls=off`;
  setRuntime({ ...runtime, config: { ...runtime.config, smtpUrl } });
  const { body } = await testMail();
  server.close();
  expect(body).toEqual({ to: administrator.email, problem: "credentials", responseCode: 535 });
  const events = await database.prisma.auditEvent.findMany({ where: { action: "mail.test" } });
  expect(events.at(-1)?.changes).toEqual({ reason: "credentials" });
});

test("says that the mail server can't be reached", async () => {
  const server = await serveMail([]);
  server.close();
  const smtpUrl = `smtp://127.0.0.1:${server.port}?tls=off`;
  setRuntime({ ...runtime, config: { ...runtime.config, smtpUrl } });
  expect(await testMail()).toMatchObject({ body: { problem: "unreachable" } });
});
