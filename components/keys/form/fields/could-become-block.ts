function isOctetStart(text: string): boolean {
  return /^\d{0,3}$/.test(text) && Number(text) <= 255;
}

function isPrefixStart(text: string, max: number): boolean {
  return /^\d{0,3}$/.test(text) && Number(text) <= max;
}

function couldBecomeIpv4(text: string): boolean {
  const [address = "", prefix, ...rest] = text.split("/");
  const octets = address.split(".");
  if (rest.length > 0 || octets.length > 4 || !octets.every(isOctetStart)) return false;
  if (octets.slice(0, -1).includes("")) return false;
  const isComplete = octets.length === 4 && octets[3] !== "";
  return prefix === undefined || (isComplete && isPrefixStart(prefix, 32));
}

function couldBecomeIpv6(text: string): boolean {
  const [address = "", prefix, ...rest] = text.split("/");
  if (rest.length > 0 || !/^[0-9a-f:.]{0,45}$/i.test(address)) return false;
  const groups = address.split(":");
  // After a colon, the last group can be an IPv4 address.
  const dotted = groups.length > 1 ? groups.pop() : "";
  const areGroupsValid = groups.length <= 8 && groups.every((group) => /^[0-9a-f]{0,4}$/i.test(group));
  if (!areGroupsValid || !/^([0-9a-f]{0,4}|[\d.]+)$/i.test(dotted ?? "") || address.includes(":::"))
    return false;
  return prefix === undefined || (address.includes(":") && isPrefixStart(prefix, 128));
}

/** Whether the text could still become a valid IP address or CIDR block. Until it can't, no error is shown. */
export function couldBecomeBlock(text: string): boolean {
  return couldBecomeIpv4(text) || couldBecomeIpv6(text);
}
