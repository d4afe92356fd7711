import type { IncomingMessage } from "node:http";
import type { ApiClient } from "#lib/api/client.ts";
import type { Config } from "#lib/env.ts";
import { resolveClientAddress } from "#lib/network/address.ts";
import { readHost } from "./host-and-target.ts";

function joinDistinct(request: IncomingMessage, name: string, separator: string): string | null {
  return request.headersDistinct[name]?.join(separator) ?? null;
}

/** The last of a comma-separated header that our own proxies wrote: the one `hops` from the right. */
function readTrusted(text: string | null, hops: number): string | null {
  if (text === null || hops === 0) return null;
  const entries = text.split(",").map((entry) => entry.trim());
  return entries[Math.max(0, entries.length - hops)] ?? null;
}

/** What the socket and the headers we may trust tell of a request's client. */
export function describeClient(
  request: IncomingMessage,
  config: Pick<Config, "trustedProxyHops">,
  requestId: string,
): ApiClient {
  const { trustedProxyHops } = config;
  const protocol = readTrusted(joinDistinct(request, "x-forwarded-proto", ","), trustedProxyHops);
  return {
    address: resolveClientAddress({
      remoteAddress: request.socket.remoteAddress ?? "",
      forwardedFor: joinDistinct(request, "x-forwarded-for", ",") ?? undefined,
      trustedProxyHops,
    }),
    authorization: joinDistinct(request, "authorization", ", "),
    apiKey: joinDistinct(request, "x-api-key", ", "),
    cookie: joinDistinct(request, "cookie", "; "),
    requestId,
    isSecure: protocol?.toLowerCase() === "https",
    host: readHost(request),
  };
}
