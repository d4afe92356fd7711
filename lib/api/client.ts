/**
 * What a transport knows about a request besides the Request itself. The Node listener and Next's catch-all route each
 * build one, so that nothing behind them reads a forwarding header a client could have forged.
 */
export interface ApiClient {
  /** Where the request came from, past the trusted proxies and in canonical form. */
  address: string;
  /** `Authorization`, repeated headers joined with ", "; null when there is none. */
  authorization: string | null;
  /** `X-API-Key`, joined likewise. */
  apiKey: string | null;
  /** `Cookie`, joined with "; ". */
  cookie: string | null;
  /** A `req_` id: in the answer's X-Request-Id, the log and the audit. */
  requestId: string;
  /** Whether the client's own connection (or the trusted proxy's client's) was TLS. */
  isSecure: boolean;
  /** The `Host` header as sent, port included; null for a request without one. */
  host: string | null;
  /** Only this machine can have made the request. Left out: it counts as not. */
  isLocal?: boolean;
  /** `User-Agent`, joined with ", "; null when there is none. */
  agent: string | null;
}
