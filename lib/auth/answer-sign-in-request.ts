import { prepareSignInLibrary } from "#lib/env.ts";
import { ServiceError, toErrorBody } from "#lib/errors.ts";
import { createId } from "#lib/ids.ts";
import { resolveClientAddress } from "#lib/network/address.ts";
import { getOwnOrigin } from "#lib/network/own-origin.ts";
import { getRuntime, type Runtime } from "#lib/runtime.ts";
import { endSession } from "#lib/services/sessions/end.ts";
import { parseCookies, pickAuthCookies } from "./cookies.ts";
import { buildAuthOptions } from "./options.ts";
import { resolveUserActor } from "./resolve-user-actor.ts";
import { runNextAuth } from "./run-next-auth.ts";
import type { SignInContext } from "./start-session.ts";

/** Tokens in a form field are short; longer ones are no form of ours. */
const mostFields = 20;

function createSignInContext(runtime: Runtime, headers: Headers): SignInContext {
  return {
    runtime,
    request: {
      id: headers.get("x-request-id") ?? createId("request"),
      address: resolveClientAddress({
        remoteAddress: "",
        forwardedFor: headers.get("x-forwarded-for") ?? undefined,
        // Our own server has put one trusted address there; elsewhere the nearest proxy has.
        trustedProxyHops: Math.max(1, runtime.config.trustedProxyHops),
      }),
      agent: headers.get("user-agent"),
    },
    now: new Date(),
  };
}

async function readForm(request: Request): Promise<Record<string, string>> {
  if (request.method !== "POST") return {};
  const type = request.headers.get("content-type") ?? "";
  if (!type.startsWith("application/x-www-form-urlencoded")) throw new ServiceError("unsupported_media_type");
  const fields = [...new URLSearchParams(await request.text())];
  if (fields.length > mostFields || fields.some(([, value]) => value.includes("\u0000"))) {
    throw new ServiceError("invalid_request");
  }
  return Object.fromEntries(fields);
}

/** A form from another site may neither sign someone in nor out; next-auth's own token is a second lock. */
function assertOwnForm(request: Request, origin: string): void {
  if (request.method !== "POST") return;
  const sent = request.headers.get("origin");
  if (sent !== null && sent !== origin) throw new ServiceError("origin_not_allowed");
}

async function handle(signIn: SignInContext, request: Request, path: readonly string[]): Promise<Response> {
  const { runtime, request: client, now } = signIn;
  const { headers } = request;
  const isSecure = headers.get("x-forwarded-proto") === "https";
  const host = headers.get("x-forwarded-host") ?? headers.get("host");
  const origin = getOwnOrigin(runtime.config.publicOrigin, { host, isSecure });
  if (origin === null) throw new ServiceError("origin_not_allowed");
  assertOwnForm(request, origin);
  const body = await readForm(request);
  const cookieHeader = headers.get("cookie");
  const own = new URL(origin);
  prepareSignInLibrary();
  const isSigningOut = path[0] === "signout" && request.method === "POST";
  const seen = { now, address: client.address, agent: client.agent };
  const leaving = isSigningOut ? await resolveUserActor(runtime, cookieHeader, seen) : null;
  const response = await runNextAuth(
    {
      method: request.method,
      query: { ...Object.fromEntries(new URL(request.url).searchParams), nextauth: path },
      body,
      cookies: pickAuthCookies(parseCookies(cookieHeader)),
      headers: { "x-forwarded-host": own.host, "x-forwarded-proto": own.protocol.slice(0, -1) },
    },
    buildAuthOptions(signIn, origin),
  );
  // Only once next-auth has found the form to be ours: then it clears the cookie.
  const hasLeft = response.headers.getSetCookie().some((line) => /session-token=;/.test(line));
  if (leaving !== null && hasLeft) await endSession({ ...signIn, actor: leaving }, { id: leaving.sessionId });
  return response;
}

/** Answers everything below /api/auth: what the path names after it, and what next-auth makes of it. Never rejects. */
export async function answerSignInRequest(request: Request, path: readonly string[]): Promise<Response> {
  const runtime = getRuntime();
  const signIn = createSignInContext(runtime, request.headers);
  try {
    return await handle(signIn, request, path);
  } catch (thrown) {
    const error = thrown instanceof ServiceError ? thrown : new ServiceError("internal_error");
    if (error !== thrown)
      runtime.logger.error({ err: thrown, requestId: signIn.request.id }, "a sign-in failed");
    return Response.json(toErrorBody(error), {
      status: error.status,
      headers: { "Cache-Control": "no-store", ...error.headers },
    });
  }
}
