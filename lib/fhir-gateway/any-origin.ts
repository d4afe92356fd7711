import { exposedNames, sentNames } from "#lib/api/caller/cross-origin-names.ts";
import { spendQuota } from "#lib/api/caller/exchange.ts";
import type { ApiRequest } from "#lib/api/request/api-request.ts";
import { getAddressQuota } from "#lib/verification/answer/quota.ts";
import type { GatewayExchange } from "./admit.ts";
import type { GatewayAnswer } from "./judging/judge-response.ts";

/**
 * Pages of any origin can use the gateway, because a cookie never counts here: who has a token can send it from anywhere
 * (ADR 0045).
 */
const anyOrigin = { "Access-Control-Allow-Origin": "*" };

/** Of a resource that was read or written (FHIR R4, "RESTful API"). */
const resourceNames = ["ETag", "Last-Modified", "Location", "Content-Location"];
const conditionNames = ["If-Match", "If-None-Match", "If-Modified-Since", "If-None-Exist", "Prefer"];

const exposed = {
  ...anyOrigin,
  "Access-Control-Expose-Headers": [...exposedNames, ...resourceNames].join(", "),
};

const preflight = {
  "Access-Control-Allow-Methods": "GET, POST, PUT, PATCH, DELETE",
  "Access-Control-Allow-Headers": ["Accept", ...sentNames, ...conditionNames].join(", "),
  // How long browsers may cache it, in seconds.
  "Access-Control-Max-Age": "600",
};

/** The headers of every response. Only pages need the names of what they can read. */
export function shareWithAnyOrigin(request: ApiRequest): Readonly<Record<string, string>> {
  return request.readHeader("origin") === null ? anyOrigin : exposed;
}

/** Whether a browser asks what a page may send (Fetch standard, section 3.3). */
export function isPreflight(request: ApiRequest): boolean {
  return request.method === "OPTIONS" && request.readHeader("access-control-request-method") !== null;
}

/** Answers a preflight request, which has no credential and counts toward the IP address. */
export async function answerPreflight(exchange: GatewayExchange): Promise<GatewayAnswer> {
  await spendQuota(exchange, getAddressQuota(exchange.client.address));
  return { status: 204, headers: preflight, body: null };
}
