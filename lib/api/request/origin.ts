import { ServiceError } from "#lib/domain/common/errors.ts";
import { getOwnOrigin } from "#lib/domain/network/own-origin.ts";
import type { ApiRequest } from "./api-request.ts";
import type { ApiClient } from "./client.ts";

const originMessage =
  "Requests from this origin are not allowed. If this is the console's own address, set PUBLIC_URL to it";

const safeMethods = new Set(["GET", "HEAD", "OPTIONS"]);

/** Throws `origin_not_allowed` unless a mutation with a cookie comes from the console's own pages. */
export function assertOwnOrigin(
  request: Pick<ApiRequest, "method" | "readHeader">,
  client: Pick<ApiClient, "host" | "isSecure">,
  publicOrigin: string | undefined,
): void {
  if (safeMethods.has(request.method)) return;
  const own = getOwnOrigin(publicOrigin, client);
  const site = request.readHeader("sec-fetch-site");
  const isSameSite = site === null || site === "same-origin";
  if (own === null || request.readHeader("origin") !== own || !isSameSite) {
    throw new ServiceError("origin_not_allowed", { message: originMessage });
  }
}
