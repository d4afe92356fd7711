import type { ApiClient } from "#lib/api/request/client.ts";
import { parseCookies, readSessionToken } from "#lib/auth/session/cookies.ts";
import { isKnownToHaveEnded } from "#lib/auth/session/ended-sessions.ts";
import { decodeToken, readSessionId } from "#lib/auth/session/session-token.ts";
import type { Turn } from "#lib/domain/limits/admission-gate.ts";
import { getClientNetwork } from "#lib/domain/network/address.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";

/** Which budget a page request counts toward. */
export type Browser = { kind: "session"; id: string } | { kind: "address"; network: string };

type BrowserRuntime = Pick<Runtime, "config" | "secrets" | "limiter">;

/**
 * The session named by the browser's cookie. A valid signature is enough, because nobody else can create one.
 * The first page that reads the session finds out if it has ended.
 */
async function findSessionId(runtime: BrowserRuntime, cookie: string | null): Promise<string | null> {
  if (cookie === null) return null;
  const token = readSessionToken(parseCookies(cookie), runtime.config.publicOrigin);
  if (token === null) return null;
  const id = readSessionId(await decodeToken(token, runtime.secrets.session));
  if (id === null || (await isKnownToHaveEnded(runtime.limiter, id))) return null;
  return id;
}

/** A signed-in browser is identified by its session, any other by its IP address (IPv6: its /64). */
export async function findBrowser(
  runtime: BrowserRuntime,
  client: Pick<ApiClient, "address" | "cookie">,
): Promise<Browser> {
  const id = await findSessionId(runtime, client.cookie);
  if (id !== null) return { kind: "session", id };
  return { kind: "address", network: getClientNetwork(client.address) ?? "unknown" };
}

/** Whose turn a page takes while pages wait. */
export async function chooseTurn(
  runtime: BrowserRuntime,
  client: Pick<ApiClient, "address" | "cookie">,
): Promise<Turn> {
  const browser = await findBrowser(runtime, client);
  return browser.kind === "session"
    ? { lane: "known", key: browser.id }
    : { lane: "unknown", key: browser.network };
}
