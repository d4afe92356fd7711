import ipaddr from "ipaddr.js";

/**
 * Where a connection to an IP address would lead. `never`: unspecified, link-local and multicast addresses,
 * cloud metadata services, and forms that contain another address (IPv4-mapped, NAT64, 6to4, Teredo).
 */
export type Reach = "public" | "private" | "loopback" | "never";

/** Instance metadata and host services outside the link-local range: AWS over IPv6, Alibaba, Azure. */
const metadataAddresses = new Set(["fd00:ec2::254", "100.100.100.200", "168.63.129.16"]);

/**
 * By the registries' special ranges. Shared address space (RFC 6598) belongs to a provider's or a VPN's
 * internal network.
 */
const reachByRange: Record<string, Reach> = {
  unicast: "public",
  private: "private",
  uniqueLocal: "private",
  carrierGradeNat: "private",
  loopback: "loopback",
};

/**
 * All global unicast IPv6 currently assigned (RFC 4291, section 2.4). An address outside it is not a host on
 * the internet.
 */
const globalUnicast = ipaddr.IPv6.parseCIDR("2000::/3");

/** Classifies an address from a resolver. Text that is not a plain IP address is `never`. */
export function classifyAddress(text: string): Reach {
  if (!ipaddr.IPv4.isValidFourPartDecimal(text) && !ipaddr.IPv6.isValid(text)) return "never";
  const address = ipaddr.parse(text);
  if (metadataAddresses.has(address.toString())) return "never";
  const reach = reachByRange[address.range()] ?? "never";
  const isOutside = reach === "public" && address.kind() === "ipv6" && !address.match(globalUnicast);
  return isOutside ? "never" : reach;
}

/**
 * Whether the host in the text is written in its canonical form. `http://2130706433`, `http://0x7f.1` and
 * full-width digits all mean 127.0.0.1 to a browser, and other hosts to other programs.
 */
export function isHostPlain(text: string): boolean {
  const host = URL.parse(text)?.hostname ?? "";
  return !ipaddr.IPv4.isValidFourPartDecimal(host) || text.toLowerCase().includes(`//${host}`);
}
