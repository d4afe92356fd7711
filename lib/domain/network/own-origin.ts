import ipaddr from "ipaddr.js";

/** Where a request was sent, as far as it can be trusted. */
export interface RequestTarget {
  /** The `Host` header including the port; null if the request has none. */
  host: string | null;
  isSecure: boolean;
}

/**
 * This console's origin as the request's browser sees it. Without PUBLIC_URL it is derived from the Host
 * header, but only for IP addresses and localhost: an attacker could have pointed any other name at this
 * server (DNS rebinding).
 */
export function getOwnOrigin(publicOrigin: string | undefined, target: RequestTarget): string | null {
  if (publicOrigin !== undefined) return publicOrigin;
  if (target.host === null) return null;
  const url = URL.parse(`${target.isSecure ? "https" : "http"}://${target.host}`);
  if (url === null || url.username !== "" || url.password !== "" || url.pathname !== "/") return null;
  const name = url.hostname.replace(/^\[|\]$/g, "");
  const isOwn = name === "localhost" || name.endsWith(".localhost") || ipaddr.isValid(name);
  return isOwn ? url.origin : null;
}
