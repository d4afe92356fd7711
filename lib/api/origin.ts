import ipaddr from "ipaddr.js";
import { ServiceError } from "#lib/errors.ts";
import type { ApiClient } from "./client.ts";

/**
 * Our own origin as this request's browser sees it. Without PUBLIC_URL it is made from the Host header, and then only for
 * IP literals and localhost: any other name could be one that an attacker pointed at us (DNS rebinding).
 */
export function getOwnOrigin(
  publicOrigin: string | undefined,
  client: Pick<ApiClient, "host" | "isSecure">,
): string | null {
  if (publicOrigin !== undefined) return publicOrigin;
  if (client.host === null) return null;
  const url = URL.parse(`${client.isSecure ? "https" : "http"}://${client.host}`);
  if (url === null || url.username !== "" || url.pathname !== "/") return null;
  const name = url.hostname.replace(/^\[|\]$/g, "");
  const isOurs = name === "localhost" || name.endsWith(".localhost") || ipaddr.isValid(name);
  return isOurs ? url.origin : null;
}

const originMessage =
  "Requests from this origin are not allowed. If it is the console's own address, set PUBLIC_URL to it";

const safeMethods = new Set(["GET", "HEAD", "OPTIONS"]);

/** A mutation with a cookie must come from our own pages. Throws `origin_not_allowed` otherwise. */
export function assertOwnOrigin(
  request: Request,
  client: Pick<ApiClient, "host" | "isSecure">,
  publicOrigin: string | undefined,
): void {
  if (safeMethods.has(request.method)) return;
  const own = getOwnOrigin(publicOrigin, client);
  const site = request.headers.get("sec-fetch-site");
  const isSameSite = site === null || site === "same-origin";
  if (own === null || request.headers.get("origin") !== own || !isSameSite) {
    throw new ServiceError("origin_not_allowed", { message: originMessage });
  }
}
