import type { NextAuthOptions, User } from "next-auth";
import { findRelyingParty } from "#lib/auth/passkeys/relying-party.ts";
import { listProviders, type Provider, withAsking } from "#lib/auth/providers/providers.ts";
import { getSafeCallbackUrl } from "#lib/auth/session/callback-url.ts";
import { createCookieSettings } from "#lib/auth/session/cookies.ts";
import type { DeviceMark } from "#lib/auth/session/device-mark.ts";
import { decodeToken, encodeToken } from "#lib/auth/session/session-token.ts";
import { assertionSchema } from "#lib/contract/people/passkeys.ts";
import type { ServiceError } from "#lib/domain/common/errors.ts";
import { explainFailure } from "#lib/platform/runtime/explain-failure.ts";
import { finishSignIn } from "#lib/services/sessions/finish-sign-in.ts";
import { signInWithPasskey } from "#lib/services/sessions/sign-in-with-passkey.ts";
import {
  type PendingSignIn,
  type SignInContext,
  type StartedSession,
  startSession,
} from "#lib/services/sessions/start-session.ts";
import { type Asking, finishAsking } from "./provider-proof.ts";
import { getSignInErrorCode, signInWithProvider } from "./sign-in-with-provider.ts";
import { verifyCredentials } from "./verify-credentials.ts";

/** The input and the outcome of one request to next-auth. */
export interface SignInExchange {
  signIn: SignInContext;
  /** The console's origin, as this request's browser sees it. */
  origin: string;
  /** The token of the invitation page the browser came from, which can allow a new account. */
  invitationToken: string | undefined;
  /** The browser's earlier sign-ins, from its cookie. */
  device: DeviceMark | null;
  /** The path on this console to open after a provider sign-in. */
  returnPath: string;
  /** The token of the first step, from the browser's cookie. */
  pendingToken: string | undefined;
  /** The token of the browser that asked for a passkey's challenge, from its cookie. */
  passkeyToken: string | undefined;
  /** What the cookie should hold after this request. Undefined: no change. */
  nextPendingToken: string | null | undefined;
  /** Set if the request asks a signed-in person again, and so starts no session. */
  asking: Asking | null;
  /** The session this request started. */
  session: StartedSession | null;
  /** Why the request failed, except for a wrong password. */
  failure: ServiceError | null;
}

/** Keeps the failure for the response. next-auth only gets its code, because it puts that into a URL. */
function recordFailure(exchange: SignInExchange, thrown: unknown): ServiceError {
  exchange.failure = explainFailure(thrown, exchange.signIn.runtime.logger);
  return exchange.failure;
}

/** The error codes of the sign-in page that belong to the second step. */
const codeRequired = "two_factor_required";
const passkeyRequired = "passkey_required";
const codeOrPasskeyRequired = "code_or_passkey_required";
const codeWrong = "two_factor_wrong";
const codeExpired = "two_factor_expired";
const passkeyWrong = "passkey_wrong";
const passkeyExpired = "passkey_expired";

/** Says what the second step can be. Only someone who passed the first one learns it. */
function getRequiredCode({ factors }: PendingSignIn): string {
  if (!factors.passkey) return codeRequired;
  return factors.totp ? codeOrPasskeyRequired : passkeyRequired;
}

/** Keeps the result of the first step. True if the person is signed in. */
function recordFirstStep(exchange: SignInExchange, started: StartedSession | PendingSignIn | null): boolean {
  if (started?.outcome === "needs_code") {
    exchange.nextPendingToken = started.token;
    return false;
  }
  exchange.session = started;
  return started !== null;
}

/** Signs in with a password, the first step. Returns next-auth's error code, or null if it was wrong. */
async function signInWithPassword(
  exchange: SignInExchange,
  credentials: { email: string; password: string },
): Promise<User | string | null> {
  const { signIn, device } = exchange;
  const found = await verifyCredentials(signIn, credentials, { device });
  if (found === null) return null;
  const started = await startSession(signIn, found);
  if (recordFirstStep(exchange, started)) return { id: found.userId };
  return started?.outcome === "needs_code" ? getRequiredCode(started) : null;
}

/** The browser's answer as JSON. Null if it is not what a browser sends. */
function readAssertion(text: string) {
  try {
    return assertionSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/** Signs in with a passkey: as the only step, or as the second one after a password or a provider. */
async function signInWithPasskeyOf(
  exchange: SignInExchange,
  { passkey, isSecondStep }: { passkey: string; isSecondStep: boolean },
): Promise<User | string> {
  const { signIn, origin, passkeyToken: browserToken } = exchange;
  const relyingParty = findRelyingParty(origin);
  const assertion = readAssertion(passkey);
  if (typeof relyingParty === "string" || assertion === null) return passkeyWrong;
  const pendingToken = isSecondStep ? exchange.pendingToken : null;
  const signedIn = await signInWithPasskey(signIn, { assertion, relyingParty, browserToken, pendingToken });
  if (signedIn.outcome === "expired") return passkeyExpired;
  if (signedIn.outcome === "ended") {
    exchange.nextPendingToken = null;
    return codeExpired;
  }
  if (signedIn.outcome !== "started") return passkeyWrong;
  exchange.nextPendingToken = null;
  exchange.session = signedIn;
  return { id: signedIn.sessionId };
}

/** Signs in with the code of the second step, after a password or a provider. */
async function signInWithCode(exchange: SignInExchange, code: string): Promise<User | string> {
  const finished = await finishSignIn(exchange.signIn, { token: exchange.pendingToken, code });
  if (finished.outcome === "wrong_code") return codeWrong;
  exchange.nextPendingToken = null;
  if (finished.outcome === "expired") return codeExpired;
  exchange.session = finished;
  return { id: finished.sessionId };
}

async function authorize(
  exchange: SignInExchange,
  credentials: Record<string, string> | undefined,
): Promise<User | null> {
  const { email, password, code, passkey, step } = credentials ?? {};
  const check = async () => {
    if (passkey !== undefined) {
      return signInWithPasskeyOf(exchange, { passkey, isSecondStep: step === "second" });
    }
    if (code !== undefined) return signInWithCode(exchange, code);
    if (email === undefined || password === undefined) return null;
    return signInWithPassword(exchange, { email, password });
  };
  const answer = await check().catch((thrown: unknown) => recordFailure(exchange, thrown).code);
  if (typeof answer === "string") throw new Error(answer);
  return answer;
}

/**
 * Whether the provider's user can sign in, or the page for the second step. False, and the code of any error, are shown
 * on the sign-in page.
 */
async function authorizeProvider(
  exchange: SignInExchange,
  provider: Provider,
  profile: unknown,
): Promise<boolean | string> {
  try {
    const { signIn, invitationToken, origin, returnPath, asking } = exchange;
    if (asking?.step === "finish") return origin + (await finishAsking(asking, provider, profile));
    const started = await signInWithProvider(signIn, provider, { profile, invitationToken });
    if (recordFirstStep(exchange, started)) return true;
    if (started?.outcome !== "needs_code") return false;
    const query = new URLSearchParams({ callbackUrl: returnPath, error: getRequiredCode(started) });
    return `${origin}/sign-in?${query}`;
  } catch (thrown) {
    throw new Error(getSignInErrorCode(recordFailure(exchange, thrown), exchange.invitationToken));
  }
}

/** next-auth's options for one request. Its cookie contains only the session's ID and secret (ADR 0010). */
export function buildAuthOptions(exchange: SignInExchange): NextAuthOptions {
  const { signIn, origin } = exchange;
  const { config, secrets, logger } = signIn.runtime;
  const isSecure = origin.startsWith("https:");
  const providers = listProviders(config.providers);
  return {
    secret: secrets.session[0] ?? "",
    session: { strategy: "jwt", maxAge: config.session.lifetimeSeconds },
    pages: { signIn: "/sign-in", signOut: "/sign-in", error: "/sign-in" },
    cookies: createCookieSettings(isSecure),
    useSecureCookies: isSecure,
    providers: [
      {
        id: "credentials",
        name: "Email and password",
        type: "credentials",
        credentials: {},
        authorize: (credentials) => authorize(exchange, credentials),
      },
      ...providers.map((provider) => (exchange.asking === null ? provider.config : withAsking(provider))),
    ],
    jwt: {
      encode: (params) => encodeToken(params, secrets.session),
      decode: ({ token, salt }) => decodeToken(token, secrets.session, salt),
    },
    callbacks: {
      signIn: ({ account, profile }) => {
        const provider = providers.find(({ id }) => id === account?.provider);
        return provider === undefined
          ? exchange.session !== null
          : authorizeProvider(exchange, provider, profile);
      },
      jwt: ({ token }) =>
        exchange.session === null
          ? { sid: token.sid, key: token.key }
          : { sid: exchange.session.sessionId, key: exchange.session.secret },
      // The browser reads details about its session from GET /v1/api/me.
      session: ({ session }) => ({ expires: session.expires }),
      redirect: ({ url }) => getSafeCallbackUrl(url, origin),
    },
    // next-auth passes tokens and profiles to its logger, so only the code and the reason are logged.
    logger: {
      error: (code, metadata) =>
        logger.warn({ code, reason: readReason(metadata) }, "a sign-in request failed"),
      warn: (code) => logger.debug({ code }, "sign-in"),
      debug: () => {},
    },
  };
}

/** The reason for the operator, without the compared values of a state or nonce mismatch. */
function readReason(metadata: unknown): string | undefined {
  if (metadata instanceof Error)
    return metadata.message.replace(/^(state|nonce) mismatch,.*/s, "$1 mismatch");
  const hasError = typeof metadata === "object" && metadata !== null && "error" in metadata;
  return hasError ? readReason(metadata.error) : undefined;
}
