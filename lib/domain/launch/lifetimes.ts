import { dayMs, minuteMs } from "#lib/domain/common/durations.ts";

/** How long a launch context can be used, once. */
export const launchMs = 5 * minuteMs;

/** How long an authorization code can be exchanged, once. */
export const codeMs = minuteMs;

/** The longest life of an access token. */
const accessMs = 60 * minuteMs;

/** How long a grant with offline access lives after its last use. */
const unusedMs = 90 * dayMs;

/** How long it lives in any case. */
const wholeMs = 365 * dayMs;

export interface GrantTimes {
  createdAt: Date;
  scopes: readonly string[];
}

export interface TokenTimes {
  /** When the access token expires. */
  tokenEndsAt: Date;
  /** When the grant, and with it a refresh token, expires unless it is used again. */
  grantEndsAt: Date;
}

/** Whether the app can get tokens while the person is away. */
export function isOffline(scopes: readonly string[]): boolean {
  return scopes.includes("offline_access");
}

/** When a grant ends in any case. */
export function getLatestEnd(createdAt: Date): Date {
  return new Date(createdAt.getTime() + wholeMs);
}

/** Until when a token that is issued now is valid, and its grant. Without offline access, both end together. */
export function planTimes({ createdAt, scopes }: GrantTimes, now: Date): TokenTimes {
  const endMs = getLatestEnd(createdAt).getTime();
  const tokenEndsAt = new Date(Math.min(now.getTime() + accessMs, endMs));
  const grantEndsAt = isOffline(scopes) ? new Date(Math.min(now.getTime() + unusedMs, endMs)) : tokenEndsAt;
  return { tokenEndsAt, grantEndsAt };
}
