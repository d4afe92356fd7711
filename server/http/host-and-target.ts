import { ServiceError } from "#lib/errors.ts";
import { getOwnOrigin } from "#lib/network/own-origin.ts";

/** Path and query of a request target, not normalised. */
export interface Target {
  path: string;
  search: string;
}

const authority = /^https?:\/\/([^/?#]*)/i;

/**
 * Splits the request target (RFC 9112, section 3.2). The absolute form, which proxies may send, loses its authority: the
 * Host header says the same. Null for `*`, for an authority that says something else, and for anything else.
 */
export function splitTarget(target: string, host: string | null): Target | null {
  const local = target.startsWith("/") ? target : removeAuthority(target, host);
  if (local === null) return null;
  const question = local.indexOf("?");
  return question === -1
    ? { path: local, search: "" }
    : { path: local.slice(0, question), search: local.slice(question) };
}

function removeAuthority(target: string, host: string | null): string | null {
  const named = authority.exec(target)?.[1];
  if (named === undefined || named.toLowerCase() !== host?.toLowerCase()) return null;
  const local = target.replace(authority, "");
  return local.startsWith("/") ? local : null;
}

/** The path as a router may read it: decoded, without dots, doubled slashes and backslashes. */
export function normalizePath(path: string): string {
  const url = URL.parse(path.replaceAll(/[\\/]+/g, "/"), "http://localhost");
  if (url === null) return path;
  try {
    return decodeURIComponent(url.pathname).replaceAll(/[\\/]+/g, "/");
  } catch {
    return url.pathname;
  }
}

/** The Host header's text if it is a host, otherwise null. */
export function readHost(text: string | null): string | null {
  if (text === null || text === knownHost) return text;
  if (!/^[\w.\-:[\]]+$/.test(text) || !URL.canParse(`http://${text}`)) return null;
  knownHost = text;
  return text;
}

/** The last good one: most requests name the same. */
let knownHost: string | null = null;

/**
 * Whether we answer to that name: PUBLIC_URL's, an IP address's or localhost's. Any other could be a name that a web page
 * had pointed at us, to reach us from a visitor's browser as if we were its own server (DNS rebinding).
 */
export function isOwnHost(host: string, publicOrigin: string | undefined): boolean {
  if (publicOrigin !== undefined && new URL(publicOrigin).host === host.toLowerCase()) return true;
  return getOwnOrigin(undefined, { host, isSecure: false }) !== null;
}

export function createUnknownHost(): ServiceError {
  return new ServiceError("invalid_request", {
    message: "This console does not answer to that host name. If it is the right one, set PUBLIC_URL to it",
  });
}
