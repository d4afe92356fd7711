import { once } from "node:events";
import { type IncomingMessage, request as sendOverHttp } from "node:http";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { createTestRuntime } from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import type { Application } from "../http/application.ts";
import { createBusyError } from "../http/busy-error.ts";
import { createHttpServer, listen } from "../http/http-server.ts";
import { createFront } from "./create-front.ts";
import type { PagePace } from "./page-pace.ts";

let database: Database;
let runtime: Runtime & { usage: { stop: () => Promise<void> } };

beforeAll(async () => {
  database = await openTestDatabase();
  runtime = createTestRuntime(database);
});

afterAll(async () => {
  await runtime.usage.stop();
  await database.close();
});

/** A front whose pages take their turns from `pace`. Returns its port and the paths that it passed on. */
async function startFront(pace: PagePace): Promise<{ port: number; passedOn: string[] }> {
  const passedOn: string[] = [];
  const application: Application = {
    handle: (_request, response, _client, { path }) => {
      passedOn.push(path);
      response.end("a page");
    },
    isReady: () => true,
    report: async () => null,
    close: async () => {},
  };
  const server = createHttpServer(runtime.config, createFront(runtime, application, undefined, pace));
  await listen(server, { host: "127.0.0.1", port: 0 });
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { port: Number(Object(server.address()).port), passedOn };
}

const getPage = (port: number, accept: string) =>
  sendOverHttp({ port, path: "/sign-in", headers: { accept } }).end();

test.each([
  ["text/html", /<h1/],
  ["application/json", /"code":"service_unavailable"/],
])("answers a page that gets no turn with 503 and Retry-After, as %s", async (accept, body) => {
  const { port, passedOn } = await startFront({ wait: () => Promise.reject(createBusyError()) });
  const [response]: IncomingMessage[] = await once(getPage(port, accept), "response");
  if (response === undefined) throw new Error("no response");
  expect(response.statusCode).toBe(503);
  expect(response.headers["retry-after"]).toBe("5");
  expect(await text(response)).toMatch(body);
  expect(passedOn).toEqual([]);
});

test("passes on nothing for a client that left while its page waited", async () => {
  const waiting = Promise.withResolvers<AbortSignal>();
  const turn = Promise.withResolvers<void>();
  const { port, passedOn } = await startFront({
    wait: (_, gone) => {
      waiting.resolve(gone);
      return turn.promise;
    },
  });
  const sent = getPage(port, "text/html").on("error", () => {});
  const gone = await waiting.promise;
  const left = once(gone, "abort");
  sent.destroy();
  await left;
  turn.resolve();
  await new Promise((resolve) => setImmediate(resolve));
  expect(passedOn).toEqual([]);
});
