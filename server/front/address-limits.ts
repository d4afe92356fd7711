import type { ApiClient } from "#lib/api/client.ts";
import type { ServiceError } from "#lib/errors.ts";
import type { RateLimit } from "#lib/limits/window.ts";
import { classifyAddress } from "#lib/network/outbound-address.ts";
import type { Runtime } from "#lib/runtime.ts";
import { getLimitRefusal } from "#lib/verification/quota.ts";
import { findBrowser } from "../http/find-browser.ts";
import type { RequestClass } from "../http/request-class.ts";

/**
 * Sized for an office of two hundred people behind one address who all arrive within a minute: a page takes up to eight
 * requests with what Next fetches ahead, signing in takes five. Signed-in people do not count here.
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

/** A balancer or an orchestrator in the same network asks as often as it likes. */
function isOwnNetwork(address: string): boolean {
  const reach = classifyAddress(address);
  return reach === "private" || reach === "loopback";
}

/**
 * Counts a request that is not for the API. Returns the refusal when its address has used up what it has for the class;
 * a signed-in browser counts on its session and is never refused for its address.
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
