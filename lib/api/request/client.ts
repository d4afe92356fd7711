/**
 * What a transport knows about the client that sent a request. The Node listener and Next's catch-all route each create
 * one, so that no other code reads a forwarding header, which a client could have forged.
 */
export interface ApiClient {
  /** The client's IP address behind the trusted proxies, in canonical form. */
  address: string;
  /** `Authorization`, repeated headers joined with ", ". Null if it was not sent. */
  authorization: string | null;
  /** `X-API-Key`, joined in the same way. */
  apiKey: string | null;
  /** `Cookie`, joined with "; ". */
  cookie: string | null;
  /** A `req_` id, used in the response's X-Request-Id, the log and the audit log. */
  requestId: string;
  /** Whether the client's connection, to this server or to the trusted proxy, uses TLS. */
  isSecure: boolean;
  /** The `Host` header as sent, including the port. Null if it was not sent. */
  host: string | null;
  /** True only if the request must have come from this machine. Undefined: false. */
  isLocal?: boolean;
  /** `User-Agent`, joined with ", ". Null if it was not sent. */
  agent: string | null;
}
