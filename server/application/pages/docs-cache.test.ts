import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { afterEach, expect, test } from "vitest";
import { createDocsCache, type Render } from "./docs-cache.ts";

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** Serves what the cache answers, and 418 for what it leaves to Next. Records what was rendered. */
async function serve(status = 200) {
  const rendered: { url: string; headers: Readonly<Record<string, string>> }[] = [];
  const render: Render = async (url, headers) => {
    rendered.push({ url, headers });
    await new Promise((resolve) => setImmediate(resolve));
    const body = Buffer.from(`${url} ${headers.cookie ?? ""} ${headers.rsc ?? ""}`);
    return { status, headers: { "content-type": "text/html", "Content-Security-Policy": "own" }, body };
  };
  const docs = createDocsCache(render);
  const turns = { count: 0 };
  const server = createServer(async (request, response) => {
    const { pathname: path, search } = new URL(request.url ?? "", "http://localhost");
    const cookie = request.headers.cookie ?? null;
    const inTurn = <T>(draw: () => Promise<T>) => {
      turns.count += 1;
      return draw();
    };
    const docsRequest = { request, path, search, cookie, origin: "http://localhost:3000", inTurn };
    if (!(await docs.answer(docsRequest, response))) response.writeHead(418).end();
  });
  servers.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port was taken");
  const load = (path: string, init: RequestInit = {}) =>
    fetch(`http://127.0.0.1:${address.port}${path}`, init);
  return { load, rendered, turns };
}

test("renders a page once for all concurrent and later requests", async () => {
  const { load, rendered } = await serve();
  const answers = await Promise.all([load("/docs/a"), load("/docs/a"), load("/docs/a", { method: "HEAD" })]);
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(await (await load("/docs/a")).text()).toBe("/docs/a  ");
  expect(rendered).toHaveLength(1);
});

test("sends 304 to a browser that has the page", async () => {
  const { load } = await serve();
  const first = await load("/docs/a");
  const etag = first.headers.get("etag") ?? "";
  expect(first.headers.get("content-encoding")).toBe("gzip");
  expect(first.headers.get("content-security-policy")).toBe("own");
  const again = await load("/docs/a", { headers: { "If-None-Match": `"other", W/${etag}` } });
  expect(again.status).toBe(304);
  expect((await load("/docs/a", { headers: { "If-None-Match": '"other"' } })).status).toBe(200);
});

test("renders one page per theme, and depends on nothing else", async () => {
  const { load, rendered } = await serve();
  const variants: Record<string, string>[] = [
    {},
    { cookie: "theme=dark" },
    { cookie: "theme=dark; session=one" },
    { cookie: "theme=other" },
    { "user-agent": "other", authorization: "Bearer x" },
  ];
  for (const headers of variants) await load("/docs/a", { headers });
  expect(rendered.map(({ headers }) => headers)).toEqual([
    { host: "localhost:3000" },
    { host: "localhost:3000", cookie: "theme=dark" },
  ]);
});

test("leaves other methods, other queries and failures to Next", async () => {
  const { load, rendered } = await serve();
  for (const path of ["/docs/a?q=1", "/docs/a?_rsc=x"]) expect((await load(path)).status).toBe(418);
  expect((await load("/docs/a", { method: "POST" })).status).toBe(418);
  for (const headers of [{ rsc: "1" }, { "next-url": "/docs" }] as Record<string, string>[]) {
    expect((await load("/docs/a", { headers })).status).toBe(418);
  }
  expect(rendered).toHaveLength(0);
  const failing = await serve(500);
  expect((await failing.load("/docs/a")).status).toBe(418);
});

test("sends a page that does not exist as rendered, and does not cache it", async () => {
  const { load, rendered } = await serve(404);
  for (let i = 0; i < 2; i++) {
    const answer = await load("/docs/a");
    expect(answer.status).toBe(404);
    expect(await answer.text()).toBe("/docs/a  ");
    expect(answer.headers.get("etag")).toBeNull();
    expect(answer.headers.get("cache-control")).toBe("no-store");
  }
  expect(rendered).toHaveLength(2);
});

test("sends uncompressed text to a client that does not accept gzip", async () => {
  const { load } = await serve();
  const plain = await load("/docs/a", { headers: { "Accept-Encoding": "gzip;q=0, identity" } });
  expect(plain.headers.get("content-encoding")).toBeNull();
  expect(await plain.text()).toBe("/docs/a  ");
});

test("renders when it is the browser's turn", async () => {
  const { load, turns } = await serve();
  await Promise.all([load("/docs/a"), load("/docs/a"), load("/docs/b")]);
  await load("/docs/a");
  expect(turns.count).toBe(2);
});
