import { listProviders } from "#lib/auth/providers/providers.ts";
import {
  createDeviceCookie,
  createPendingCookie,
  parseCookies,
  pickAuthCookies,
  readDeviceCookie,
  readInvitationToken,
  readPasskeyCookie,
  readPendingCookie,
  readReturnPath,
  withoutSessionToken,
  withSafeCallbackUrl,
} from "#lib/auth/session/cookies.ts";
import { addToDeviceMark } from "#lib/auth/session/device-mark.ts";
import { resolveUserActor } from "#lib/auth/session/resolve-user-actor.ts";
import { ServiceError, toErrorBody } from "#lib/domain/common/errors.ts";
import { createId } from "#lib/domain/common/ids.ts";
import { resolveClientAddress } from "#lib/domain/network/address.ts";
import { readLocalHeader } from "#lib/domain/network/local-request.ts";
import { getOwnOrigin } from "#lib/domain/network/own-origin.ts";
import { explainFailure } from "#lib/platform/runtime/explain-failure.ts";
import { getRuntime, type Runtime } from "#lib/platform/runtime/runtime.ts";
import { prepareSignInLibrary } from "#lib/platform/settings/env.ts";
import { endSession } from "#lib/services/sessions/end.ts";
import type { SignInContext } from "#lib/services/sessions/start-session.ts";
import { buildAuthOptions, type SignInExchange } from "./options.ts";
import { findAsking, withAsking } from "./provider-proof.ts";
import { runNextAuth } from "./run-next-auth.ts";
import { cleanQuery, type Endpoint, findEndpoint } from "./sign-in-endpoints.ts";

/** The console's forms have only a few fields. */
const maxFields = 20;

function createSignInContext(runtime: Runtime, headers: Headers): SignInContext {
  return {
    runtime,
    request: {
      id: headers.get("x-request-id") ?? createId("request"),
      address: resolveClientAddress({
        remoteAddress: "",
        forwardedFor: headers.get("x-forwarded-for") ?? undefined,
        // The console's server adds one trusted address. On other hosts the nearest proxy does.
        trustedProxyHops: Math.max(1, runtime.config.trustedProxyHops),
      }),
      agent: headers.get("user-agent"),
      isLocal: readLocalHeader(runtime.config, headers),
    },
    now: new Date(),
  };
}

function findOrigin(signIn: SignInContext, headers: Headers): string {
  const isSecure = headers.get("x-forwarded-proto") === "https";
  const host = headers.get("x-forwarded-host") ?? headers.get("host");
  const origin = getOwnOrigin(signIn.runtime.config.publicOrigin, { host, isSecure });
  if (origin === null) throw new ServiceError("origin_not_allowed");
  return origin;
}

/** Rejects forms from other sites, which must not sign anyone in or out. next-auth's CSRF token is a second check. */
function assertOwnForm(request: Request, origin: string): void {
  const sentOrigin = request.headers.get("origin") ?? origin;
  const site = request.headers.get("sec-fetch-site") ?? "same-origin";
  if (sentOrigin !== origin || site !== "same-origin") throw new ServiceError("origin_not_allowed");
}

async function readForm(request: Request): Promise<Record<string, string>> {
  const type = request.headers.get("content-type") ?? "";
  if (!type.startsWith("application/x-www-form-urlencoded")) throw new ServiceError("unsupported_media_type");
  const fields = [...new URLSearchParams(await request.text())];
  if (fields.length > maxFields || fields.some(([, value]) => value.includes("\u0000"))) {
    throw new ServiceError("invalid_request");
  }
  return Object.fromEntries(fields);
}

/** Applies the failure's status and headers to a JSON response. A plain browser form is redirected to a page instead. */
function withFailure(response: Response, failure: ServiceError | null): Response {
  if (failure === null || response.status < 400) return response;
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(failure.headers)) headers.set(name, value);
  return new Response(response.body, { status: failure.status, headers });
}

/** Redirects a new member to the start page, because the invitation page would show that the invitation was used. */
function withLanding(response: Response, { session, origin }: SignInExchange): Response {
  if (session?.hasJoined !== true || !response.headers.has("location")) return response;
  const headers = new Headers(response.headers);
  headers.set("location", `${origin}/`);
  return new Response(response.body, { status: response.status, headers });
}

/** Adds the signed-in account to the browser's device mark. */
function withDevice(response: Response, { session, device, origin, signIn }: SignInExchange): Response {
  if (session === null) return response;
  const { secrets } = signIn.runtime;
  const mark = addToDeviceMark(device, session.email, secrets.session, signIn.now);
  const headers = new Headers(response.headers);
  headers.append("set-cookie", createDeviceCookie(mark, origin.startsWith("https:")));
  return new Response(response.body, { status: response.status, headers });
}

/** Keeps the token of the first step in the browser, or removes it once the sign-in has ended. */
function withPendingSignIn(response: Response, { nextPendingToken, origin }: SignInExchange): Response {
  if (nextPendingToken === undefined) return response;
  const headers = new Headers(response.headers);
  headers.append("set-cookie", createPendingCookie(nextPendingToken, origin.startsWith("https:")));
  return new Response(response.body, { status: response.status, headers });
}

/** Ends the session once next-auth has accepted the sign-out, which it shows by clearing the cookie. */
async function signOut(
  signIn: SignInContext,
  cookieHeader: string | null,
  response: Response,
): Promise<Response> {
  if (!response.headers.getSetCookie().some((line) => /session-token(\.\d)?=;/.test(line))) return response;
  await endSessionOf(signIn, cookieHeader);
  const headers = new Headers(response.headers);
  // Removes drafts. Not "cache", because every script would be fetched again, and not "cookies", because of the theme.
  headers.set("Clear-Site-Data", '"storage"');
  return new Response(response.body, { status: response.status, headers });
}

/** Ends the cookie's session if it is still live. */
async function endSessionOf(signIn: SignInContext, cookieHeader: string | null): Promise<void> {
  const { request, runtime, now } = signIn;
  const { address, agent } = request;
  const actor = await resolveUserActor(runtime, cookieHeader, { now, address, agent });
  if (actor === null) return;
  try {
    await endSession({ ...signIn, actor }, { id: actor.sessionId });
  } catch (error) {
    // Another window signed out in the meantime.
    if (!(error instanceof ServiceError && error.code === "not_found")) throw error;
  }
}

/** Passes only live sessions to next-auth, which checks nothing but the cookie. */
async function readCookies(
  signIn: SignInContext,
  { action }: Endpoint,
  header: string | null,
  origin: string,
) {
  const cookies = withSafeCallbackUrl(pickAuthCookies(parseCookies(header)), origin);
  if (action !== "session") return cookies;
  const { request, runtime, now } = signIn;
  const { address, agent } = request;
  const actor = await resolveUserActor(runtime, header, { now, address, agent });
  return actor === null ? withoutSessionToken(cookies) : cookies;
}

async function handle(signIn: SignInContext, request: Request, path: readonly string[]): Promise<Response> {
  const { headers } = request;
  const method = request.method === "HEAD" ? "GET" : request.method;
  const providerIds = listProviders(signIn.runtime.config.providers).map(({ id }) => id);
  const endpoint = findEndpoint(method, path, providerIds);
  const origin = findOrigin(signIn, headers);
  if (method === "POST") assertOwnForm(request, origin);
  const own = new URL(origin);
  const body = method === "POST" ? await readForm(request) : {};
  const cookies = await readCookies(signIn, endpoint, headers.get("cookie"), origin);
  const isSecure = own.protocol === "https:";
  const allCookies = parseCookies(headers.get("cookie"));
  const device = readDeviceCookie(allCookies, isSecure);
  const { searchParams: query } = new URL(request.url);
  const asking = await findAsking(signIn, endpoint, { method, body, query, cookie: headers.get("cookie") });
  const exchange: SignInExchange = {
    signIn: { ...signIn, device },
    origin,
    device,
    invitationToken: readInvitationToken(cookies, isSecure),
    returnPath: readReturnPath(cookies, isSecure, origin),
    pendingToken: readPendingCookie(allCookies, isSecure),
    passkeyToken: readPasskeyCookie(allCookies, isSecure),
    nextPendingToken: undefined,
    asking,
    session: null,
    failure: null,
  };
  prepareSignInLibrary();
  const response = await runNextAuth(
    {
      method,
      query: { ...cleanQuery(query, endpoint.action, origin), nextauth: path },
      body,
      cookies,
      headers: { "x-forwarded-host": own.host, "x-forwarded-proto": own.protocol.slice(0, -1) },
    },
    buildAuthOptions(exchange),
  );
  if (asking !== null) return withAsking(response, asking, origin);
  if (endpoint.action === "signout") return signOut(signIn, headers.get("cookie"), response);
  // The browser drops its previous session, which the user could no longer end from there.
  if (exchange.session !== null) await endSessionOf(signIn, headers.get("cookie"));
  const landed = withPendingSignIn(withLanding(response, exchange), exchange);
  return withFailure(withDevice(landed, exchange), exchange.failure);
}

/** Handles every request below /api/auth. `path` holds the segments after it. Never rejects. */
export async function answerSignInRequest(request: Request, path: readonly string[]): Promise<Response> {
  const runtime = getRuntime();
  const signIn = createSignInContext(runtime, request.headers);
  try {
    return await handle(signIn, request, path);
  } catch (thrown) {
    const error = explainFailure(thrown, runtime.logger);
    return Response.json(toErrorBody(error), {
      status: error.status,
      headers: { "Cache-Control": "no-store", ...error.headers },
    });
  }
}
