import { randomBytes } from "node:crypto";
import type { AnswerContext } from "./answer-context.ts";

/**
 * The only security header that matters to a program: proxies copy a response's headers, and services parse
 * each of them.
 */
export const machineHeaders = { "X-Content-Type-Options": "nosniff" };

/** The headers on every response that a browser may show: pages, files, errors and the API. */
export function createSecurityHeaders(isSecure: boolean): Record<string, string> {
  return {
    ...machineHeaders,
    "X-Frame-Options": "DENY",
    // Some paths contain one-time tokens.
    "Referrer-Policy": "strict-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy":
      "accelerometer=(), camera=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()",
    ...(isSecure ? { "Strict-Transport-Security": "max-age=31536000; includeSubDomains" } : {}),
  };
}

/** For API responses, which browsers must not render. */
const apiContentPolicy = "default-src 'none'; frame-ancestors 'none'";

/** The headers on every response that is not a page. */
export function createCommonHeaders({
  isForMachine,
  isSecure,
}: Pick<AnswerContext, "isForMachine" | "isSecure">): Record<string, string> {
  if (isForMachine) return machineHeaders;
  return { ...createSecurityHeaders(isSecure), "Content-Security-Policy": apiContentPolicy };
}

export function createNonce(): string {
  return randomBytes(16).toString("base64");
}

/** The policy of pages: scripts only with the nonce, everything else only from this origin. */
export function createPageContentPolicy(
  nonce: string,
  options: { isDevelopment: boolean; isSecure: boolean },
): string {
  // In development, React uses eval to rebuild stack traces, and reloading uses a WebSocket.
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
