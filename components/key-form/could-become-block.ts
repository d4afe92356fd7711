function isOctetStart(text: string): boolean {
  return /^\d{0,3}$/.test(text) && Number(text) <= 255;
}

function isPrefixStart(text: string, most: number): boolean {
  return /^\d{0,3}$/.test(text) && Number(text) <= most;
}

function couldBecomeIpv4(text: string): boolean {
  const [address = "", prefix, ...rest] = text.split("/");
  const octets = address.split(".");
  if (rest.length > 0 || octets.length > 4 || !octets.every(isOctetStart)) return false;
  if (octets.slice(0, -1).includes("")) return false;
  const isWhole = octets.length === 4 && octets[3] !== "";
  return prefix === undefined || (isWhole && isPrefixStart(prefix, 32));
}

function couldBecomeIpv6(text: string): boolean {
  const [address = "", prefix, ...rest] = text.split("/");
  if (rest.length > 0 || !/^[0-9a-f:.]{0,45}$/i.test(address)) return false;
  const groups = address.split(":");
  // The last one may be an IPv4 address, once there is a colon.
  const dotted = groups.length > 1 ? groups.pop() : "";
  const isSound = groups.length <= 8 && groups.every((group) => /^[0-9a-f]{0,4}$/i.test(group));
  if (!isSound || !/^([0-9a-f]{0,4}|[\d.]+)$/i.test(dotted ?? "") || address.includes(":::")) return false;
  return prefix === undefined || (address.includes(":") && isPrefixStart(prefix, 128));
}

/** Whether more typing could make an address or a CIDR block of the text: until then it is not called wrong. */
export function couldBecomeBlock(text: string): boolean {
  return couldBecomeIpv4(text) || couldBecomeIpv6(text);
}
