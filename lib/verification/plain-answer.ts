/** An answer without a transport: plain enough for node:http and for Fetch. */
export interface PlainAnswer {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: string;
}
