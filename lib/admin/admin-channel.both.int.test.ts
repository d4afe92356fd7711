import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { sendAdminCommand } from "#e2e/support/admin/send-admin-command.ts";
import { createTestRuntime, insertUser } from "#e2e/support/database/fixtures.ts";
import { openBareDatabase } from "#e2e/support/database/test-database.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { applyMigrations } from "#lib/platform/db/migrations/migrations.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { openAdminChannel, sendToRunningServer } from "./admin-channel.ts";

let database: Database;
let runtime: Runtime;
let dataDirectory: string;
let channel: { close: () => Promise<void> };

beforeAll(async () => {
  ({ database } = await openBareDatabase());
  dataDirectory = await mkdtemp(join(tmpdir(), "admin-"));
  runtime = createTestRuntime(database, { dataDirectory });
  await applyMigrations(database, runtime.logger);
  channel = await openAdminChannel(runtime);
});

afterAll(async () => {
  await channel.close();
  await runtime.close();
  await database.close();
  await rm(dataDirectory, { recursive: true });
});

const sendCommand = (...words: string[]) => sendAdminCommand(dataDirectory, ...words);

test("only its own user can open the channel", async () => {
  expect((await stat(join(dataDirectory, "admin.sock"))).mode & 0o777).toBe(0o600);
});

test("runs a command inside the server", async () => {
  const answer = await sendCommand("migrate", "status");
  expect(answer?.exitCode).toBe(0);
  expect(answer?.lines.at(-1)).toBe("The database is up to date.");
});

test.each([
  [["what"], "Usage: npm run admin -- COMMAND", 2],
  [["migrate", "resolve"], "Usage: npm run admin -- migrate resolve NAME", 2],
  [["migrate", "resolve", "a", "b"], "Usage: npm run admin -- migrate resolve NAME", 2],
  [["migrate", "status", "--what"], "Unknown option '--what'", 2],
  [["migrate", "resolve", "nothing"], 'There is no migration "nothing"', 1],
  [["toString"], "Usage: npm run admin -- COMMAND", 2],
])("answers %j with an error or the usage", async (words, line, exitCode) => {
  const answer = await sendCommand(...words);
  expect(answer?.exitCode).toBe(exitCode);
  expect(answer?.lines.join("\n")).toContain(line);
});

test("records a migration whose changes are already in the database", async () => {
  // It creates a table, so it cannot be applied twice.
  const name = "20261123182627_usage_days";
  await database.pool.query("DELETE FROM _prisma_migrations WHERE migration_name = $1", [name]);
  expect((await sendCommand("migrate", "status"))?.lines).toContain(`pending  ${name}`);
  const failed = await sendCommand("migrate", "apply");
  expect(failed).toMatchObject({ exitCode: 1 });
  expect(failed?.lines.join("\n")).toContain(`Migration ${name} failed`);
  expect((await sendCommand("migrate", "status"))?.lines.join("\n")).toContain(
    "`npm run admin -- migrate resolve NAME`",
  );
  expect((await sendCommand("migrate", "resolve", name))?.exitCode).toBe(0);
  expect((await sendCommand("migrate", "resolve", name))?.lines).toEqual([`${name} is already applied`]);
  expect((await sendCommand("migrate", "status"))?.lines.at(-1)).toBe("The database is up to date.");
});

test("answers with data for programs, too", async () => {
  const answer = await sendCommand("migrate", "status");
  expect(answer?.data).toMatchObject({ pending: [], running: [] });
});

test("a client that goes away interrupts its command", async () => {
  const interruption = new AbortController();
  const sending = sendToRunningServer(dataDirectory, ["migrate", "apply"], {
    standardInput: "",
    workingDirectory: dataDirectory,
    report: () => {},
    signal: interruption.signal,
  });
  interruption.abort();
  await expect(sending).rejects.toThrow("The command was interrupted.");
});

test("a console that ends before its answer is an error, not a wait", async () => {
  const directory = await mkdtemp(join(tmpdir(), "admin-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  const dying = createServer((socket) => void socket.once("data", () => socket.destroy()));
  dying.listen(join(directory, "admin.sock"));
  await once(dying, "listening");
  onTestFinished(() => void dying.close());
  await expect(sendAdminCommand(directory, "migrate", "status")).rejects.toThrow(
    "it stopped before the command ended",
  );
});

test("refuses to write where the client sees another folder, such as a /tmp of the service's own", async () => {
  const { id } = await insertUser(database);
  const send = async (folder: string | null) => {
    const socket = connect(join(dataDirectory, "admin.sock"));
    const folders = { [dataDirectory]: folder };
    const words = ["users", "export", id, "person.json"];
    socket.write(
      `${JSON.stringify({ words, standardInput: "", workingDirectory: dataDirectory, folders })}\n`,
    );
    return JSON.parse(await text(socket));
  };
  expect(await send("1:1")).toMatchObject({ exitCode: 1, lines: [expect.stringContaining("under systemd")] });
  expect(existsSync(join(dataDirectory, "person.json"))).toBe(false);
  expect(await sendCommand("users", "export", id, "person.json")).toMatchObject({ exitCode: 0 });
});

test("keeps working after an invalid request", async () => {
  const socket = connect(join(dataDirectory, "admin.sock"));
  socket.end("not JSON\n");
  await new Promise((resolve) => socket.resume().once("close", resolve));
  expect((await sendCommand("migrate", "status"))?.exitCode).toBe(0);
});

test("a second instance in the directory keeps the first one's channel", async () => {
  const second = await openAdminChannel(runtime);
  await second.close();
  expect((await sendCommand("migrate", "status"))?.exitCode).toBe(0);
});

test("returns null when no server runs, and replaces a dead socket", async () => {
  const directory = await mkdtemp(join(tmpdir(), "admin-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  expect(await sendAdminCommand(directory, "migrate", "status")).toBe(null);
  await writeFile(join(directory, "admin.sock"), "");
  const opened = await openAdminChannel({
    ...runtime,
    config: { ...runtime.config, dataDirectory: directory },
  });
  expect((await sendAdminCommand(directory, "migrate", "status"))?.exitCode).toBe(0);
  await opened.close();
});

test("a client that never ends its side does not delay a stop", async () => {
  const directory = await mkdtemp(join(tmpdir(), "admin-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  const opened = await openAdminChannel({
    ...runtime,
    config: { ...runtime.config, dataDirectory: directory },
  });
  const silent = connect(join(directory, "admin.sock"));
  // The server closes its connection.
  silent.on("error", () => {});
  onTestFinished(() => void silent.destroy());
  await once(silent, "connect");
  silent.write('{"words":["migrate"');
  const startedAt = performance.now();
  await opened.close();
  expect(performance.now() - startedAt).toBeLessThan(1_500);
});
