import { toHeaderPairs } from "#lib/network/header-list.ts";
import type { LimitDecision, WindowState } from "./window.ts";

/** Whole seconds from the decision until the window has surely ended; at least 1. */
function countSeconds({ endsInMs }: WindowState): number {
  return Math.max(1, Math.ceil(endsInMs / 1000));
}

/** After how many seconds a refused request will find room. */
export function getRetryAfterSeconds(decision: LimitDecision): number {
  return countSeconds(decision.refusedBy === "burst" ? decision.burst : decision.minute);
}

/** The 429's public text. */
export function formatLimitMessage(seconds: number): string {
  return `Rate limit exceeded. Try again in ${seconds} seconds.`;
}

/**
 * The limit headers of one response, names and values in turn: `X-RateLimit-*` describe the minute window, on a refusal the
 * one that refused; `RateLimit-Policy` and `RateLimit` are those of the IETF draft (draft-ietf-httpapi-ratelimit-headers).
 */
export function listLimitHeaders(decision: LimitDecision): string[] {
  const { minute, burst } = decision;
  const shown = decision.refusedBy === "burst" ? burst : minute;
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

/** The same of an admitted request, as HTTP/1.1 writes them. */
export function formatAdmittedLimitText({ minute, burst }: LimitDecision): string {
  return (
    `X-RateLimit-Limit: ${minute.limit}\r\nX-RateLimit-Remaining: ${minute.remaining}\r\n` +
    `X-RateLimit-Reset: ${Math.ceil(minute.resetAt / 1000)}\r\n` +
    `RateLimit-Policy: "standard";q=${minute.limit};w=60, "burst";q=${burst.limit};w=10\r\n` +
    `RateLimit: "standard";r=${minute.remaining};t=${countSeconds(minute)}, "burst";r=${burst.remaining};t=${countSeconds(burst)}\r\n`
  );
}

/** The same by name. */
export function formatLimitHeaders(decision: LimitDecision): Record<string, string> {
  return Object.fromEntries(toHeaderPairs(listLimitHeaders(decision)));
}
