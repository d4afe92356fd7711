import ipaddr from "ipaddr.js";

/** The settings that say who can reach the console. */
interface LocalConfig {
  host: string;
  publicOrigin: string | undefined;
  trustedProxyHops: number;
}

/** Our own server tells Next in this header, and overwrites what the client sent under the name. */
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

/** Whether the settings leave it possible that only this machine reaches the console. */
export function mayBeLocal({ host, publicOrigin, trustedProxyHops }: LocalConfig): boolean {
  const isPublic = publicOrigin !== undefined && !isLoopbackOrigin(publicOrigin);
  return isLoopbackHost(host) && !isPublic && trustedProxyHops === 0;
}

function isForwardingHeader(name: string): boolean {
  return name === "forwarded" || name === "via" || name === "x-real-ip" || name.startsWith("x-forwarded-");
}

interface LocalFacts {
  /** By lower-case name, as they arrived. */
  headers: Readonly<Record<string, string | string[] | undefined>>;
  httpVersion: string;
  /** Of the socket, not of any header. */
  remoteAddress: string;
}

/**
 * Whether the request was made on this machine. A reverse proxy beside the console also connects from loopback, so any
 * sign of one means no: a header that proxies add, a `Host` that is not loopback, or HTTP/1.0, which only proxies speak.
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

/** The same in Next, by what our own server wrote. The settings are asked again: without our server anyone could write it. */
export function readLocalHeader(config: LocalConfig, headers: Pick<Headers, "get">): boolean {
  return mayBeLocal(config) && headers.get(localHeader) === "1";
}
