import assert from "node:assert/strict";
import { Agent, get } from "node:http";
import type { ConsoleProcess } from "#e2e/support/servers/console-process.ts";
import { readMetric } from "./fleet.ts";

/** Open connections to an instance, the same number to each of its threads. */
export interface ThreadConnections {
  /** Verifies the key once over each connection. Returns the status codes. */
  ask(secret: string, question: string): Promise<number[]>;
  /** Connections that had to be reopened, and may lead to a different thread since then. */
  countReopened(): number;
  close(): void;
}

interface ConnectOptions {
  threads: number;
  /** How many connections to each thread. */
  each: number;
  /** A key without limits, with which the metrics show which thread answers. */
  secret: string;
}

const identifyingRequests = 20;
const maxConnections = 500;

/**
 * Opens connections until each thread has enough. The metric of each thread's verifications shows which
 * thread a connection leads to, so nothing else may send requests to the instance in the meantime.
 */
export async function connectToThreads(
  instance: ConsoleProcess,
  { threads, each, secret }: ConnectOptions,
): Promise<ThreadConnections> {
  const byThread: Connection[][] = Array.from({ length: threads }, () => []);
  for (let opened = 0; byThread.some((found) => found.length < each); opened++) {
    assert.ok(opened < maxConnections, "a thread gets no connection");
    const connection = openConnection(instance.origin);
    const found = byThread[await identify(instance, connection, { threads, secret })];
    if (found !== undefined && found.length < each) found.push(connection);
    else connection.agent.destroy();
  }
  const connections = byThread.flat();
  return {
    ask: (asked, question) => Promise.all(connections.map((connection) => connection.ask(asked, question))),
    countReopened: () => connections.reduce((sum, { sockets }) => sum + sockets.size - 1, 0),
    close: () => {
      for (const { agent } of connections) agent.destroy();
    },
  };
}

type Connection = ReturnType<typeof openConnection>;

function openConnection(origin: string) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const sockets = new Set<unknown>();
  const ask = (secret: string, question: string): Promise<number> => {
    const headers = { authorization: `Bearer ${secret}` };
    return new Promise((resolve, reject) => {
      const request = get(`${origin}/v1/api/auth?${question}`, { agent, headers }, (response) => {
        response.once("end", () => resolve(response.statusCode ?? 0));
        response.resume();
      });
      request.once("socket", (socket) => sockets.add(socket));
      request.once("error", reject);
    });
  };
  return { agent, sockets, ask };
}

async function identify(
  instance: ConsoleProcess,
  connection: Connection,
  { threads, secret }: Pick<ConnectOptions, "threads" | "secret">,
): Promise<number> {
  const before = await readVerifications(instance, threads);
  for (let asked = 0; asked < identifyingRequests; asked++) {
    assert.equal(await connection.ask(secret, ""), 200);
  }
  const after = await readVerifications(instance, threads);
  return after.findIndex((count, thread) => count - (before[thread] ?? 0) === identifyingRequests);
}

export function readVerifications(instance: ConsoleProcess, threads: number): Promise<number[]> {
  return Promise.all(
    Array.from({ length: threads }, (_, thread) =>
      readMetric(instance, "byteengine_thread_verifications_total", `thread="${thread}"`),
    ),
  );
}

export async function waitForThreads(instance: ConsoleProcess, threads: number): Promise<void> {
  while ((await readMetric(instance, "byteengine_verification_threads ")) < threads) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
