import type { HeaderList } from "#lib/network/header-list.ts";

/** An answer without a transport: plain enough for node:http and for Fetch. */
export interface PlainAnswer {
  status: number;
  headers: HeaderList;
  body: string;
}
