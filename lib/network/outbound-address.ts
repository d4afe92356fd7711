import ipaddr from "ipaddr.js";

/**
 * Where a connection of ours to an address would lead. `never`: this host's unspecified, link-local and multicast
 * addresses, a cloud's metadata services, and forms that carry another address inside (IPv4-mapped, NAT64, 6to4, Teredo).
 */
export type Reach = "public" | "private" | "loopback" | "never";

/** Instance metadata and host services that lie outside of the link-local range: AWS over IPv6, Alibaba, Azure. */
const metadataAddresses = new Set(["fd00:ec2::254", "100.100.100.200", "168.63.129.16"]);

/** By the registries' special ranges; shared address space (RFC 6598) is a provider's or a VPN's inside. */
const reachByRange: Record<string, Reach> = {
  unicast: "public",
  private: "private",
  uniqueLocal: "private",
  carrierGradeNat: "private",
  loopback: "loopback",
};

/** All of global unicast IPv6 there is today (RFC 4291, section 2.4). What lies outside is no host on the internet. */
const globalUnicast = ipaddr.IPv6.parseCIDR("2000::/3");

/** An address as a resolver gives it; text that is no plain address is `never`. */
export function classifyAddress(text: string): Reach {
  if (!ipaddr.IPv4.isValidFourPartDecimal(text) && !ipaddr.IPv6.isValid(text)) return "never";
  const address = ipaddr.parse(text);
  if (metadataAddresses.has(address.toString())) return "never";
  const reach = reachByRange[address.range()] ?? "never";
  const isOutside = reach === "public" && address.kind() === "ipv6" && !address.match(globalUnicast);
  return isOutside ? "never" : reach;
}

/**
 * Whether the host in the text is written as what it means. `http://2130706433`, `http://0x7f.1` and full-width digits
 * all mean 127.0.0.1 to a browser, and other hosts to other programs.
 */
export function isHostPlain(text: string): boolean {
  const host = URL.parse(text)?.hostname ?? "";
  return !ipaddr.IPv4.isValidFourPartDecimal(host) || text.toLowerCase().includes(`//${host}`);
}
