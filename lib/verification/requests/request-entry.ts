import { getClientNetwork } from "#lib/domain/network/address.ts";
import type { RequestEndpoint, RequestFacts, RequestOutcome } from "#lib/domain/requests/request-facts.ts";

/** The kinds of requests, which are limited separately: accepted ones must not displace rejected ones. */
export type RequestSample = "accepted" | "rejected" | "unknown";

/** One request as the log stores it. It contains no secret, and every text has a maximum length. */
export interface RequestEntry {
  requestId: string;
  /** Milliseconds since 1970, by the database's clock. */
  atMs: number;
  sample: RequestSample;
  endpoint: RequestEndpoint;
  outcome: RequestOutcome;
  /** Null if only instance owners can see the request. */
  teamId: string | null;
  keyId: string | null;
  secretId: string | null;
  environment: string;
  permissions: readonly string[];
  resource: string | null;
  address: string | null;
  service: string;
  facts: RequestFacts;
  /** How many requests of the same subject and outcome followed in the same minute without an entry. */
  more: number;
}

/** Whose requests are counted together: a key's, or without a known key those of one network. */
export function getSubject({ sample, keyId, address }: RequestIdentity): string {
  return sample === "unknown" || keyId === null ? getUnknownSubject(address) : keyId;
}

/** The subject of a request without a known key. One client can have all addresses of an IPv6 network. */
export function getUnknownSubject(address: string | null): string {
  return address === null ? "" : (getClientNetwork(address) ?? "");
}

type RequestIdentity = Pick<RequestEntry, "sample" | "keyId" | "address">;

export function getSample(outcome: RequestOutcome, teamId: string | null): RequestSample {
  if (teamId === null) return "unknown";
  return outcome === "VALID" ? "accepted" : "rejected";
}
