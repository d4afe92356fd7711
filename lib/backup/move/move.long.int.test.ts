import { rm, writeFile } from "node:fs/promises";
import pg from "pg";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { createPlaces, openMigrated, type Place, type Places } from "#e2e/support/backup/backup-places.ts";
import { runMove } from "#e2e/support/backup/run-backup-command.ts";
import { digestDatabase } from "#e2e/support/database/database-digest.ts";
import {
  createContext,
  createTestRuntime,
  insertKey,
  insertRequest,
  insertTeam,
  type TestTeam,
  userActorOf,
} from "#e2e/support/database/fixtures.ts";
import type { AdminResult } from "#lib/admin/command/admin-command.ts";
import { type Database, listenerName } from "#lib/platform/db/database.ts";
import { getMovedFile } from "#lib/platform/db/open/move-marks.ts";
import { openDatabase } from "#lib/platform/db/open/open-database.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { createLogger } from "#lib/platform/log/log.ts";
import { type InstanceSecrets, loadInstanceSecrets } from "#lib/platform/runtime/instance-secrets.ts";
import { type Config, readConfig } from "#lib/platform/settings/env.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { moveDatabase } from "./move-database.ts";

const logger = createLogger({ level: "silent" });

let places: Places;
let source: Place;
let target: Place;
let secrets: InstanceSecrets;
let team: TestTeam;

beforeAll(async () => {
  places = await createPlaces();
});

async function createOnServer(): Promise<Place> {
  if (places.createOnServer === null) throw new Error("this test needs a server");
  return places.createOnServer();
}

async function writeEvent(database: Database): Promise<void> {
  const runtime = { ...createTestRuntime(database, source.config), secrets };
  const ctx = createContext(runtime, await userActorOf(database, team, team.owner.id));
  await withTransaction(database, (tx) =>
    emitAudit(tx, ctx, {
      teamId: team.id,
      action: "key.create",
      target: { type: "key", id: "key_1" },
      changes: { metadata: { a: [true, null, "ü\n\\ \" '"] } },
    }),
  );
  await runtime.close();
}

/** Enough requests for several parts of a table. */
async function insertRequests(database: Database): Promise<void> {
  const key = await insertKey(database, team, { metadata: { nested: [null, 1e21, "\u2028"] } });
  await insertRequest(database, { teamId: team.id, keyId: key.id });
  await database.pool.query(`
    INSERT INTO request_log SELECT (jsonb_populate_record(r, jsonb_build_object('id', 'req_' || n))).*
    FROM request_log r, generate_series(1, 6000) n`);
}

beforeEach(async () => {
  source = await places.createEmbedded();
  target = await createOnServer();
  const database = await openMigrated(source);
  secrets = await loadInstanceSecrets(source.config);
  team = await insertTeam(database, { name: 'Ünïcode "quoted" \\ team\n' });
  await insertRequests(database);
  for (let position = 0; position < 20; position++) await writeEvent(database);
  await database.close();
});

afterEach(async () => {
  await source.remove();
  await target.remove();
});

function moveToServer(config = source.config): Promise<AdminResult> {
  const url = new URL(target.config.databaseUrl ?? "");
  const standardInput = decodeURIComponent(url.password);
  url.password = "";
  return runMove(config, { options: { to: url.href, password: true }, standardInput });
}

/** Stops like a kill between two steps: at the first line about the progress that starts like this. */
async function interrupt(config: Config, to: { url: string } | "embedded", start: string): Promise<void> {
  const stopping = new AbortController();
  await expect(
    moveDatabase({
      config,
      logger,
      to,
      shownTarget: "the target",
      signal: stopping.signal,
      reportEveryMs: 0,
      report: (text) => {
        if (text.startsWith(start)) stopping.abort();
      },
    }),
  ).rejects.toThrow("aborted");
}

const interruptToServer = (start: string) =>
  interrupt(source.config, { url: target.config.databaseUrl ?? "" }, start);

/** Of everything that is moved. */
async function digest(config: Config): Promise<Record<string, string>> {
  const database = await openDatabase(config, logger);
  const { invalidations, audit_events, audit_heads, ...rest } = await digestDatabase(database);
  await database.close();
  return rest;
}

async function countEvents(config: Config): Promise<Record<string, number>> {
  const database = await openDatabase(config, logger);
  const groups = await database.prisma.auditEvent.groupBy({ by: ["action"], _count: true });
  await database.close();
  return Object.fromEntries(groups.map(({ action, _count }) => [action, _count]));
}

test("moves everything to a server and back, however often it is interrupted", {
  timeout: 240_000,
}, async () => {
  const before = await digest(source.config);
  // Between two parts of a table, again there, and after everything has arrived.
  for (const start of ["Copying request_log", "Copying request_log", "Checking"]) {
    await interruptToServer(start);
  }
  await expect(openDatabase(target.config, logger)).rejects.toThrow("target of an unfinished move");
  const moved = await moveToServer();
  expect(moved.isFine).toBe(true);
  expect(moved.lines.join("\n")).toContain(
    `SESSION_SECRET_FILE=${source.config.dataDirectory}/session-secret`,
  );
  expect(moved.data).toMatchObject({ problems: [], copied: 0 });
  expect(await digest(target.config)).toEqual(before);
  expect(await countEvents(target.config)).toEqual({ "key.create": 20, "backup.move": 1 });

  const onServer = readConfig({
    LOG_LEVEL: "silent",
    DATA_DIR: target.config.dataDirectory,
    DATABASE_URL: target.config.databaseUrl ?? "",
    SESSION_SECRET: secrets.session.join(","),
    AUDIT_SECRET: secrets.audit.join(","),
  });
  await interrupt(onServer, "embedded", "Copying request_log");
  const embedded = { ...onServer, databaseUrl: undefined };
  await expect(openDatabase(embedded, logger)).rejects.toThrow("target of an unfinished move");
  const back = await runMove(onServer, { options: { to: "embedded" } });
  expect(back).toMatchObject({ isFine: true });
  expect(back.lines.join("\n")).toContain("The database on the server is unchanged");
  expect(await digest(embedded)).toEqual(before);
  expect(await countEvents(embedded)).toEqual({ "key.create": 20, "backup.move": 2 });
  await expect(runMove(onServer, { options: { to: "embedded" } })).rejects.toThrow(
    "The database is not empty",
  );
});

test("a console doesn't start on the embedded database that was moved, until a file is deleted", async () => {
  await moveToServer();
  await expect(openDatabase(source.config, logger)).rejects.toThrow("was moved to postgresql://");
  await expect(moveToServer()).rejects.toThrow("was already moved to postgresql://");
  await rm(getMovedFile(source.config.dataDirectory));
  await (await openDatabase(source.config, logger)).close();
  await expect(moveToServer()).rejects.toThrow("The database is not empty");
});

async function changeSource(sql: string): Promise<void> {
  const database = await openDatabase(source.config, logger);
  await database.pool.query(sql);
  await database.close();
}

test("refuses to continue if the source was used in the meantime", { timeout: 180_000 }, async () => {
  await interruptToServer("Copying request_log");
  await changeSource("UPDATE request_log SET outcome = 'OTHER' WHERE id = 'req_1'");
  await expect(moveToServer()).rejects.toThrow("The source was used since the move began");
  const database = await openDatabase(source.config, logger);
  await writeEvent(database);
  await database.close();
  await expect(moveToServer()).rejects.toThrow("the source was used or upgraded since the move began");
  await expect(openDatabase(target.config, logger)).rejects.toThrow("target of an unfinished move");
});

test("compares every row, and finishes after a kill between marking the source and accepting the target", {
  timeout: 180_000,
}, async () => {
  await interruptToServer("Checking");
  await changeSource("UPDATE users SET name = name || '!'");
  await expect(moveToServer()).rejects.toThrow("Rows of the table users differ");
  await changeSource("UPDATE users SET name = left(name, -1)");
  await writeFile(getMovedFile(source.config.dataDirectory), "the target\n");
  for (const { config } of [source, target])
    await expect(openDatabase(config, logger)).rejects.toThrow("move");
  expect(await moveToServer()).toMatchObject({ isFine: true });
  await (await openDatabase(target.config, logger)).close();
});

test("refuses a target that has rows, a target with a running console, and a source with one", async () => {
  const database = await openDatabase(source.config, logger);
  await expect(moveToServer()).rejects.toThrow("is in use by");
  await database.close();

  const listener = new pg.Client({
    connectionString: target.config.databaseUrl,
    application_name: listenerName,
  });
  await listener.connect();
  await expect(moveToServer()).rejects.toThrow("A console is running on this database");
  await expect(runMove(target.config, { options: { to: "embedded" } })).rejects.toThrow(
    "A console is running on this database",
  );
  await listener.end();

  const other = await openMigrated(target);
  await insertTeam(other);
  await other.close();
  await expect(moveToServer()).rejects.toThrow("The database is not empty");
});

test("refuses settings that don't name the source, and a source that no console has used", async () => {
  const embedded = { options: { to: "embedded" } } as const;
  await expect(runMove(source.config, embedded)).rejects.toThrow("DATABASE_URL is not set");
  await expect(moveToServer(target.config)).rejects.toThrow("DATABASE_URL is set");
  const empty = await places.createEmbedded();
  await expect(moveToServer(empty.config)).rejects.toThrow("Start the console once");
  await rm(empty.config.dataDirectory, { recursive: true });
  await expect(moveToServer(empty.config)).rejects.toThrow("There is no database in DATA_DIR");
});

test("an audit log that was broken before is reported, and is broken in the same way", async () => {
  const database = await openDatabase(source.config, logger);
  await database.pool.query("UPDATE audit_events SET action = 'key.delete' WHERE seq = 7");
  await database.close();
  const moved = await moveToServer();
  expect(moved.isFine).toBe(false);
  expect(moved.lines.join("\n")).toContain(`The audit log of ${team.id} is broken at event 7`);
});
