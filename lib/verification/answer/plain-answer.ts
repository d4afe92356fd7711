import type { HeaderList } from "#lib/domain/network/header-list.ts";

/** A response independent of the transport, usable with node:http and with Fetch. */
export interface PlainAnswer {
  status: number;
  headers: HeaderList;
  /** The same headers as HTTP/1.1 writes them, every value checked; null where nobody has written them out. */
  headerText: string | null;
  body: string;
}
