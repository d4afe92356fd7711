import { createHash } from "node:crypto";
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
])("rejects COPY FROM STDIN %s and keeps answering", async (_, copy) => {
  const external = await openOutsider();
  await expect(copy(external)).rejects.toThrow("does not support COPY FROM STDIN; use INSERT");
  await expectAnswering();
  expect((await external.query("SELECT 'copy from stdin' AS text")).rows).toEqual([
    { text: "copy from stdin" },
  ]);
});

test("rolls back a transaction that an external client leaves open, and sends it the reason", async () => {
  const external = await openOutsider();
  await external.query("BEGIN");
  await external.query("INSERT INTO things VALUES (1)");
  expect((await own.query("SELECT count(*)::int AS n FROM things")).rows).toEqual([{ n: 0 }]);
  await expect(external.query("COMMIT")).rejects.toThrow(/idle for too long|terminated|ended|not queryable/);
});

test("ends an external transaction that stays busy for too long", async () => {
  const external = await openOutsider();
  await external.query("BEGIN");
  const waiting = own.query("SELECT 1");
  const keepBusy = async () => {
    for (let count = 0; count < 100; count++) {
      await external.query("SELECT 1");
      await wait(50);
    }
  };
  await expect(keepBusy()).rejects.toThrow();
  await waiting;
});

test("allows the console's own transactions to take longer than an external client's", async () => {
  await own.query("BEGIN");
  await wait(limits.idleMs.outside * 2);
  await own.query("COMMIT");
});

test("rolls back the open transaction of a client that disconnects", async () => {
  const external = await openOutsider();
  await external.query("BEGIN");
  await external.query("INSERT INTO things VALUES (2)");
  await external.end();
  expect((await own.query("SELECT count(*)::int AS n FROM things")).rows).toEqual([{ n: 0 }]);
});

test("does not leak an external client's settings, and keeps the console's transaction when that client disconnects", async () => {
  const external = await openOutsider();
  await external.query("SET default_transaction_read_only = on");
  await external.query("SET search_path = nowhere");
  await own.query("BEGIN");
  await own.query("INSERT INTO things VALUES (3)");
  await external.end();
  await wait(50);
  await own.query("DELETE FROM things");
  await own.query("COMMIT");
  await expectAnswering();
});

test("does not mix the statements of concurrent clients", async () => {
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
  ["a message of invalid length", Buffer.from([0x51, 0xff, 0xff, 0xff, 0xff])],
])("closes only the connection that sends %s", async (_, bytes) => {
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

test("sends a response that is larger than the socket's buffer unchanged", async () => {
  const text = "SELECT md5(i::text) AS digest FROM generate_series(1, 100000) AS i";
  const [large, other] = await Promise.all([own.query(text), openOutsider()]);
  const { rows } = await other.query(
    `SELECT md5(string_agg(digest, '')) AS digest FROM (${text} ORDER BY i) AS all_rows`,
  );
  const received = createHash("md5");
  for (const { digest } of large.rows) received.update(String(digest));
  expect(received.digest("hex")).toBe(rows[0]?.digest);
});

test("reports too many connections", async () => {
  const clients = await Promise.all(Array.from({ length: 7 }, () => openClient()));
  await expect(openClient()).rejects.toThrow("allows 8 connections");
  await Promise.all(clients.map((client) => client.end()));
});
