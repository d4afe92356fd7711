/** Results of requests by verification code, in the order in which charts prefer them. */
const outcomeTexts: Readonly<Record<string, string>> = {
  VALID: "Accepted",
  INSUFFICIENT_PERMISSIONS: "Missing permission",
  IP_NOT_ALLOWED: "IP address not allowed",
  RATE_LIMITED: "Rate limit exceeded",
  ENVIRONMENT_MISMATCH: "Wrong environment",
  EXPIRED: "Key expired",
  DISABLED: "Key disabled",
  REVOKED: "Key deleted or secret replaced",
};

/** The result in words. A code that is not known yet is shown as it is. */
export function nameOutcome(code: string): string {
  return outcomeTexts[code] ?? code;
}
