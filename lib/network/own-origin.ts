import ipaddr from "ipaddr.js";

/** Where a request was sent, as far as it can be trusted. */
export interface RequestTarget {
  /** The `Host` header, port included; null for a request without one. */
  host: string | null;
  isSecure: boolean;
}

/**
 * Our own origin as this request's browser sees it. Without PUBLIC_URL it is made from the Host header, and then only for
 * IP literals and localhost: any other name could be one that an attacker pointed at us (DNS rebinding).
 */
export function getOwnOrigin(publicOrigin: string | undefined, target: RequestTarget): string | null {
  if (publicOrigin !== undefined) return publicOrigin;
  if (target.host === null) return null;
  const url = URL.parse(`${target.isSecure ? "https" : "http"}://${target.host}`);
  if (url === null || url.username !== "" || url.password !== "" || url.pathname !== "/") return null;
  const name = url.hostname.replace(/^\[|\]$/g, "");
  const isOurs = name === "localhost" || name.endsWith(".localhost") || ipaddr.isValid(name);
  return isOurs ? url.origin : null;
}
