// Sends requests at a steady rate, independent of the responses: RATE per second for SECONDS, over
// CONNECTIONS, with the keys in the file KEYS in turn. Prints its figures as JSON. While all connections are
// busy, a request waits, and the wait counts as part of its time.
import { readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";

const {
  ORIGIN = "",
  TARGET_PATH = "/",
  KEYS = "",
  RATE = "1000",
  SECONDS = "1",
  CONNECTIONS = "64",
} = process.env;
const { hostname, port, host } = new URL(ORIGIN);
const keys = readFileSync(KEYS, "utf8").split("\n").filter(Boolean);
const rate = Number(RATE);
const durationMs = Number(SECONDS) * 1000;
const drainMs = 5_000;

const latencies: number[] = [];
let sent = 0;
let errors = 0;
let rejected = 0;

interface Connection {
  socket: Socket;
  received: string;
  /** When the current request was due. */
  dueAtMs: number;
}

const idle: Connection[] = [];
const waiting: number[] = [];
let busy = 0;

function send(connection: Connection, dueAtMs: number): void {
  connection.dueAtMs = dueAtMs;
  connection.received = "";
  busy += 1;
  const key = keys[sent++ % keys.length];
  connection.socket.write(
    `GET ${TARGET_PATH} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${key}\r\n\r\n`,
    "latin1",
  );
}

function receive(connection: Connection, chunk: string): void {
  connection.received += chunk;
  const { received } = connection;
  const headEnd = received.indexOf("\r\n\r\n");
  if (headEnd === -1) return;
  const length = Number(/\r\ncontent-length: (\d+)/i.exec(received)?.[1] ?? 0);
  if (received.length < headEnd + 4 + length) return;
  latencies.push(performance.now() - connection.dueAtMs);
  if (Number(received.slice(9, 12)) >= 400) rejected += 1;
  busy -= 1;
  const dueAtMs = waiting.shift();
  if (dueAtMs === undefined) idle.push(connection);
  else send(connection, dueAtMs);
}

function open(): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port), noDelay: true });
    const connection: Connection = { socket, received: "", dueAtMs: 0 };
    socket.setEncoding("latin1");
    socket.on("data", (chunk) => receive(connection, String(chunk)));
    socket.on("error", () => {
      errors += 1;
    });
    socket.once("connect", () => {
      idle.push(connection);
      resolve();
    });
  });
}

await Promise.all(Array.from({ length: Number(CONNECTIONS) }, open));
const startedAtMs = performance.now();
let due = 0;

/** Requests due since the last call count as due now: a late timer in this process is not the server's fault. */
function sendDue(): void {
  const nowMs = performance.now();
  const total = Math.floor((Math.min(nowMs - startedAtMs, durationMs) * rate) / 1000);
  for (; due < total; due++) {
    const connection = idle.pop();
    if (connection === undefined) waiting.push(nowMs);
    else send(connection, nowMs);
  }
  const isOver = nowMs - startedAtMs > durationMs;
  if (isOver && (busy === 0 || nowMs - startedAtMs > durationMs + drainMs)) finish(nowMs);
  else setTimeout(sendDue, 1);
}

function finish(nowMs: number): void {
  latencies.sort((first, second) => first - second);
  const percentile = (share: number) => latencies[Math.floor(latencies.length * share)] ?? 0;
  const unanswered = due - latencies.length;
  const perSecond = latencies.length / ((nowMs - startedAtMs) / 1000);
  const result = {
    perSecond,
    p50Ms: percentile(0.5),
    p99Ms: percentile(0.99),
    errors: errors + unanswered,
    rejected,
  };
  process.stdout.write(JSON.stringify(result), () => process.exit(0));
}

sendDue();
