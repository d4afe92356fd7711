import { isDocs, isOperations } from "./paths.ts";

/** What an IP address can request besides the API. Each class has its own budget. */
export type RequestClass = "page" | "docs" | "sign-in" | "health" | "metrics";

/** The class of a request that is not for the API. Null for static files, which cost nothing. */
export function classifyRequest(path: string): RequestClass | null {
  if (path === "/metrics") return "metrics";
  if (isOperations(path)) return "health";
  if (path.startsWith("/_next/static/") || path === "/icon.svg" || path === "/favicon.ico") return null;
  if (path === "/api/auth" || path.startsWith("/api/auth/")) return "sign-in";
  return isDocs(path) ? "docs" : "page";
}
