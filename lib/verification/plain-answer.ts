import type { HeaderList } from "#lib/network/header-list.ts";

/** An answer without a transport: plain enough for node:http and for Fetch. */
export interface PlainAnswer {
  status: number;
  headers: HeaderList;
  /** The same headers as HTTP/1.1 writes them, every value checked; null where nobody has written them out. */
  headerText: string | null;
  body: string;
}
