import { parseCookie, stringifySetCookie } from "cookie";
import type { CookiesOptions } from "next-auth";
import { getSafeCallbackPath, getSafeCallbackUrl } from "./callback-url.ts";
import { type DeviceMark, deviceMarkSeconds, formatDeviceMark, parseDeviceMark } from "./device-mark.ts";

/** next-auth's cookie names, without the prefix. */
const baseNames = {
  sessionToken: "next-auth.session-token",
  callbackUrl: "next-auth.callback-url",
  csrfToken: "next-auth.csrf-token",
  pkceCodeVerifier: "next-auth.pkce.code_verifier",
  state: "next-auth.state",
  nonce: "next-auth.nonce",
} as const;

type CookieKind = keyof typeof baseNames;

/** Binds a cookie to this host and to HTTPS (RFC 6265bis, 4.1.3.2). Plain HTTP cannot set it. */
const securePrefix = "__Host-";

/** next-auth splits a session cookie into chunks of 4 KB. The console's fits in one, so more than 8 are foreign. */
const maxChunks = 8;

/** next-auth's cookie name on HTTP, with the `__Host-` prefix on HTTPS. */
export function getCookieName(kind: CookieKind, isSecure: boolean): string {
  return `${isSecure ? securePrefix : ""}${baseNames[kind]}`;
}

/** next-auth's `cookies` option. Scripts can't read the cookies, and forms of other sites don't send them. */
export function createCookieSettings(isSecure: boolean): CookiesOptions {
  const options = { httpOnly: true, sameSite: "lax", path: "/", secure: isSecure } as const;
  const describe = (kind: CookieKind) => ({ name: getCookieName(kind, isSecure), options });
  return {
    sessionToken: describe("sessionToken"),
    callbackUrl: describe("callbackUrl"),
    csrfToken: describe("csrfToken"),
    pkceCodeVerifier: describe("pkceCodeVerifier"),
    state: describe("state"),
    nonce: describe("nonce"),
  };
}

const deviceName = "byteengine.device";

/** The device mark in a browser's cookies. On HTTPS only the `__Host-` cookie counts, as for the session. */
export function readDeviceCookie(cookies: ReadonlyMap<string, string>, isSecure: boolean): DeviceMark | null {
  return parseDeviceMark(cookies.get(`${isSecure ? securePrefix : ""}${deviceName}`));
}

/** The Set-Cookie line for a device mark. */
export function createDeviceCookie(mark: DeviceMark, isSecure: boolean): string {
  const name = `${isSecure ? securePrefix : ""}${deviceName}`;
  const attributes = { path: "/", httpOnly: true, secure: isSecure, sameSite: "lax" } as const;
  return stringifySetCookie({
    name,
    value: formatDeviceMark(mark),
    maxAge: deviceMarkSeconds,
    ...attributes,
  });
}

const pendingName = "byteengine.pending-sign-in";

/** How long a person has to enter the code of their second factor. */
export const pendingSignInSeconds = 600;

/** The token of a sign-in that still needs a second factor. */
export function readPendingCookie(
  cookies: ReadonlyMap<string, string>,
  isSecure: boolean,
): string | undefined {
  return cookies.get(`${isSecure ? securePrefix : ""}${pendingName}`);
}

/** The Set-Cookie line that keeps this token. Null removes it. */
export function createPendingCookie(token: string | null, isSecure: boolean): string {
  return stringifySetCookie({
    name: `${isSecure ? securePrefix : ""}${pendingName}`,
    value: token ?? "",
    maxAge: token === null ? 0 : pendingSignInSeconds,
    path: "/",
    httpOnly: true,
    secure: isSecure,
    sameSite: "lax",
  });
}

const browserName = "byteengine.passkey";

/** Longer than a challenge lives, so that a sign-in page that stays open can renew it. */
const browserSeconds = 86_400;

/** The token of the browser that a challenge for a passkey was given to. */
export function readPasskeyCookie(
  cookies: ReadonlyMap<string, string>,
  isSecure: boolean,
): string | undefined {
  return cookies.get(`${isSecure ? securePrefix : ""}${browserName}`);
}

/** The Set-Cookie line that keeps this token. */
export function createPasskeyCookie(token: string, isSecure: boolean): string {
  return stringifySetCookie({
    name: `${isSecure ? securePrefix : ""}${browserName}`,
    value: token,
    maxAge: browserSeconds,
    path: "/",
    httpOnly: true,
    secure: isSecure,
    sameSite: "lax",
  });
}

/** Parses cookies by name. The first of a name wins (RFC 6265, 5.4). Never throws. */
export function parseCookies(header: string | null): Map<string, string> {
  const cookies = Object.entries(parseCookie(header ?? ""));
  return new Map(cookies.map(([name, value = ""]) => [name, value.replace(/^"(.*)"$/, "$1")]));
}

function readChunks(cookies: ReadonlyMap<string, string>, name: string): string | null {
  const whole = cookies.get(name);
  if (whole !== undefined) return whole;
  const chunks: string[] = [];
  for (let i = 0; i < maxChunks; i++) {
    const chunk = cookies.get(`${name}.${i}`);
    if (chunk === undefined) break;
    chunks.push(chunk);
  }
  return chunks.length === 0 ? null : chunks.join("");
}

/**
 * The session token in a browser's cookies, or null. Once the public URL is HTTPS, only the `__Host-` cookie counts,
 * because a plain one could have been planted by a neighboring host or over HTTP.
 */
export function readSessionToken(
  cookies: ReadonlyMap<string, string>,
  publicOrigin: string | undefined,
): string | null {
  const secure = readChunks(cookies, getCookieName("sessionToken", true));
  if (secure !== null || publicOrigin?.startsWith("https:")) return secure;
  return readChunks(cookies, getCookieName("sessionToken", false));
}

/** next-auth's own cookies, as the plain object it expects. */
export function pickAuthCookies(cookies: ReadonlyMap<string, string>): Record<string, string> {
  const own = [...cookies].filter(([name]) => /^(__Host-)?next-auth\.[a-z_.\d-]+$/.test(name));
  return Object.fromEntries(own);
}

type AuthCookies = Readonly<Record<string, string>>;

/** Replaces an unsafe callback URL cookie. next-auth answers 500 to one it can't parse, and anyone can send one. */
export function withSafeCallbackUrl(cookies: AuthCookies, origin: string): Record<string, string> {
  const entries = Object.entries(cookies).map(([name, value]) => [
    name,
    name.endsWith(baseNames.callbackUrl) ? getSafeCallbackUrl(value, origin) : value,
  ]);
  return Object.fromEntries(entries);
}

/** The token of the invitation page from which the browser went to a provider. Undefined for other pages. */
export function readInvitationToken(cookies: AuthCookies, isSecure: boolean): string | undefined {
  const url = URL.parse(cookies[getCookieName("callbackUrl", isSecure)] ?? "");
  return /^\/invitations\/([\w-]{1,255})$/.exec(url?.pathname ?? "")?.[1];
}

/** The path on this console to open after a provider sign-in. */
export function readReturnPath(cookies: AuthCookies, isSecure: boolean, origin: string): string {
  return getSafeCallbackPath(cookies[getCookieName("callbackUrl", isSecure)], origin);
}

export function withoutSessionToken(cookies: AuthCookies): Record<string, string> {
  return Object.fromEntries(
    Object.entries(cookies).filter(([name]) => !name.includes(baseNames.sessionToken)),
  );
}
