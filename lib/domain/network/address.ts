import ipaddr from "ipaddr.js";
import { BoundedMap } from "#lib/domain/common/bounded-map.ts";

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/**
 * Reads `192.0.2.1`, `192.0.2.1:443`, `[2001:db8::1]:443`, `::ffff:192.0.2.1` or `fe80::1%eth0`; null for
 * anything else.
 */
function parseAddress(text: string): Address | null {
  const bare = text
    .trim()
    .replace(/^\[([^\]]*)\](:\d{1,5})?$/, "$1")
    .replace(/^(\d{1,3}(?:\.\d{1,3}){3}):\d{1,5}$/, "$1")
    .replace(/%[\w.-]+$/, "");
  // Octal, hexadecimal and shortened IPv4 notations are rejected: different programs read them as different
  // hosts.
  if (!ipaddr.IPv4.isValidFourPartDecimal(bare) && !ipaddr.IPv6.isValid(bare)) return null;
  return ipaddr.process(bare);
}

/** A single notation for each IP address; IPv4-mapped IPv6 becomes IPv4. Null if the text is not an IP address. */
export function canonicalizeAddress(text: string): string | null {
  return parseAddress(text)?.toString() ?? null;
}

/** A cache, because parsing an IPv6 address takes as long as verifying a key, and the same clients return. */
const networks = new BoundedMap<string, string | null>(10_000);
const maxAddressLength = 64;

/**
 * For IPv4 the address itself; for IPv6 its /64, in which one client has all addresses. Null if the text is
 * not an IP address.
 */
export function getClientNetwork(text: string): string | null {
  const known = networks.get(text);
  if (known !== undefined) return known;
  const network = findClientNetwork(text);
  // Longer text cannot be an IP address, so it is not cached.
  if (text.length > maxAddressLength) return network;
  networks.set(text, network);
  return network;
}

function findClientNetwork(text: string): string | null {
  const address = parseAddress(text);
  if (address === null) return null;
  if (address.kind() === "ipv4") return address.toString();
  return `${ipaddr.IPv6.networkAddressFromCIDR(`${address.toString()}/64`).toString()}/64`;
}

/** The counter name for requests from an IP address. */
export function getAddressCounter(text: string): string {
  return `address:${getClientNetwork(text) ?? "unknown"}`;
}

/**
 * The /48 of an IPv6 address, which may belong to a single customer. Null for IPv4 and for text that is not
 * an IP address.
 */
export function getNetworkCounter(text: string): string | null {
  const address = parseAddress(text);
  if (address === null || address.kind() === "ipv4") return null;
  return `network:${ipaddr.IPv6.networkAddressFromCIDR(`${address.toString()}/48`).toString()}/48`;
}

/** The /24 of an IPv4 address or the /64 of an IPv6 address. Null for text that is not an IP address. */
export function getSurroundingNetwork(text: string): string | null {
  const address = parseAddress(text);
  if (address === null) return null;
  return canonicalizeCidr(`${address.toString()}/${address.kind() === "ipv4" ? 24 : 64}`);
}

/** `192.0.2.7/24` → `192.0.2.0/24`; a single address → its /32 or /128. Null if the text is neither. */
export function canonicalizeCidr(text: string): string | null {
  const trimmed = text.trim();
  const slash = trimmed.indexOf("/");
  const address = parseAddress(slash === -1 ? trimmed : trimmed.slice(0, slash));
  if (address === null) return null;
  const bits = address.kind() === "ipv4" ? 32 : 128;
  const suffix = slash === -1 ? String(bits) : trimmed.slice(slash + 1);
  if (!/^\d{1,3}$/.test(suffix)) return null;
  // The prefix length of a mapped block counts from the start of the IPv6 form.
  const isMapped = bits === 32 && trimmed.includes(":") && slash !== -1;
  const length = Number(suffix) - (isMapped ? 96 : 0);
  if (length < 0 || length > bits) return null;
  const block = `${address.toString()}/${length}`;
  const network =
    bits === 32 ? ipaddr.IPv4.networkAddressFromCIDR(block) : ipaddr.IPv6.networkAddressFromCIDR(block);
  return `${network.toString()}/${length}`;
}

/** Whether the address is in one of the canonical blocks. Text that is not an IP address is in none. */
export function isAddressAllowed(text: string, blocks: readonly string[]): boolean {
  const address = parseAddress(text);
  if (address === null) return false;
  return blocks.some((block) => {
    const [network, length] = ipaddr.parseCIDR(block);
    return network.kind() === address.kind() && address.match(network, length);
  });
}

/** Whether every address of the canonical block is in one of the others. */
export function isBlockWithin(block: string, blocks: readonly string[]): boolean {
  const [network, length] = ipaddr.parseCIDR(block);
  return blocks.some((other) => {
    const [otherNetwork, otherLength] = ipaddr.parseCIDR(other);
    return (
      network.kind() === otherNetwork.kind() &&
      otherLength <= length &&
      network.match(otherNetwork, otherLength)
    );
  });
}

/** A cache, because a proxy's address is read thousands of times a second. */
const peers = new BoundedMap<string, string>(1_000);

function readPeer(remoteAddress: string): string {
  const known = peers.get(remoteAddress);
  if (known !== undefined) return known;
  const address = canonicalizeAddress(remoteAddress) ?? "0.0.0.0";
  peers.set(remoteAddress, address);
  return address;
}

export interface Connection {
  /** The peer's IP address, from the socket. */
  remoteAddress: string;
  /** The X-Forwarded-For header as received. */
  forwardedFor: string | undefined;
  trustedProxyHops: number;
}

/**
 * The client's IP address: each trusted proxy appends the address it sees, so entries count from the right.
 * Entries further left, written by the client, are ignored, and reading stops at an entry that is not an IP
 * address.
 */
export function resolveClientAddress({ remoteAddress, forwardedFor, trustedProxyHops }: Connection): string {
  let client = readPeer(remoteAddress);
  if (trustedProxyHops === 0) return client;
  const entries = forwardedFor?.split(",") ?? [];
  for (const entry of entries.reverse().slice(0, trustedProxyHops)) {
    const address = canonicalizeAddress(entry);
    if (address === null) break;
    client = address;
  }
  return client;
}
