/** A request as the API reads it, whichever transport brought it. */
export interface ApiRequest {
  method: string;
  /** Normalised, as a router has matched it. */
  path: string;
  /** With its question mark, or empty. */
  search: string;
  /** By lower-case name; repeated ones joined by ", ". Null: not sent. */
  readHeader(name: string): string | null;
  /** Throws `payload_too_large`, and `invalid_request` for a body that did not arrive. */
  readBody(): Promise<Uint8Array>;
  /** Aborted when nobody waits for the answer any more; null where that is not known. */
  getSignal(): AbortSignal | null;
}

/** An answer as the API gives it, whichever transport takes it away. */
export interface ApiAnswer {
  status: number;
  headers: Readonly<Record<string, string>>;
  /** A stream for what is read as it is sent. */
  body: string | ReadableStream<Uint8Array>;
}
