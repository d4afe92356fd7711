import { notFound, ServiceError } from "#lib/errors.ts";
import { getSafeCallbackUrl } from "./callback-url.ts";

/**
 * Those of next-auth's endpoints that we serve. Left out: `_log`, by which anyone could write into our log, and the
 * pages of sign-in by mailed link.
 */
const endpoints: Record<string, readonly string[]> = {
  csrf: ["GET"],
  providers: ["GET"],
  session: ["GET"],
  error: ["GET"],
  signin: ["GET", "POST"],
  signout: ["GET", "POST"],
  callback: ["GET", "POST"],
};

export const signInActions: readonly string[] = Object.keys(endpoints);

/** One call of next-auth: `/api/auth/{action}/{providerId}`. */
export interface Endpoint {
  action: string;
  providerId: string | undefined;
}

function createMethodNotAllowed(allowed: readonly string[]): ServiceError {
  return new ServiceError("method_not_allowed", { headers: { Allow: allowed.join(", ") } });
}

/** The endpoint that a path below /api/auth names. Throws `not_found`, `method_not_allowed`. */
export function findEndpoint(
  method: string,
  path: readonly string[],
  providerIds: readonly string[],
): Endpoint {
  const [action = "", providerId, ...rest] = path;
  const methods = Object.hasOwn(endpoints, action) ? endpoints[action] : undefined;
  const takesProvider = action === "signin" || action === "callback";
  if (methods === undefined || rest.length > 0) throw notFound();
  if (providerId === undefined ? action === "callback" : !takesProvider) throw notFound();
  if (providerId !== undefined && providerId !== "credentials" && !providerIds.includes(providerId))
    throw notFound();
  if (!methods.includes(method)) throw createMethodNotAllowed(methods);
  // A password comes in a form; providers send people back by an address.
  if (action === "callback" && method !== (providerId === "credentials" ? "POST" : "GET")) {
    throw createMethodNotAllowed([providerId === "credentials" ? "POST" : "GET"]);
  }
  return { action, providerId };
}

/**
 * What next-auth may see of the query. It answers 500 to a callbackUrl it cannot parse, writes `error` into an address
 * as it is, and passes the rest on to the provider: only the provider's own answer may be anything.
 */
export function cleanQuery(query: URLSearchParams, action: string, origin: string): Record<string, string> {
  const callbackUrl = query.get("callbackUrl");
  const error = query.get("error") ?? "";
  return {
    ...(action === "callback" ? Object.fromEntries(query) : {}),
    ...(action !== "callback" && /^\w{1,64}$/.test(error) ? { error } : {}),
    ...(callbackUrl === null ? {} : { callbackUrl: getSafeCallbackUrl(callbackUrl, origin) }),
  };
}
