import { once } from "node:events";
import { type IncomingMessage, request as sendOverHttp } from "node:http";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { createSessionCookie } from "#e2e/support/access/api-caller.ts";
import { createTestRuntime, insertTeam } from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { type Runtime, setRuntime } from "#lib/platform/runtime/runtime.ts";
import { createFront } from "#server/front/create-front.ts";
import type { PagePace } from "#server/front/page-pace.ts";
import { createHttpServer, listen } from "#server/http/http-server.ts";
import { chooseTurn } from "#server/http/request/find-browser.ts";
import { createApplication } from "../create-application.ts";
import { createPageGate } from "./page-gate.ts";
import type { Pages } from "./pages.ts";

let database: Database;
let runtime: Runtime;
let cookie: string;
let port: number;
let stop: () => void;

/** Pages in place of Next's: each is being rendered until the test finishes it. */
let rendering: { url: string; finish: () => void; fail: () => void }[];
let most: number;

/** How many requests for pages have reached the gate. */
let atGate: number;

const countTurn: typeof chooseTurn = async (...parameters) => {
  const turn = await chooseTurn(...parameters);
  atGate++;
  return turn;
};

/** Without the pace, whose limit would delay pages before the gate. */
const noPace: PagePace = { wait: async () => {} };

/** What the next pages do instead. */
let stalledPages: Pages["handle"][];

const pages: Pages = {
  handle: async (request, response) => {
    const stalled = stalledPages.pop();
    if (stalled !== undefined) return stalled(request, response);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const page = { url: request.url ?? "", finish: resolve, fail: () => reject(new Error("no")) };
    rendering.push(page);
    most = Math.max(most, rendering.length);
    try {
      await promise;
      response.end("a page");
    } finally {
      rendering.splice(rendering.indexOf(page), 1);
    }
  },
  close: async () => {},
};

beforeAll(async () => {
  database = await openTestDatabase();
});

beforeEach(async () => {
  rendering = [];
  stalledPages = [];
  most = 0;
  atGate = 0;
  // Clients with many IP addresses, all of them in this process.
  runtime = createTestRuntime(database, { trustedProxyHops: 1 });
  setRuntime(runtime);
  const team = await insertTeam(database);
  ({ cookie } = await createSessionCookie(database, runtime, team.owner.id));
  const application = createApplication(runtime, () => pages, createPageGate(runtime, countTurn));
  const server = createHttpServer(runtime.config, createFront(runtime, application, undefined, noPace));
  await listen(server, { host: "127.0.0.1", port: 0 });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port was taken");
  port = address.port;
  stop = () => {
    server.closeAllConnections();
    server.close();
  };
});

afterEach(async () => {
  stop();
  await runtime.usage.stop();
});

afterAll(async () => {
  setRuntime(undefined);
  await database.close();
});

interface OpenedPage {
  answered: Promise<IncomingMessage>;
  leave: () => void;
}

function openPage(
  path: string,
  from: { address?: string; cookie?: string; accept?: string } = {},
): OpenedPage {
  const request = sendOverHttp({
    agent: false,
    host: "127.0.0.1",
    port,
    path,
    headers: {
      accept: from.accept ?? "text/html",
      "x-forwarded-for": from.address ?? "203.0.113.9",
      ...(from.cookie === undefined ? {} : { cookie: from.cookie }),
    },
  });
  request.on("error", () => {});
  request.end();
  const answered = once(request, "response").then(([response]) => response as IncomingMessage);
  answered.catch(() => {});
  return { answered, leave: () => request.destroy() };
}

async function readText(answer: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of answer) text += String(chunk);
  return text;
}

/** Waits for a condition that has no fixed time. */
function until(check: () => void): Promise<void> {
  return vi.waitFor(check, { timeout: 20_000, interval: 5 });
}

function isDrawn(url: string): boolean {
  return rendering.some((page) => page.url === url);
}

test("of a hundred clients with one IP address, four pages are rendered at once, and other clients get their turn", async () => {
  const crowd = Array.from({ length: 100 }, () => openPage("/sign-in"));
  await until(() => expect(rendering).toHaveLength(4));
  const person = openPage("/person", { cookie });
  const stranger = openPage("/stranger", { address: "198.51.100.7" });
  await until(() => expect(atGate).toBe(102));
  // Files, sign-in and health do not wait.
  for (const path of ["/_next/static/a.js", "/api/auth/session"]) {
    const passing = openPage(path);
    await until(() => expect(isDrawn(path)).toBe(true));
    rendering.find(({ url }) => url === path)?.finish();
    expect((await passing.answered).statusCode).toBe(200);
  }
  most = 0;
  expect((await openPage("/livez").answered).statusCode).toBe(200);
  // The lanes take turns, and so do the addresses within one: each of the three gets one place.
  const [first, second, third] = rendering;
  first?.finish();
  second?.fail();
  third?.finish();
  await until(() => expect([isDrawn("/person"), isDrawn("/stranger")]).toEqual([true, true]));
  let open = true;
  const finishing = (async () => {
    while (open) {
      rendering[0]?.finish();
      await new Promise((resolve) => setImmediate(resolve));
    }
  })();
  const statuses = (await Promise.all(crowd.map(({ answered }) => answered))).map(
    ({ statusCode }) => statusCode,
  );
  expect((await person.answered).statusCode).toBe(200);
  expect((await stranger.answered).statusCode).toBe(200);
  open = false;
  await finishing;
  expect(most).toBeLessThanOrEqual(4);
  expect(statuses.filter((status) => status === 500)).toHaveLength(1);
});

test("answers a page with 503 and Retry-After when the queue is full", async () => {
  const crowd = Array.from({ length: 404 }, () => openPage("/sign-in"));
  const rejected: IncomingMessage[] = [];
  const more = ["text/html", "application/json"].map((accept) => openPage("/sign-in", { accept }));
  for (const { answered } of [...crowd, ...more]) {
    answered.then((answer) => rejected.push(answer)).catch(() => {});
  }
  await until(() => expect(rejected).toHaveLength(2));
  for (const answer of rejected) {
    expect(answer.statusCode).toBe(503);
    expect(answer.headers["retry-after"]).toBe("5");
    expect(await readText(answer)).toContain("The console is busy. Try again in 5 seconds.");
  }
  // Another client still gets a place, and the one with the most waiting requests loses one.
  const stranger = openPage("/stranger", { address: "198.51.100.7" });
  await until(() => expect(rejected).toHaveLength(3));
  // Clients that disconnect leave the queue.
  for (const { leave } of crowd) leave();
  await until(() => {
    rendering.find(({ url }) => url === "/sign-in")?.finish();
    expect(isDrawn("/stranger")).toBe(true);
  });
  rendering.find(({ url }) => url === "/stranger")?.finish();
  expect((await stranger.answered).statusCode).toBe(200);
});

test("a page that waits for its reader does not delay others", async () => {
  const slow: Pages["handle"] = async (_, response) => {
    const part = "x".repeat(1_000_000);
    const closed = once(response, "close");
    while (!response.destroyed) {
      if (!response.write(part)) await Promise.race([once(response, "drain"), closed]);
    }
  };
  const stalled = Array.from({ length: 4 }, () => {
    stalledPages.push(slow);
    return openPage("/slow");
  });
  for (const { answered } of stalled) (await answered).pause();
  const next = openPage("/next");
  await until(() => expect(isDrawn("/next")).toBe(true));
  rendering[0]?.finish();
  expect((await next.answered).statusCode).toBe(200);
  for (const { leave } of stalled) leave();
});
