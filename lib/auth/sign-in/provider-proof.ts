import { readAuthTime, readSubject } from "#lib/auth/providers/provider-claims.ts";
import type { Provider } from "#lib/auth/providers/providers.ts";
import { resolveUserActor } from "#lib/auth/session/resolve-user-actor.ts";
import { createSessionCookieLine } from "#lib/auth/session/session-token.ts";
import { createUnauthorized } from "#lib/domain/common/errors.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { finishLink } from "#lib/services/linked-accounts/link.ts";
import {
  acceptProviderProof,
  findProviderProof,
  type ProofIntent,
  type ProviderProof,
  startProviderProof,
} from "#lib/services/reauthentication/provider-proof.ts";
import type { RenewedSession } from "#lib/services/sessions/renew.ts";
import type { SignInContext } from "#lib/services/sessions/start-session.ts";
import type { Endpoint } from "./sign-in-endpoints.ts";

/** A request to a provider that confirms the person of a running session or links it, instead of starting a session. */
export type Asking =
  | { step: "start"; ctx: ServiceContext; provider: string; intent: ProofIntent }
  | { step: "finish"; ctx: ServiceContext | null; proof: ProviderProof; session: RenewedSession | null };

/** The page in the provider's window that tells the console's page how it ended. */
const landingPath = "/reauthenticated";

/** The form fields that distinguish asking again, and linking a provider, from signing in. */
function readIntent(form: Record<string, string>): ProofIntent | null {
  if (form.reauthenticate === "true") return "prove";
  return form.link === "true" ? "link" : null;
}

async function createPersonContext(
  signIn: SignInContext,
  cookieHeader: string | null,
): Promise<ServiceContext | null> {
  const { runtime, request, now } = signIn;
  const { address, agent } = request;
  const actor = await resolveUserActor(runtime, cookieHeader, { now, address, agent });
  return actor === null ? null : { ...signIn, actor };
}

/**
 * Whether a request to next-auth asks a signed-in person again. The callback is recognized by its `state`, which next-auth
 * compares with the browser's cookie. Throws `unauthorized` for a start without a session.
 */
export async function findAsking(
  signIn: SignInContext,
  { action, providerId }: Endpoint,
  input: { method: string; body: Record<string, string>; query: URLSearchParams; cookie: string | null },
): Promise<Asking | null> {
  if (providerId === undefined || providerId === "credentials") return null;
  const intent = action === "signin" && input.method === "POST" ? readIntent(input.body) : null;
  if (intent !== null) {
    const ctx = await createPersonContext(signIn, input.cookie);
    if (ctx === null) throw createUnauthorized(false);
    return { step: "start", ctx, provider: providerId, intent };
  }
  const state = action === "callback" ? input.query.get("state") : null;
  if (state === null) return null;
  const proof = await findProviderProof(signIn.runtime.database.prisma, state);
  if (proof === null) return null;
  const ctx = proof.provider === providerId ? await createPersonContext(signIn, input.cookie) : null;
  return { step: "finish", ctx, proof, session: null };
}

function createLandingPath(outcome: string): string {
  return `${landingPath}?${new URLSearchParams({ outcome })}`;
}

/** Checks who signed in at the provider, and returns the path of the page that says so. */
export async function finishAsking(
  asking: Extract<Asking, { step: "finish" }>,
  { id, label, issuer, mustTellTime }: Provider,
  profile: unknown,
): Promise<string> {
  if (asking.ctx === null) return createLandingPath("expired");
  if (asking.proof.intent === "link") {
    const as = { id, label, issuer, subject: readSubject(profile) };
    return createLandingPath(await finishLink(asking.ctx, asking.proof, as));
  }
  const outcome = await acceptProviderProof(asking.ctx, asking.proof, {
    issuer,
    subject: readSubject(profile),
    mustTellTime,
    authenticatedAt: readAuthTime(profile),
  });
  if (outcome === null) return createLandingPath("expired");
  if ("problem" in outcome) return createLandingPath(outcome.problem);
  asking.session = outcome.session;
  return createLandingPath("done");
}

async function readState(response: Response): Promise<string | null> {
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => null);
  const url: unknown = typeof body === "object" && body !== null ? Reflect.get(body, "url") : null;
  return typeof url === "string" ? (URL.parse(url)?.searchParams.get("state") ?? null) : null;
}

/** Completes next-auth's response: remembers the `state` of a start, and sets the new session's cookie at the end. */
export async function withAsking(response: Response, asking: Asking, origin: string): Promise<Response> {
  if (asking.step === "start") {
    const state = await readState(response);
    const { ctx, provider, intent } = asking;
    if (state !== null) await startProviderProof(ctx, { provider, state, intent });
    return response;
  }
  const headers = new Headers(response.headers);
  // next-auth sends errors, such as a canceled sign-in, to the sign-in page.
  if (!(headers.get("location") ?? "").startsWith(`${origin}${landingPath}`)) {
    headers.set("location", origin + createLandingPath("failed"));
  }
  if (asking.session !== null && asking.ctx !== null) {
    const { session } = asking.ctx.runtime.secrets;
    const isSecure = origin.startsWith("https:");
    headers.append("set-cookie", await createSessionCookieLine(asking.session, session, isSecure));
  }
  return new Response(null, { status: 302, headers });
}
