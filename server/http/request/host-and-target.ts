import { ServiceError } from "#lib/domain/common/errors.ts";
import { getOwnOrigin } from "#lib/domain/network/own-origin.ts";

/** Path and query of a request target, not normalized. */
export interface Target {
  path: string;
  search: string;
}

const authority = /^https?:\/\/([^/?#]*)/i;

/**
 * Splits the request target (RFC 9112, section 3.2). The absolute form, which proxies may send, loses its
 * authority: the Host header has the same value. Returns null for `*`, for a different authority, and for
 * anything else.
 */
export function splitTarget(target: string, host: string | null): Target | null {
  const local = target.startsWith("/") ? target : removeAuthority(target, host);
  if (local === null) return null;
  const queryStart = local.indexOf("?");
  return queryStart === -1
    ? { path: local, search: "" }
    : { path: local.slice(0, queryStart), search: local.slice(queryStart) };
}

function removeAuthority(target: string, host: string | null): string | null {
  const named = authority.exec(target)?.[1];
  if (named === undefined || named.toLowerCase() !== host?.toLowerCase()) return null;
  const local = target.replace(authority, "");
  return local.startsWith("/") ? local : null;
}

/** A path that every router reads as it is. Most are. */
const plainPath = /^(?:\/(?!\.{1,2}(?:\/|$))[\w.$-]+)+$/;

/** The path as a router may read it: decoded, without dots, repeated slashes and backslashes. */
export function normalizePath(path: string): string {
  if (plainPath.test(path)) return path;
  const url = URL.parse(path.replaceAll(/[\\/]+/g, "/"), "http://localhost");
  if (url === null) return path;
  try {
    return decodeURIComponent(url.pathname).replaceAll(/[\\/]+/g, "/");
  } catch {
    return url.pathname;
  }
}

/** The Host header's value if it is a valid host, otherwise null. */
export function readHost(text: string | null): string | null {
  if (text === null || text === knownHost) return text;
  if (!/^[\w.\-:[\]]+$/.test(text) || !URL.canParse(`http://${text}`)) return null;
  knownHost = text;
  return text;
}

/** The last valid host: most requests have the same one. */
let knownHost: string | null = null;

/**
 * Whether this server answers to that host: PUBLIC_URL's, an IP address, or localhost. Any other name could
 * be one that an attacker's page pointed at this server, to reach it from a visitor's browser as if it were
 * the page's own server (DNS rebinding).
 */
export function isOwnHost(host: string, publicOrigin: string | undefined): boolean {
  if (publicOrigin !== undefined && new URL(publicOrigin).host === host.toLowerCase()) return true;
  return getOwnOrigin(undefined, { host, isSecure: false }) !== null;
}

export function createUnknownHost(): ServiceError {
  return new ServiceError("invalid_request", {
    message: "This console does not answer to that host name. If the name is correct, set PUBLIC_URL to it",
  });
}
