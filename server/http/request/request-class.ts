import { isDocs, isOperations } from "./paths.ts";

/** What an IP address can request besides the API. Each class has its own budget. */
export type RequestClass = "page" | "docs" | "sign-in" | "health" | "metrics";

/** Files in public/ and app/icon.svg. */
const publicFiles: ReadonlySet<string> = new Set([
  "/icon.svg",
  "/favicon.ico",
  "/apple-touch-icon.png",
  "/icon-192.png",
  "/icon-512.png",
  "/icon-maskable-512.png",
  "/manifest.webmanifest",
  "/robots.txt",
]);

/** The class of a request that is not for the API. Null for static files, which cost nothing. */
export function classifyRequest(path: string): RequestClass | null {
  if (path === "/metrics") return "metrics";
  if (isOperations(path)) return "health";
  if (path.startsWith("/_next/static/") || publicFiles.has(path)) return null;
  if (path === "/api/auth" || path.startsWith("/api/auth/")) return "sign-in";
  return isDocs(path) ? "docs" : "page";
}
