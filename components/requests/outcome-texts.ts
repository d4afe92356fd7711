import type { RequestDto } from "#lib/contract/keys/requests.ts";

/** The outcomes of requests by verification code, wherever the console names one. */
export const outcomeTexts: Readonly<Record<RequestDto["outcome"], string>> = {
  VALID: "Accepted",
  NOT_FOUND: "Unknown key",
  REVOKED: "Deleted or replaced",
  DISABLED: "Disabled",
  EXPIRED: "Expired",
  IP_NOT_ALLOWED: "IP address not allowed",
  ENVIRONMENT_MISMATCH: "Wrong environment",
  INSUFFICIENT_PERMISSIONS: "Missing permission",
  RATE_LIMITED: "Rate limit exceeded",
  NO_KEY: "No key sent",
  INVALID_REQUEST: "Invalid request",
};

const textsByCode: Readonly<Record<string, string>> = outcomeTexts;

/** The outcome in words. A code that is not known yet is shown as it is. */
export function nameOutcome(code: string): string {
  return textsByCode[code] ?? code;
}
