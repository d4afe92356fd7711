/** A request to the API, independent of the transport. */
export interface ApiRequest {
  method: string;
  /** Normalized, as the router matched it. */
  path: string;
  /** With the leading question mark, or empty. */
  search: string;
  /** By lowercase name. Repeated headers are joined with ", ". Null: not sent. */
  readHeader(name: string): string | null;
  /**
   * Throws `payload_too_large`, and `invalid_request` if the body did not arrive completely. Where bodies can be large, `hold`
   * is called with the size of each part that arrives, and what it throws ends the reading.
   */
  readBody(hold?: (bytes: number) => void): Promise<Uint8Array>;
  /** Aborted when the client disconnects. Where bodies can be large, also when the response has been sent. Null: not known. */
  getSignal(): AbortSignal | null;
}

/** A response of the API, independent of the transport. */
export interface ApiAnswer {
  status: number;
  headers: Readonly<Record<string, string>>;
  /** A stream for content that is read while it is sent. */
  body: string | ReadableStream<Uint8Array>;
}
