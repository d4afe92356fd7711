import type { Logger } from "#lib/platform/log/log.ts";
import type { Config } from "#lib/platform/settings/env.ts";
import type { NodeClient } from "#server/http/request/describe-client.ts";

export interface ProxyWarnings {
  /** Called for every request. `isOwn` says whether the console sent it itself, to see how it arrives. */
  onRequest: (client: NodeClient, isOwn: () => boolean) => void;
  /** Called for a key that was rejected because it was sent over plain HTTP. */
  onPlainKey: () => void;
}

/**
 * Warns once per process when the settings do not match the proxy in front. Without the warning the operator
 * would see only that every client has the proxy's IP address, or that every key is rejected.
 */
export function createProxyWarnings(
  { trustedProxyHops }: Pick<Config, "trustedProxyHops">,
  logger: Logger,
): ProxyWarnings {
  let hasWarnedAboutForwarding = trustedProxyHops > 0;
  let hasWarnedAboutPlainKey = false;
  return {
    onRequest: ({ isForwarded }, isOwn) => {
      if (hasWarnedAboutForwarding || !isForwarded || isOwn()) return;
      hasWarnedAboutForwarding = true;
      logger.warn(
        "A request had forwarding headers such as X-Forwarded-For, which are ignored because TRUST_PROXY is 0. " +
          "If there is a proxy in front, all clients appear with its IP address: set TRUST_PROXY to the number of proxies",
      );
    },
    onPlainKey: () => {
      if (hasWarnedAboutPlainKey) return;
      hasWarnedAboutPlainKey = true;
      logger.warn(
        "A key was rejected because it was sent over plain HTTP and PUBLIC_URL is https. " +
          "If there is a proxy in front, it must send X-Forwarded-Proto, and TRUST_PROXY must be the number of proxies",
      );
    },
  };
}
