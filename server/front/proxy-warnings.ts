import type { Config } from "#lib/env.ts";
import type { Logger } from "#lib/log.ts";
import type { NodeClient } from "../http/describe-client.ts";

export interface ProxyWarnings {
  /** For every request. */
  onRequest: (client: NodeClient) => void;
  /** For a key that was rejected because it was sent over plain HTTP. */
  onPlainKey: () => void;
}

/**
 * What the log says, once per process, when a proxy in front and our settings do not fit: otherwise the operator sees only
 * that every client has the proxy's address, or that every key is rejected.
 */
export function createProxyWarnings(
  { trustedProxyHops }: Pick<Config, "trustedProxyHops">,
  logger: Logger,
): ProxyWarnings {
  let hasWarnedOfForwarding = trustedProxyHops > 0;
  let hasWarnedOfPlainKey = false;
  return {
    onRequest: ({ isForwarded }) => {
      if (hasWarnedOfForwarding || !isForwarded) return;
      hasWarnedOfForwarding = true;
      logger.warn(
        "A request brought forwarding headers such as X-Forwarded-For, which are ignored because TRUST_PROXY is 0. " +
          "If a proxy is in front, every client is seen with its address: set TRUST_PROXY to the number of proxies",
      );
    },
    onPlainKey: () => {
      if (hasWarnedOfPlainKey) return;
      hasWarnedOfPlainKey = true;
      logger.warn(
        "A key was rejected because it was sent over plain HTTP and PUBLIC_URL is https. " +
          "If a proxy is in front, it must send X-Forwarded-Proto, and TRUST_PROXY must be the number of proxies",
      );
    },
  };
}
