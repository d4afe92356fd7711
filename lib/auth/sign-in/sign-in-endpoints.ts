import { getSafeCallbackUrl } from "#lib/auth/session/callback-url.ts";
import { notFound, ServiceError } from "#lib/domain/common/errors.ts";

/**
 * The next-auth endpoints that the console serves. Not served are `_log`, which would let anyone write to the log, and
 * the pages for sign-in by email link.
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

/** An endpoint of next-auth: `/api/auth/{action}/{providerId}`. */
export interface Endpoint {
  action: string;
  providerId: string | undefined;
}

function createMethodNotAllowed(allowed: readonly string[]): ServiceError {
  return new ServiceError("method_not_allowed", { headers: { Allow: allowed.join(", ") } });
}

/** Finds the endpoint for a path below /api/auth. Throws `not_found` or `method_not_allowed`. */
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
  // Passwords are posted in a form. Providers redirect back with GET.
  if (action === "callback" && method !== (providerId === "credentials" ? "POST" : "GET")) {
    throw createMethodNotAllowed([providerId === "credentials" ? "POST" : "GET"]);
  }
  return { action, providerId };
}

/**
 * The query parameters that are passed to next-auth. It answers 500 to a callbackUrl it can't parse, copies `error` into
 * a URL unchanged, and passes other parameters on to the provider. So only a provider's callback keeps all parameters.
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
