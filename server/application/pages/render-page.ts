import inject from "light-my-request";
import type { Config } from "#lib/platform/settings/env.ts";
import { createNonce, createPageContentPolicy } from "#server/http/security-headers.ts";
import type { Render } from "./docs-cache.ts";
import type { Pages } from "./pages.ts";

/** The headers kept from a rendering; the listener sets all others on each response. */
const keptHeaders = new Set(["content-type", "link", "x-nextjs-stale-time", "x-nextjs-postponed"]);

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error("the page could not be rendered", { cause: thrown });
}

/** Renders pages for the cache, each with its own nonce. */
export function createRenderer(
  config: Pick<Config, "isDevelopment" | "publicOrigin">,
  getPages: () => Pages | null,
): Render {
  const isSecure = config.publicOrigin?.startsWith("https:") ?? false;
  return async (url, headers) => {
    const pages = getPages();
    if (pages === null) throw new Error("there are no pages to render");
    const nonce = createNonce();
    const policy = createPageContentPolicy(nonce, { isDevelopment: config.isDevelopment, isSecure });
    const answer = await inject(
      (request, response) => {
        pages.handle(request, response).catch((error: unknown) => response.destroy(asError(error)));
      },
      {
        method: "GET",
        url,
        headers: {
          ...headers,
          "content-security-policy": policy,
          "x-nonce": nonce,
          "x-forwarded-proto": isSecure ? "https" : "http",
          "x-forwarded-host": headers.host,
        },
      },
    );
    const kept = Object.entries(answer.headers).filter(([name]) => keptHeaders.has(name));
    return {
      status: answer.statusCode,
      headers: {
        ...Object.fromEntries(kept.map(([name, value]) => [name, String(value)])),
        "Content-Security-Policy": policy,
      },
      body: answer.rawPayload,
    };
  };
}
