import type { RateLimit } from "./window.ts";

/** The limit of API requests that a person sends with a console session. */
export const personRateLimit: RateLimit = { perMinute: 6000, per10Seconds: 600 };

/** The limit of requests from one IP address with a missing or invalid credential. */
export const addressRateLimit: RateLimit = { perMinute: 1000, per10Seconds: 100 };
