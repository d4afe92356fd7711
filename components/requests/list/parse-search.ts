import { findRequestId } from "#lib/domain/common/request-id.ts";

const octet = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
const ipv4 = new RegExp(`^${octet}(?:\\.${octet}){3}(?::\\d{1,5})?$`);
const ipv6Like = /^[0-9a-f.]*:[0-9a-f.:]+$/;

/** Less code than the server's parser, which has the last word. */
function isAddress(text: string): boolean {
  return ipv4.test(text) || (ipv6Like.test(text) && URL.canParse(`http://[${text}]`));
}

/** What someone typed into the search field: a request to open, or an address to filter by. */
export type Searched = { kind: "request"; id: string } | { kind: "address"; address: string } | null;

export function parseSearch(text: string): Searched {
  const id = findRequestId(text);
  if (id !== null) return { kind: "request", id };
  const address = text.trim().toLowerCase();
  return isAddress(address) ? { kind: "address", address } : null;
}
