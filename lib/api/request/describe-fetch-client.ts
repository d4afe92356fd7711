import { createId } from "#lib/domain/common/ids.ts";
import { resolveClientAddress } from "#lib/domain/network/address.ts";
import type { Config } from "#lib/platform/settings/env.ts";
import type { ApiClient } from "./client.ts";

/**
 * The client of a request on a host that only runs Next. There is no socket, so the client address comes from the trusted
 * proxies.
 */
export function describeFetchClient(
  { headers }: Pick<Request, "headers">,
  { trustedProxyHops }: Pick<Config, "trustedProxyHops">,
): ApiClient {
  return {
    address: resolveClientAddress({
      remoteAddress: "",
      forwardedFor: headers.get("x-forwarded-for") ?? undefined,
      trustedProxyHops,
    }),
    authorization: headers.get("authorization"),
    apiKey: headers.get("x-api-key"),
    cookie: headers.get("cookie"),
    requestId: createId("request"),
    isSecure: headers.get("x-forwarded-proto") === "https",
    host: headers.get("host"),
    agent: headers.get("user-agent"),
  };
}
