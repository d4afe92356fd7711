import ipaddr from "ipaddr.js";

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** Reads `192.0.2.1`, `192.0.2.1:443`, `[2001:db8::1]:443`, `::ffff:192.0.2.1` or `fe80::1%eth0`; null for anything else. */
function parseAddress(text: string): Address | null {
  const bare = text
    .trim()
    .replace(/^\[([^\]]*)\](:\d{1,5})?$/, "$1")
    .replace(/^(\d{1,3}(?:\.\d{1,3}){3}):\d{1,5}$/, "$1")
    .replace(/%[\w.-]+$/, "");
  // Octal, hexadecimal and shortened IPv4 spellings are refused: they mean different hosts to different programs.
  if (!ipaddr.IPv4.isValidFourPartDecimal(bare) && !ipaddr.IPv6.isValid(bare)) return null;
  return ipaddr.process(bare);
}

/** One spelling for each address; IPv4-mapped IPv6 becomes IPv4. Null when the text is no address. */
export function canonicalizeAddress(text: string): string | null {
  return parseAddress(text)?.toString() ?? null;
}

/** Reading an IPv6 address takes as long as verifying a key, and clients come back. */
const networks = new Map<string, string | null>();
const maxNetworks = 10_000;
const maxAddressLength = 64;

/** The address itself for IPv4, its /64 for IPv6, where one client has all addresses. Null when the text is no address. */
export function getClientNetwork(text: string): string | null {
  const known = networks.get(text);
  if (known !== undefined) return known;
  const network = findClientNetwork(text);
  // Longer text is no address, and need not be kept.
  if (text.length > maxAddressLength) return network;
  if (networks.size >= maxNetworks) networks.clear();
  networks.set(text, network);
  return network;
}

function findClientNetwork(text: string): string | null {
  const address = parseAddress(text);
  if (address === null) return null;
  if (address.kind() === "ipv4") return address.toString();
  return `${ipaddr.IPv6.networkAddressFromCIDR(`${address.toString()}/64`).toString()}/64`;
}

/** The name that requests from an address are counted under. */
export function getAddressCounter(text: string): string {
  return `address:${getClientNetwork(text) ?? "unknown"}`;
}

/** The /48 an IPv6 address lies in, which one customer may hold whole; null for IPv4 and for text that is no address. */
export function getNetworkCounter(text: string): string | null {
  const address = parseAddress(text);
  if (address === null || address.kind() === "ipv4") return null;
  return `network:${ipaddr.IPv6.networkAddressFromCIDR(`${address.toString()}/48`).toString()}/48`;
}

/** `192.0.2.7/24` → `192.0.2.0/24`, a single address → its /32 or /128. Null when the text is neither. */
export function canonicalizeCidr(text: string): string | null {
  const trimmed = text.trim();
  const slash = trimmed.indexOf("/");
  const address = parseAddress(slash === -1 ? trimmed : trimmed.slice(0, slash));
  if (address === null) return null;
  const bits = address.kind() === "ipv4" ? 32 : 128;
  const suffix = slash === -1 ? String(bits) : trimmed.slice(slash + 1);
  if (!/^\d{1,3}$/.test(suffix)) return null;
  // The prefix of a mapped block counts from the IPv6 form's start.
  const isMapped = bits === 32 && trimmed.includes(":") && slash !== -1;
  const length = Number(suffix) - (isMapped ? 96 : 0);
  if (length < 0 || length > bits) return null;
  const block = `${address.toString()}/${length}`;
  const network =
    bits === 32 ? ipaddr.IPv4.networkAddressFromCIDR(block) : ipaddr.IPv6.networkAddressFromCIDR(block);
  return `${network.toString()}/${length}`;
}

/** Whether the address lies in one of the canonical blocks; text that is no address lies in none. */
export function isAddressAllowed(text: string, blocks: readonly string[]): boolean {
  const address = parseAddress(text);
  if (address === null) return false;
  return blocks.some((block) => {
    const [network, length] = ipaddr.parseCIDR(block);
    return network.kind() === address.kind() && address.match(network, length);
  });
}

/** Whether every address of the canonical block lies in one of the others. */
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

/** Peers come back: a proxy's address is read thousands of times a second. */
const peers = new Map<string, string>();
const mostPeers = 1_000;

function readPeer(remoteAddress: string): string {
  const known = peers.get(remoteAddress);
  if (known !== undefined) return known;
  const address = canonicalizeAddress(remoteAddress) ?? "0.0.0.0";
  if (peers.size >= mostPeers) peers.clear();
  peers.set(remoteAddress, address);
  return address;
}

export interface Connection {
  /** The peer's address, from the socket. */
  remoteAddress: string;
  /** The X-Forwarded-For header as it arrived. */
  forwardedFor: string | undefined;
  trustedProxyHops: number;
}

/**
 * The client's address: each trusted proxy appended the address it saw, so we count from the right. What a client wrote
 * further left is ignored, and an entry that is no address ends the walk.
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
