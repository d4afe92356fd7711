import ipaddr from "ipaddr.js";

/** Where a passkey belongs (WebAuthn, 5.1.2). Browsers offer it only on pages of this host. */
export interface RelyingParty {
  /** The host name, without the port. */
  id: string;
  /** The exact origin that a browser reports. */
  origin: string;
}

/** Why browsers allow no passkeys at an address. */
export type NoPasskeysReason = "ip_address" | "insecure" | "unknown_host";

function isLocalName(name: string): boolean {
  return name === "localhost" || name.endsWith(".localhost");
}

/**
 * The relying party of the console at this origin, or why browsers allow no passkeys there. Null is the origin of a request
 * with an unknown host name.
 */
export function findRelyingParty(origin: string | null): RelyingParty | NoPasskeysReason {
  const url = origin === null ? null : URL.parse(origin);
  if (url === null) return "unknown_host";
  const { hostname, protocol } = url;
  if (ipaddr.isValid(hostname.replace(/^\[|\]$/g, ""))) return "ip_address";
  if (protocol !== "https:" && !isLocalName(hostname)) return "insecure";
  return { id: hostname, origin: url.origin };
}

/** The same console at `localhost`, for an origin with a loopback address. Null for all others. */
export function findLocalOrigin(origin: string): string | null {
  const url = URL.parse(origin);
  const name = url?.hostname.replace(/^\[|\]$/g, "") ?? "";
  if (url === null || !ipaddr.isValid(name) || ipaddr.process(name).range() !== "loopback") return null;
  url.hostname = "localhost";
  return url.origin;
}
