import { findRequestId } from "#lib/domain/common/request-id.ts";

/** Characters of an IP address. Whether it is one is decided on the server: the code for that is large. */
const addressLike = /^(?=.*[.:])[0-9a-f.:]{2,45}$/i;

/** What someone typed into the search field: a request to open, or an address to filter by. */
export type Searched = { kind: "request"; id: string } | { kind: "address"; address: string } | null;

export function parseSearch(text: string): Searched {
  const id = findRequestId(text);
  if (id !== null) return { kind: "request", id };
  const address = text.trim().toLowerCase();
  return addressLike.test(address) ? { kind: "address", address } : null;
}
