import { toHeaderPairs } from "#lib/network/header-list.ts";
import type { LimitDecision, WindowState } from "./window.ts";

/** Whole seconds from now until the window has surely ended; at least 1. */
function countSeconds(window: WindowState, nowMs: number): number {
  return Math.max(1, Math.ceil((window.resetAt - nowMs) / 1000));
}

/** After how many seconds a refused request will find room. */
export function getRetryAfterSeconds(decision: LimitDecision, nowMs: number): number {
  return countSeconds(decision.refusedBy === "burst" ? decision.burst : decision.minute, nowMs);
}

/** The 429's public text. */
export function formatLimitMessage(seconds: number): string {
  return `Rate limit exceeded. Try again in ${seconds} seconds.`;
}

/**
 * The limit headers of one response, names and values in turn: `X-RateLimit-*` describe the minute window, on a refusal the
 * one that refused; `RateLimit-Policy` and `RateLimit` are those of the IETF draft (draft-ietf-httpapi-ratelimit-headers).
 */
export function listLimitHeaders(decision: LimitDecision, nowMs: number): string[] {
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
    `"standard";r=${minute.remaining};t=${countSeconds(minute, nowMs)}, "burst";r=${burst.remaining};t=${countSeconds(burst, nowMs)}`,
  ];
  if (!decision.admitted) headers.push("Retry-After", String(getRetryAfterSeconds(decision, nowMs)));
  return headers;
}

/** The same by name. */
export function formatLimitHeaders(decision: LimitDecision, nowMs: number): Record<string, string> {
  return Object.fromEntries(toHeaderPairs(listLimitHeaders(decision, nowMs)));
}
