import { stringifySetCookie } from "cookie";
import { decode, encode, type JWT, type JWTEncodeParams } from "next-auth/jwt";
import { hourSeconds } from "#lib/domain/common/durations.ts";
import { isId } from "#lib/domain/common/ids.ts";
import { maxSessionHours } from "#lib/platform/settings/env.ts";
import { createCookieSettings } from "./cookies.ts";

function getSigningSecret(secrets: readonly string[]): string {
  const [secret] = secrets;
  if (secret === undefined) throw new Error("no session secret is set");
  return secret;
}

/** The cookie's token: encrypted with the first secret, and containing only the session's ID and secret. */
export async function encodeSessionToken(
  token: JWT | undefined,
  secrets: readonly string[],
): Promise<string> {
  const secret = getSigningSecret(secrets);
  return encode({
    token: { sid: token?.sid, key: token?.key },
    secret,
    maxAge: maxSessionHours * hourSeconds,
  });
}

/** The Set-Cookie line of a session, as next-auth would set it. */
export async function createSessionCookieLine(
  session: { id: string; secret: string; expiresAt: Date },
  secrets: readonly string[],
  isSecure: boolean,
): Promise<string> {
  const { name, options } = createCookieSettings(isSecure).sessionToken;
  const value = await encodeSessionToken({ sid: session.id, key: session.secret }, secrets);
  return stringifySetCookie({ ...options, name, value, expires: session.expiresAt });
}

/** The Set-Cookie line that removes the session's cookie. */
export function createEndedCookieLine(isSecure: boolean): string {
  const { name, options } = createCookieSettings(isSecure).sessionToken;
  return stringifySetCookie({ ...options, name, value: "", maxAge: 0 });
}

/**
 * Encodes any next-auth token. Tokens with a salt hold the state of a provider sign-in (state, nonce, PKCE) and keep their
 * content. The token without a salt is the session's.
 */
export async function encodeToken(params: JWTEncodeParams, secrets: readonly string[]): Promise<string> {
  if (!params.salt) return encodeSessionToken(params.token, secrets);
  return encode({ ...params, secret: getSigningSecret(secrets) });
}

/**
 * Decodes a token with any of the secrets, newest first, or returns null. The salt is the name of the cookie. A session
 * token has none.
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
      // Encrypted with another secret, expired or invalid. Try the next secret.
    }
  }
  return null;
}

/** The session ID inside a token, or null. Doesn't check whether the session is still live. */
export function readSessionId(token: JWT | null): string | null {
  const id = token?.sid;
  return typeof id === "string" && isId("session", id) ? id : null;
}

/** The random secret inside a session's token, or null for one of the previous release. */
export function readSessionSecret(token: JWT | null): string | null {
  const secret = token?.key;
  return typeof secret === "string" ? secret : null;
}
