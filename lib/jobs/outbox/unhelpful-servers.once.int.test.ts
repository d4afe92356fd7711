import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { createTestRuntime, insertUser } from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { minuteMs } from "#lib/domain/common/durations.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { asDatabaseTime } from "#lib/platform/db/database-time.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { notify } from "#lib/services/notices/notify.ts";
import { sendDueMails } from "./send-due-mails.ts";
import { startOutbox } from "./start-outbox.ts";

let database: Database;
const closings: (() => void)[] = [];

beforeAll(async () => {
  database = await openTestDatabase();
});

beforeEach(async () => {
  await database.prisma.outboxMail.deleteMany();
});

afterEach(() => {
  for (const close of closings.splice(0)) close();
});

afterAll(() => database.close());

const now = new Date("2026-03-01T12:10:00Z");

/** A server that handles each connection in this way, and how many there were. */
async function startServer(handle: (socket: Socket) => void) {
  const seen = { connections: 0 };
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    seen.connections++;
    sockets.add(socket);
    socket.on("error", () => {});
    handle(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  closings.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { seen, port: (server.address() as AddressInfo).port };
}

/** A mail server that gives this answer to a command, and 250 to all others. */
function answer(command: string, reply: string) {
  return startServer((socket) => {
    socket.write("220 mail.example\r\n");
    socket.on("data", (chunk) => {
      for (const line of String(chunk).split("\r\n").slice(0, -1)) {
        if (line.startsWith(command)) socket.write(`${reply}\r\n`);
        else socket.write(line.startsWith("EHLO") ? "250-mail.example\r\n250 AUTH PLAIN\r\n" : "250 OK\r\n");
      }
    });
  });
}

function createRuntime(port: number, credentials = ""): Runtime {
  return createTestRuntime(database, { smtpUrl: `smtp://${credentials}127.0.0.1:${port}` });
}

async function addMails(runtime: Runtime, count: number): Promise<void> {
  const users = await Promise.all(Array.from({ length: count }, () => insertUser(database)));
  const receivers = users.map((user) => ({ ...user, emailVerifiedAt: now }));
  await withTransaction(database, (tx) =>
    notify(tx, { runtime, now }, { kind: "password_changed", receivers, data: { method: "password" } }),
  );
}

const send = (runtime: Runtime) => sendDueMails(runtime, async () => asDatabaseTime(now.getTime()));

test("does not connect again and again to a server that closes each connection at once", async () => {
  const { port, seen } = await startServer((socket) => socket.end());
  const runtime = createRuntime(port);
  await addMails(runtime, 30);
  expect(await send(runtime)).toMatchObject({ failed: 1, isServerAway: true });
  expect(seen.connections).toBe(1);
});

test.each([
  ["AUTH", "535 5.7.8 Wrong credentials", "user:wrong@"],
  ["MAIL", "421 4.7.0 Too many emails", ""],
])("leaves the server alone after it answers to %s with %s", async (command, reply, credentials) => {
  const { port, seen } = await answer(command, reply);
  const runtime = createRuntime(port, credentials);
  await addMails(runtime, 30);
  expect(await send(runtime)).toMatchObject({ failed: 1, isServerAway: true });
  expect(seen.connections).toBe(1);
});

test("tries all emails if the server only rejects their recipients", async () => {
  const { port } = await answer("RCPT", "550 5.1.1 Unknown");
  const runtime = createRuntime(port);
  await addMails(runtime, 30);
  expect(await send(runtime)).toMatchObject({ failed: 30, isServerAway: false });
});

test.each([
  ["550 5.1.1 Unknown", 4, "given_up"],
  ["450 4.2.0 Try again later", 6, null],
])("attempts an email that the server answers with %s %i times", async (reply, attempts, outcome) => {
  const { port } = await answer("RCPT", reply);
  const runtime = createRuntime(port);
  await addMails(runtime, 1);
  for (let hour = 0; hour < 6; hour++) {
    await sendDueMails(runtime, async () => asDatabaseTime(now.getTime() + hour * 60 * minuteMs));
  }
  expect(await database.prisma.outboxMail.findMany()).toMatchObject([{ attempts, outcome }]);
});

test("takes no more than a batch, also with a plan for a nearly empty table", async () => {
  const { port } = await startServer((socket) => socket.end());
  const runtime = createRuntime(port);
  await database.prisma.$executeRaw`VACUUM FULL outbox_mails`;
  await addMails(runtime, 1);
  await database.prisma.$executeRaw`ANALYZE outbox_mails`;
  await addMails(runtime, 30);
  await send(runtime);
  expect(await database.prisma.outboxMail.count({ where: { attempts: { gt: 0 } } })).toBe(1);
});

test("a former address that rejects emails does not delay those to the current one", async () => {
  const { port } = await answer("RCPT TO:<former", "550 5.1.1 Unknown");
  const runtime = createRuntime(port);
  const user = await insertUser(database);
  const tell = (email: string) =>
    withTransaction(database, (tx) =>
      notify(
        tx,
        { runtime, now },
        {
          kind: "password_changed",
          receivers: [{ ...user, email, emailVerifiedAt: now }],
          data: { method: "password" },
        },
      ),
    );
  await tell("former@example.com");
  await send(runtime);
  await tell(user.email);
  await send(runtime);
  expect(
    await database.prisma.outboxMail.findMany({
      orderBy: { id: "asc" },
      select: { recipient: true, attempts: true },
    }),
  ).toEqual([
    { recipient: "former@example.com", attempts: 1 },
    { recipient: user.email, attempts: 1 },
  ]);
});

test("stops while the server says nothing", async () => {
  const { port, seen } = await startServer(() => {});
  const runtime = createRuntime(port);
  await addMails(runtime, 1);
  await database.prisma.outboxMail.updateMany({
    data: { nextAttemptAt: new Date(Date.now() - minuteMs) },
  });
  const outbox = startOutbox(runtime);
  await expect.poll(() => seen.connections).toBe(1);
  const startedAt = performance.now();
  await outbox.stop();
  expect(performance.now() - startedAt).toBeLessThan(1_500);
});
