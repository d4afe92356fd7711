import { decode, encode, type JWT, type JWTEncodeParams } from "next-auth/jwt";
import { isId } from "#lib/ids.ts";
import { sessionLifetimeSeconds } from "./session-life.ts";

function getSigningSecret(secrets: readonly string[]): string {
  const [secret] = secrets;
  if (secret === undefined) throw new Error("no session secret is set");
  return secret;
}

/** The token for a cookie: encrypted with the first secret, carrying nothing but the session's id. */
export async function encodeSessionToken(
  token: JWT | undefined,
  secrets: readonly string[],
): Promise<string> {
  const secret = getSigningSecret(secrets);
  return encode({ token: { sid: token?.sid }, secret, maxAge: sessionLifetimeSeconds });
}

/**
 * Any token of next-auth's. Those with a salt are its notes on a sign-in under way at a provider (state, nonce, PKCE):
 * they keep what they carry. The one without is the session's.
 */
export async function encodeToken(params: JWTEncodeParams, secrets: readonly string[]): Promise<string> {
  if (!params.salt) return encodeSessionToken(params.token, secrets);
  return encode({ ...params, secret: getSigningSecret(secrets) });
}

/**
 * The token's content under any of the secrets, newest first; null for anything else, however garbled. A salt names the
 * cookie it was made for; without one it is a session's.
 */
export async function decodeToken(
  token: string | undefined,
  secrets: readonly string[],
  salt = "",
): Promise<JWT | null> {
  if (token === undefined || token === "") return null;
  for (const secret of secrets) {
    try {
      return await decode({ token, secret, salt });
    } catch {
      // Signed with another secret, expired or not ours: the next secret decides, and none means no session.
    }
  }
  return null;
}

/** The session id inside a token, or null. Says nothing about whether the session still lives. */
export function readSessionId(token: JWT | null): string | null {
  const id = token?.sid;
  return typeof id === "string" && isId("session", id) ? id : null;
}
