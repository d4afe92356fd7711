import type { HeaderList } from "#lib/network/header-list.ts";

/** A response independent of the transport, usable with node:http and with Fetch. */
export interface PlainAnswer {
  status: number;
  headers: HeaderList;
  body: string;
}
