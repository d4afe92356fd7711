import type { NextAuthOptions, User } from "next-auth";
import { listProviders } from "#lib/auth/providers/providers.ts";
import { getSafeCallbackUrl } from "#lib/auth/session/callback-url.ts";
import { createCookieSettings } from "#lib/auth/session/cookies.ts";
import type { DeviceMark } from "#lib/auth/session/device-mark.ts";
import { sessionLifetimeSeconds } from "#lib/auth/session/session-life.ts";
import { decodeToken, encodeToken } from "#lib/auth/session/session-token.ts";
import type { ServiceError } from "#lib/domain/common/errors.ts";
import { explainFailure } from "#lib/platform/runtime/explain-failure.ts";
import {
  type SignInContext,
  type StartedSession,
  startSession,
} from "#lib/services/sessions/start-session.ts";
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

async function authorize(
  exchange: SignInExchange,
  credentials: Record<string, string> | undefined,
): Promise<User | null> {
  const { signIn } = exchange;
  const { email, password } = credentials ?? {};
  if (email === undefined || password === undefined) return null;
  try {
    const found = await verifyCredentials(signIn, { email, password }, { device: exchange.device });
    if (found === null) return null;
    const session = await startSession(signIn, { userId: found.userId, provider: "credentials" });
    exchange.session = session;
    return session === null ? null : { id: found.userId };
  } catch (thrown) {
    throw new Error(recordFailure(exchange, thrown).code);
  }
}

/** Whether the provider's user can sign in. False, and the code of any error, are shown on the sign-in page. */
async function authorizeProvider(
  exchange: SignInExchange,
  provider: { id: string; issuer: string },
  profile: unknown,
): Promise<boolean> {
  try {
    const { signIn, invitationToken } = exchange;
    exchange.session = await signInWithProvider(signIn, provider, { profile, invitationToken });
    return exchange.session !== null;
  } catch (thrown) {
    throw new Error(getSignInErrorCode(recordFailure(exchange, thrown), exchange.invitationToken));
  }
}

/** next-auth's options for one request. Its cookie contains only the session's ID (ADR 0010). */
export function buildAuthOptions(exchange: SignInExchange): NextAuthOptions {
  const { signIn, origin } = exchange;
  const { config, secrets, logger } = signIn.runtime;
  const isSecure = origin.startsWith("https:");
  const providers = listProviders(config.providers);
  return {
    secret: secrets.session[0] ?? "",
    session: { strategy: "jwt", maxAge: sessionLifetimeSeconds },
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
      ...providers.map((provider) => provider.config),
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
      jwt: ({ token }) => ({ sid: exchange.session?.sessionId ?? token.sid }),
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
