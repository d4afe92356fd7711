import { randomBytes } from "node:crypto";
import type { AnswerContext } from "./answer-context.ts";

/** All that means something to a program: proxies copy an answer's headers, and services parse each of them. */
export const machineHeaders = { "X-Content-Type-Options": "nosniff" };

/** What every response that a browser may show carries: page, file, error and API alike. */
export function createSecurityHeaders(isSecure: boolean): Record<string, string> {
  return {
    ...machineHeaders,
    "X-Frame-Options": "DENY",
    // Paths of ours hold one-time tokens.
    "Referrer-Policy": "strict-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy":
      "accelerometer=(), camera=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()",
    ...(isSecure ? { "Strict-Transport-Security": "max-age=31536000; includeSubDomains" } : {}),
  };
}

/** For the API's answers, which are nothing to render. */
const apiContentPolicy = "default-src 'none'; frame-ancestors 'none'";

/** What every answer carries that is no page. */
export function createStandingHeaders({
  isForMachine,
  isSecure,
}: Pick<AnswerContext, "isForMachine" | "isSecure">): Record<string, string> {
  if (isForMachine) return machineHeaders;
  return { ...createSecurityHeaders(isSecure), "Content-Security-Policy": apiContentPolicy };
}

export function createNonce(): string {
  return randomBytes(16).toString("base64");
}

/** The page's policy: scripts by nonce alone, everything from ourselves. */
export function createPageContentPolicy(
  nonce: string,
  options: { isDevelopment: boolean; isSecure: boolean },
): string {
  // React in development rebuilds stacks with eval; the reload runs over a WebSocket.
  const developmentScript = options.isDevelopment ? " 'unsafe-eval'" : "";
  const developmentConnect = options.isDevelopment ? " ws: wss:" : "";
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${developmentScript}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self'${developmentConnect}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    ...(options.isSecure ? ["upgrade-insecure-requests"] : []),
  ].join("; ");
}
