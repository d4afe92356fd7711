import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { readTheme, themeCookie } from "#components/ui/theme.ts";
import { parseCookies } from "#lib/auth/cookies.ts";

const compress = promisify(gzip);

/** A page of the documentation, drawn once. */
interface RenderedPage {
  /** Without those that belong to one answer or one connection. */
  headers: Readonly<Record<string, string>>;
  body: Buffer;
  compressed: Buffer;
  etag: string;
}

/** All guides in every theme, under several names of this console. */
const maxPages = 200;
const maxKeyLength = 1_024;

/** What Next draws differently for its own client. */
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
  /** Our own as this browser sees it; examples in the guides name it. */
  origin: string;
}

/** Draws a page for these headers, with the nonce of this policy. */
export type Render = (
  url: string,
  headers: Readonly<Record<string, string>>,
) => Promise<{ status: number; headers: Readonly<Record<string, string>>; body: Buffer }>;

/** The headers that a page of the documentation depends on; null for a request that may depend on others. */
function pickHeaders({ request, search, cookie, origin }: DocsRequest): Record<string, string> | null {
  if (request.method !== "GET" && request.method !== "HEAD") return null;
  // What Next's own client fetches depends on where it comes from, in more ways than could be kept.
  if (search !== "" || clientHeaders.some((name) => name in request.headers)) return null;
  const picked: Record<string, string> = { host: new URL(origin).host };
  const theme = readTheme(parseCookies(cookie).get(themeCookie));
  if (theme !== "system") picked.cookie = `${themeCookie}=${theme}`;
  return picked;
}

function isCurrent(request: IncomingMessage, etag: string): boolean {
  const tags = (request.headers["if-none-match"] ?? "").split(",").map((tag) => tag.trim());
  // A proxy that compresses makes a tag weak (RFC 9110, section 13.1.2).
  return tags.some((tag) => tag === "*" || tag.replace(/^W\//, "") === etag);
}

export type DocsCache = ReturnType<typeof createDocsCache>;

/**
 * Serves the documentation, which is the same for everyone: each page is drawn once for its theme, kept, and sent with an ETag (RFC 9110, section 8.8.3). Its nonce stays the same with its text: nothing of a
 * request is in there that a nonce would have to guard against.
 */
export function createDocsCache(render: Render) {
  const pages = new Map<string, RenderedPage>();
  const drawing = new Map<string, Promise<RenderedPage | null>>();

  const keep = (key: string, page: RenderedPage) => {
    const oldest = pages.size >= maxPages ? pages.keys().next() : null;
    if (oldest !== null && !oldest.done) pages.delete(oldest.value);
    pages.set(key, page);
  };

  const draw = async (key: string, url: string, headers: Record<string, string>) => {
    const { status, headers: drawn, body } = await render(url, headers);
    if (status !== 200) return null;
    const compressed = await compress(body);
    const etag = `"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`;
    const page = { headers: drawn, body, compressed, etag };
    keep(key, page);
    return page;
  };

  const find = (key: string, url: string, headers: Record<string, string>) => {
    const present = pages.get(key) ?? drawing.get(key);
    if (present !== undefined) return present;
    const running = draw(key, url, headers).finally(() => drawing.delete(key));
    drawing.set(key, running);
    return running;
  };

  return {
    /** Whether the request was answered: others are left to the pages. */
    async answer(asked: DocsRequest, response: ServerResponse): Promise<boolean> {
      const headers = pickHeaders(asked);
      if (headers === null) return false;
      const url = asked.path + asked.search;
      const key = JSON.stringify([url, headers]);
      if (key.length > maxKeyLength) return false;
      const page = await find(key, url, headers);
      if (page === null) return false;
      send(asked.request, response, page);
      return true;
    },
  };
}

function send(request: IncomingMessage, response: ServerResponse, page: RenderedPage): void {
  const isCompressed = /\bgzip\b/.test(request.headers["accept-encoding"]?.toString() ?? "");
  const etag = isCompressed ? page.etag.replace(/"$/, '-gzip"') : page.etag;
  const body = isCompressed ? page.compressed : page.body;
  for (const [name, value] of Object.entries(page.headers)) response.setHeader(name, value);
  response.setHeader("ETag", etag);
  response.setHeader("Cache-Control", "no-cache");
  response.setHeader("Vary", ["Accept-Encoding", "Cookie", ...clientHeaders].join(", "));
  if (isCurrent(request, etag)) {
    response.writeHead(304).end();
    return;
  }
  if (isCompressed) response.setHeader("Content-Encoding", "gzip");
  response.writeHead(200, { "Content-Length": body.length });
  response.end(request.method === "HEAD" ? undefined : body);
}
