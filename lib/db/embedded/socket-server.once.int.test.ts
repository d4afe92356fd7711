import { mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { PGlite } from "@electric-sql/pglite";
import pg from "pg";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { consoleApplicationName, serveEngine } from "./socket-server.ts";
import { createMessage } from "./wire-protocol.ts";

const limits = { idleMs: { console: 2_000, outside: 300 }, transactionMs: 1_500 };

let db: PGlite;
let directory: string;
let server: { stop: () => Promise<void> };
let own: pg.Client;

beforeAll(async () => {
  db = await PGlite.create();
  directory = await mkdtemp(join(tmpdir(), "socket-server-"));
  const engine = {
    run: (messages: Uint8Array, onAnswer: (bytes: Uint8Array) => void) =>
      db.runExclusive(() => db.execProtocolRawStream(messages, { onRawData: onAnswer })),
    isInTransaction: () => db.isInTransaction(),
  };
  server = await serveEngine(engine, join(directory, ".s.PGSQL.5432"), limits);
  own = await openClient({ application_name: consoleApplicationName });
  await own.query("CREATE TABLE things (id int)");
});

afterAll(async () => {
  await own.end();
  await own.end();
  await server.stop();
  await db.close();
  await rm(directory, { recursive: true });
});

async function openClient(config: pg.ClientConfig = {}): Promise<pg.Client> {
  const client = new pg.Client({ host: directory, user: "postgres", database: "postgres", ...config });
  client.on("error", () => {});
  await client.connect();
  return client;
}

async function openOutsider(): Promise<pg.Client> {
  const client = await openClient({ application_name: "psql" });
  onTestFinished(() => client.end());
  return client;
}

async function expectAnswering(): Promise<void> {
  expect((await own.query("SELECT 42 AS n")).rows).toEqual([{ n: 42 }]);
}

test.each([
  ["as text", (client: pg.Client) => client.query("COPY things FROM STDIN")],
  [
    "among other statements",
    (client: pg.Client) => client.query("SELECT 1; COPY things FROM stdin; SELECT 2"),
  ],
  [
    "prepared",
    (client: pg.Client) => client.query({ name: "copy", text: "copy things from STDIN", values: [] }),
  ],
])("refuses COPY FROM STDIN %s and goes on answering", async (_, copy) => {
  const outsider = await openOutsider();
  await expect(copy(outsider)).rejects.toThrow("cannot take COPY FROM STDIN; use INSERT");
  await expectAnswering();
  expect((await outsider.query("SELECT 'copy from stdin' AS text")).rows).toEqual([
    { text: "copy from stdin" },
  ]);
});

test("rolls back a transaction that an outside client leaves open, and tells it why", async () => {
  const outsider = await openOutsider();
  await outsider.query("BEGIN");
  await outsider.query("INSERT INTO things VALUES (1)");
  expect((await own.query("SELECT count(*)::int AS n FROM things")).rows).toEqual([{ n: 0 }]);
  await expect(outsider.query("COMMIT")).rejects.toThrow(/idle for too long|terminated|ended|not queryable/);
});

test("ends an outside transaction that stays busy for too long", async () => {
  const outsider = await openOutsider();
  await outsider.query("BEGIN");
  const waiting = own.query("SELECT 1");
  const keepBusy = async () => {
    for (let count = 0; count < 100; count++) {
      await outsider.query("SELECT 1");
      await wait(50);
    }
  };
  await expect(keepBusy()).rejects.toThrow();
  await waiting;
});

test("lets the console's own transactions take longer than an outside client's", async () => {
  await own.query("BEGIN");
  await wait(limits.idleMs.outside * 2);
  await own.query("COMMIT");
});

test("rolls back what a client had open when it disappears", async () => {
  const outsider = await openOutsider();
  await outsider.query("BEGIN");
  await outsider.query("INSERT INTO things VALUES (2)");
  await outsider.end();
  expect((await own.query("SELECT count(*)::int AS n FROM things")).rows).toEqual([{ n: 0 }]);
});

test("keeps an outside client's settings from everyone else, and its leaving from a transaction of ours", async () => {
  const outsider = await openOutsider();
  await outsider.query("SET default_transaction_read_only = on");
  await outsider.query("SET search_path = nowhere");
  await own.query("BEGIN");
  await own.query("INSERT INTO things VALUES (3)");
  await outsider.end();
  await wait(50);
  await own.query("DELETE FROM things");
  await own.query("COMMIT");
  await expectAnswering();
});

test("does not mix the statements of clients that ask at once", async () => {
  const outsiders = [await openOutsider(), await openOutsider(), await openOutsider(), own];
  await Promise.all(
    outsiders.map(async (client, index) => {
      for (let count = 0; count < 50; count++) {
        const { rows } = await client.query("SELECT $1::int AS n", [index]);
        expect(rows).toEqual([{ n: index }]);
      }
    }),
  );
});

test.each([
  ["an unknown message", createMessage("z", "?")],
  ["a message of impossible length", Buffer.from([0x51, 0xff, 0xff, 0xff, 0xff])],
])("ends a connection that sends %s, and nothing else", async (_, bytes) => {
  const socket = connect(join(directory, ".s.PGSQL.5432"));
  const startup = Buffer.from("\0\0\0\x17\0\x03\0\0user\0postgres\0\0", "latin1");
  startup.writeInt32BE(startup.length, 0);
  let answer = "";
  socket.on("data", (chunk) => {
    answer += String(chunk);
  });
  socket.write(Buffer.concat([startup, bytes]));
  await new Promise((resolve) => socket.once("close", resolve));
  expect(answer).toContain("08P01");
  await expectAnswering();
});

test("says that there are too many connections", async () => {
  const clients = await Promise.all(Array.from({ length: 7 }, () => openClient()));
  await expect(openClient()).rejects.toThrow("serves 8 connections");
  await Promise.all(clients.map((client) => client.end()));
});
