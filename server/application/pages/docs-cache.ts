import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { readTheme, themeCookie } from "#components/ui/theme/theme.ts";
import { parseCookies } from "#lib/auth/session/cookies.ts";
import { BoundedMap } from "#lib/domain/common/bounded-map.ts";
import { acceptsGzip } from "./accept-encoding.ts";

const compress = promisify(gzip);

/** A rendered docs page, or the rendered "not found" page. */
interface RenderedPage {
  status: 200 | 404;
  /** Without the headers that belong to one response or one connection. */
  headers: Readonly<Record<string, string>>;
  body: Buffer;
  compressed: Buffer;
  etag: string;
}

/** Enough for all guides in every theme, under several host names. */
const maxPages = 200;
const maxKeyLength = 1_024;

/** The headers on which Next renders a different response for its own client. */
const clientHeaders = [
  "rsc",
  "next-router-state-tree",
  "next-router-prefetch",
  "next-router-segment-prefetch",
  "next-url",
] as const;

export interface DocsRequest {
  request: IncomingMessage;
  path: string;
  search: string;
  cookie: string | null;
  /** This console's origin as the browser sees it; the examples in the guides contain it. */
  origin: string;
  /** Runs `render` when it is this browser's turn. It may also reject. */
  inTurn: <T>(render: () => Promise<T>) => Promise<T>;
}

/** Renders a page for these headers. The returned headers include the policy with the page's nonce. */
export type Render = (
  url: string,
  headers: Readonly<Record<string, string>>,
) => Promise<{ status: number; headers: Readonly<Record<string, string>>; body: Buffer }>;

/** The headers that a docs page depends on, or null if the request may depend on others. */
function pickHeaders({ request, search, cookie, origin }: DocsRequest): Record<string, string> | null {
  if (request.method !== "GET" && request.method !== "HEAD") return null;
  // What Next's own client fetches depends on the page it comes from, in too many ways to cache.
  if (search !== "" || clientHeaders.some((name) => name in request.headers)) return null;
  const picked: Record<string, string> = { host: new URL(origin).host };
  const theme = readTheme(parseCookies(cookie).get(themeCookie));
  if (theme !== "system") picked.cookie = `${themeCookie}=${theme}`;
  return picked;
}

function isCurrent(request: IncomingMessage, etag: string): boolean {
  const tags = (request.headers["if-none-match"] ?? "").split(",").map((tag) => tag.trim());
  // A proxy that compresses the response makes its ETag weak (RFC 9110, section 13.1.2).
  return tags.some((tag) => tag === "*" || tag.replace(/^W\//, "") === etag);
}

export type DocsCache = ReturnType<typeof createDocsCache>;

/**
 * Serves the documentation, which is the same for everyone: each page is rendered once per theme, cached, and
 * sent with an ETag (RFC 9110, section 8.8.3). A cached page keeps its nonce. That is safe because it
 * contains no data from a request, which is what a nonce protects against.
 */
export function createDocsCache(render: Render) {
  const pages = new BoundedMap<string, RenderedPage>(maxPages);
  const rendering = new Map<string, Promise<RenderedPage | null>>();

  const renderAndKeep = async (key: string, docsRequest: DocsRequest, headers: Record<string, string>) => {
    const {
      status,
      headers: renderedHeaders,
      body,
    } = await docsRequest.inTurn(() => render(docsRequest.path + docsRequest.search, headers));
    if (status !== 200 && status !== 404) return null;
    const compressed = await compress(body);
    const etag = `"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`;
    const page: RenderedPage = { status, headers: renderedHeaders, body, compressed, etag };
    // Pages that do not exist are not cached: there is no limit to their number.
    if (status === 200) pages.set(key, page);
    return page;
  };

  const find = (key: string, docsRequest: DocsRequest, headers: Record<string, string>) => {
    const existing = pages.get(key) ?? rendering.get(key);
    if (existing !== undefined) return existing;
    const running = renderAndKeep(key, docsRequest, headers).finally(() => rendering.delete(key));
    rendering.set(key, running);
    return running;
  };

  return {
    /** Returns whether the request was answered. If not, Next must render it. */
    async answer(docsRequest: DocsRequest, response: ServerResponse): Promise<boolean> {
      const headers = pickHeaders(docsRequest);
      if (headers === null) return false;
      const key = JSON.stringify([docsRequest.path + docsRequest.search, headers]);
      if (key.length > maxKeyLength) return false;
      const page = await find(key, docsRequest, headers);
      if (page === null) return false;
      send(docsRequest.request, response, page);
      return true;
    },
  };
}

function send(request: IncomingMessage, response: ServerResponse, page: RenderedPage): void {
  const isCompressed = acceptsGzip(request.headers["accept-encoding"]?.toString());
  const etag = isCompressed ? page.etag.replace(/"$/, '-gzip"') : page.etag;
  const body = isCompressed ? page.compressed : page.body;
  for (const [name, value] of Object.entries(page.headers)) response.setHeader(name, value);
  response.setHeader("Cache-Control", page.status === 200 ? "no-cache" : "no-store");
  response.setHeader("Vary", ["Accept-Encoding", "Cookie", ...clientHeaders].join(", "));
  if (page.status === 200) {
    response.setHeader("ETag", etag);
    if (isCurrent(request, etag)) {
      response.writeHead(304).end();
      return;
    }
  }
  if (isCompressed) response.setHeader("Content-Encoding", "gzip");
  response.writeHead(page.status, { "Content-Length": body.length });
  response.end(request.method === "HEAD" ? undefined : body);
}
