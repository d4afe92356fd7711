import ipaddr from "ipaddr.js";

/** The settings that determine who can reach the console. */
interface LocalConfig {
  host: string;
  publicOrigin: string | undefined;
  trustedProxyHops: number;
}

/** This console's own server sets this header for Next, and overwrites what the client sent under this name. */
export const localHeader = "x-byteengine-local";

/** Whether only this machine can reach a host of that name: `localhost` or a loopback address, without a port. */
export function isLoopbackHost(host: string): boolean {
  if (host.toLowerCase() === "localhost") return true;
  const bare = host.replace(/^\[(.*)\]$/, "$1");
  return ipaddr.isValid(bare) && ipaddr.process(bare).range() === "loopback";
}

function isLoopbackOrigin(origin: string): boolean {
  return isLoopbackHost(new URL(origin).hostname);
}

/** Whether, by its settings, the console may be reachable only from this machine. */
export function mayBeLocal({ host, publicOrigin, trustedProxyHops }: LocalConfig): boolean {
  const isPublic = publicOrigin !== undefined && !isLoopbackOrigin(publicOrigin);
  return isLoopbackHost(host) && !isPublic && trustedProxyHops === 0;
}

function isForwardingHeader(name: string): boolean {
  return name === "forwarded" || name === "via" || name === "x-real-ip" || name.startsWith("x-forwarded-");
}

interface LocalFacts {
  /** By lower-case name, as received. */
  headers: Readonly<Record<string, string | string[] | undefined>>;
  httpVersion: string;
  /** The socket's address, not a header's. */
  remoteAddress: string;
}

/**
 * Whether the request was sent from this machine. A reverse proxy on the same machine also connects from
 * loopback, so any sign of a proxy counts as no: a header that proxies add, a `Host` that is not loopback, or
 * HTTP/1.0, which only proxies use.
 */
export function isLocalRequest(
  config: LocalConfig,
  { headers, httpVersion, remoteAddress }: LocalFacts,
): boolean {
  if (!mayBeLocal(config) || httpVersion === "1.0") return false;
  if (Object.keys(headers).some(isForwardingHeader)) return false;
  const host = URL.parse(`http://${String(headers.host ?? "")}`)?.hostname ?? "";
  return isLoopbackHost(host) && isLoopbackHost(remoteAddress);
}

/**
 * The same check in Next, using the header set by this console's own server. The settings are checked again:
 * without that server, anyone could send the header.
 */
export function readLocalHeader(config: LocalConfig, headers: Pick<Headers, "get">): boolean {
  return mayBeLocal(config) && headers.get(localHeader) === "1";
}
