import { toHeaderPairs } from "#lib/domain/network/header-list.ts";
import type { LimitDecision, WindowState } from "./window.ts";

/** Full seconds from the decision until the window has certainly ended; at least 1. */
function countSeconds({ endsInMs }: WindowState): number {
  return Math.max(1, Math.ceil(endsInMs / 1000));
}

/** After how many seconds a rejected request can be sent again. */
export function getRetryAfterSeconds(decision: LimitDecision): number {
  return countSeconds(decision.rejectedBy === "burst" ? decision.burst : decision.minute);
}

/** The public message of a 429. */
export function formatLimitMessage(seconds: number): string {
  return `Rate limit exceeded. Try again in ${seconds} seconds.`;
}

/**
 * The limit headers of one response, names and values alternating. `X-RateLimit-*` describe the minute
 * window, or for a rejected request the window that rejected it. `RateLimit-Policy` and `RateLimit` are those
 * of the IETF draft (draft-ietf-httpapi-ratelimit-headers).
 */
export function listLimitHeaders(decision: LimitDecision): string[] {
  const { minute, burst } = decision;
  const shown = decision.rejectedBy === "burst" ? burst : minute;
  const headers = [
    "X-RateLimit-Limit",
    String(shown.limit),
    "X-RateLimit-Remaining",
    String(shown.remaining),
    "X-RateLimit-Reset",
    String(Math.ceil(shown.resetAt / 1000)),
    "RateLimit-Policy",
    `"standard";q=${minute.limit};w=60, "burst";q=${burst.limit};w=10`,
    "RateLimit",
    `"standard";r=${minute.remaining};t=${countSeconds(minute)}, "burst";r=${burst.remaining};t=${countSeconds(burst)}`,
  ];
  if (!decision.admitted) headers.push("Retry-After", String(getRetryAfterSeconds(decision)));
  return headers;
}

/** The same headers for an admitted request, as HTTP/1.1 writes them. */
export function formatAdmittedLimitText({ minute, burst }: LimitDecision): string {
  return (
    `X-RateLimit-Limit: ${minute.limit}\r\nX-RateLimit-Remaining: ${minute.remaining}\r\n` +
    `X-RateLimit-Reset: ${Math.ceil(minute.resetAt / 1000)}\r\n` +
    `RateLimit-Policy: "standard";q=${minute.limit};w=60, "burst";q=${burst.limit};w=10\r\n` +
    `RateLimit: "standard";r=${minute.remaining};t=${countSeconds(minute)}, "burst";r=${burst.remaining};t=${countSeconds(burst)}\r\n`
  );
}

/** The same headers, by name. */
export function formatLimitHeaders(decision: LimitDecision): Record<string, string> {
  return Object.fromEntries(toHeaderPairs(listLimitHeaders(decision)));
}
