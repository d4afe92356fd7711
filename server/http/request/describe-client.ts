import type { IncomingMessage } from "node:http";
import type { ApiClient } from "#lib/api/request/client.ts";
import { resolveClientAddress } from "#lib/domain/network/address.ts";
import type { Config } from "#lib/platform/settings/env.ts";
import { readHost } from "./host-and-target.ts";

/** The headers that identify the client. Repeated ones are joined; missing ones are null. */
interface ClientHeaders {
  host: string | null;
  hosts: number;
  authorization: string | null;
  apiKey: string | null;
  cookie: string | null;
  forwardedFor: string | null;
  forwardedProto: string | null;
  /** Whether the request has any header with which proxies describe the client. */
  isForwarded: boolean;
  agent: string | null;
}

/** A client of the Node server. */
export interface NodeClient extends ApiClient {
  /** Whether the request had forwarding headers, trusted or not. */
  isForwarded: boolean;
}

function join(existing: string | null, value: string, separator: string): string {
  return existing === null ? value : existing + separator + value;
}

/** Reads all of them in one pass: Node's own header tables cost more than the rest of a verification. */
export function readClientHeaders(rawHeaders: readonly string[]): ClientHeaders {
  const found: ClientHeaders = {
    host: null,
    hosts: 0,
    authorization: null,
    apiKey: null,
    cookie: null,
    forwardedFor: null,
    forwardedProto: null,
    isForwarded: false,
    agent: null,
  };
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] ?? "";
    if (!knownNameLengths.has(name.length)) continue;
    const value = rawHeaders[i + 1] ?? "";
    switch (name.toLowerCase()) {
      case "host":
        found.host = value;
        found.hosts += 1;
        break;
      case "cookie":
        found.cookie = join(found.cookie, value, "; ");
        break;
      case "x-api-key":
        found.apiKey = join(found.apiKey, value, ", ");
        break;
      case "authorization":
        found.authorization = join(found.authorization, value, ", ");
        break;
      case "user-agent":
        found.agent = join(found.agent, value, ", ");
        break;
      case "x-forwarded-for":
        found.forwardedFor = join(found.forwardedFor, value, ",");
        found.isForwarded = true;
        break;
      case "x-forwarded-proto":
        found.forwardedProto = join(found.forwardedProto, value, ",");
        found.isForwarded = true;
        break;
      case "forwarded":
      case "x-real-ip":
        found.isForwarded = true;
        break;
    }
  }
  return found;
}

/** The lengths of those header names. */
const knownNameLengths = new Set([4, 6, 9, 10, 13, 15, 17]);

/** The entry of a comma-separated header that the trusted proxies wrote: the one `hops` from the right. */
function readTrusted(text: string | null, hops: number): string | null {
  if (text === null || hops === 0) return null;
  const entries = text.split(",").map((entry) => entry.trim());
  return entries[Math.max(0, entries.length - hops)] ?? null;
}

/** Describes a request's client from its socket and from the headers that can be trusted. */
export function describeClient(
  request: IncomingMessage,
  config: Pick<Config, "trustedProxyHops">,
  requestId: string,
): NodeClient {
  const { trustedProxyHops } = config;
  const headers = readClientHeaders(request.rawHeaders);
  const protocol = readTrusted(headers.forwardedProto, trustedProxyHops);
  return {
    address: resolveClientAddress({
      remoteAddress: request.socket.remoteAddress ?? "",
      forwardedFor: headers.forwardedFor ?? undefined,
      trustedProxyHops,
    }),
    authorization: headers.authorization,
    apiKey: headers.apiKey,
    cookie: headers.cookie,
    requestId,
    isSecure: protocol?.toLowerCase() === "https",
    host: headers.hosts === 1 ? readHost(headers.host) : null,
    agent: headers.agent,
    isForwarded: headers.isForwarded,
  };
}
