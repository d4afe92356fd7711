import type { ApiClient } from "#lib/api/request/client.ts";
import type { ServiceError } from "#lib/domain/common/errors.ts";
import type { RateLimit } from "#lib/domain/limits/window.ts";
import { classifyAddress } from "#lib/domain/network/outbound-address.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { getLimitRefusal } from "#lib/verification/answer/quota.ts";
import { findBrowser } from "#server/http/request/find-browser.ts";
import type { RequestClass } from "#server/http/request/request-class.ts";

/**
 * Sized for an office of 200 people behind one IP address who all arrive within a minute: opening a page and going on
 * to a few others takes up to 8 requests, and signing in takes 5. Signed-in people do not count here.
 */
const addressBudgets: Record<RequestClass, RateLimit> = {
  page: { perMinute: 2_400, per10Seconds: 800 },
  docs: { perMinute: 2_400, per10Seconds: 800 },
  "sign-in": { perMinute: 1_200, per10Seconds: 400 },
  health: { perMinute: 120, per10Seconds: 40 },
  metrics: { perMinute: 60, per10Seconds: 20 },
};

/** For one signed-in browser, pages and sign-in together. */
const sessionBudget: RateLimit = { perMinute: 1_200, per10Seconds: 300 };

/** Load balancers and orchestrators in the same network can check health as often as they like. */
function isOwnNetwork(address: string): boolean {
  const reach = classifyAddress(address);
  return reach === "private" || reach === "loopback";
}

/**
 * Counts a request that is not for the API. Returns the error if its IP address has used up its budget for
 * the class. A signed-in browser counts toward its session's budget and is never rejected because of its IP
 * address.
 */
export async function countRequest(
  runtime: Runtime,
  client: Pick<ApiClient, "address" | "cookie">,
  requestClass: RequestClass,
): Promise<ServiceError | null> {
  if (requestClass === "health" && isOwnNetwork(client.address)) return null;
  const browser = await findBrowser(runtime, client);
  const decision =
    browser.kind === "session"
      ? await runtime.limiter.consume(`session:${browser.id}`, sessionBudget)
      : await runtime.limiter.consume(
          `address:${requestClass}:${browser.network}`,
          addressBudgets[requestClass],
        );
  return decision.admitted ? null : getLimitRefusal(decision);
}
