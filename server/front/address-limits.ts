import type { ApiClient } from "#lib/api/client.ts";
import { parseCookies, readSessionToken } from "#lib/auth/cookies.ts";
import { decodeToken, readSessionId } from "#lib/auth/session-token.ts";
import type { ServiceError } from "#lib/errors.ts";
import type { RateLimit } from "#lib/limits/window.ts";
import { getClientNetwork } from "#lib/network/address.ts";
import { classifyAddress } from "#lib/network/outbound-address.ts";
import type { Runtime } from "#lib/runtime.ts";
import { getLimitRefusal } from "#lib/verification/quota.ts";
import { isDocs, isOperations } from "../http/paths.ts";

/** What an address may ask for besides the API, each kind with a budget of its own. */
type RequestClass = "page" | "docs" | "sign-in" | "health" | "metrics";

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

/** The class of a request that is not for the API; null for files, which cost nothing. */
export function classifyRequest(path: string): RequestClass | null {
  if (path === "/metrics") return "metrics";
  if (isOperations(path)) return "health";
  if (path.startsWith("/_next/static/") || path === "/icon.svg" || path === "/favicon.ico") return null;
  if (path === "/api/auth" || path.startsWith("/api/auth/")) return "sign-in";
  return isDocs(path) ? "docs" : "page";
}

/** A balancer or an orchestrator in the same network asks as often as it likes. */
function isOwnNetwork(address: string): boolean {
  const reach = classifyAddress(address);
  return reach === "private" || reach === "loopback";
}

/** The session a browser's cookie names. A signature of ours is enough: nobody else can make more of them. */
async function findSessionId({ config, secrets }: Runtime, cookie: string | null): Promise<string | null> {
  if (cookie === null) return null;
  const token = readSessionToken(parseCookies(cookie), config.publicOrigin);
  return token === null ? null : readSessionId(await decodeToken(token, secrets.session));
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
  const sessionId = await findSessionId(runtime, client.cookie);
  const counter = sessionId ?? getClientNetwork(client.address) ?? "unknown";
  const name = sessionId === null ? `address:${requestClass}:${counter}` : `session:${counter}`;
  const limits = sessionId === null ? addressBudgets[requestClass] : sessionBudget;
  const decision = await runtime.limiter.consume(name, limits);
  return decision.admitted ? null : getLimitRefusal(decision);
}
