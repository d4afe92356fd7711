import type { RateLimit } from "./window.ts";

/** What a person may ask of the API through the console's session. */
export const personRateLimit: RateLimit = { perMinute: 6000, per10Seconds: 600 };

/** What an address may ask with a credential that is missing or invalid. */
export const addressRateLimit: RateLimit = { perMinute: 1000, per10Seconds: 100 };
