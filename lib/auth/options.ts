import type { NextAuthOptions, User } from "next-auth";
import { ServiceError } from "#lib/errors.ts";
import { createUserFromProvider } from "#lib/services/users/create-from-provider.ts";
import { getSafeCallbackUrl } from "./callback-url.ts";
import { type CookieKind, getCookieName } from "./cookies.ts";
import { listProviders, type ProviderClaims, readClaims } from "./providers.ts";
import { sessionLifetimeSeconds } from "./session-life.ts";
import { decodeSessionToken, encodeSessionToken } from "./session-token.ts";
import { type SignInContext, startSession } from "./start-session.ts";
import { verifyCredentials } from "./verify-credentials.ts";

declare module "next-auth" {
  interface User {
    /** Of the session that this sign-in started. */
    sid?: string;
  }
}

const cookieKinds = [
  "sessionToken",
  "callbackUrl",
  "csrfToken",
  "pkceCodeVerifier",
  "state",
  "nonce",
] as const;

function createCookies(isSecure: boolean): NextAuthOptions["cookies"] {
  const options = { httpOnly: true, sameSite: "lax", path: "/", secure: isSecure } as const;
  const entries = cookieKinds.map((kind: CookieKind) => [
    kind,
    { name: getCookieName(kind, isSecure), options },
  ]);
  return Object.fromEntries(entries);
}

/** A failure next-auth passes on to the sign-in page: the code is all that it may say. */
function toSignInError(error: unknown): unknown {
  return error instanceof ServiceError ? new Error(error.code) : error;
}

async function signInWithPassword(
  signIn: SignInContext,
  credentials: Record<string, string> | undefined,
): Promise<User | null> {
  const { email, password } = credentials ?? {};
  if (typeof email !== "string" || typeof password !== "string") return null;
  try {
    const found = await verifyCredentials(signIn, { email, password });
    if (found === null) return null;
    const session = await startSession(signIn, { userId: found.userId, provider: "credentials" });
    return session === null ? null : { id: found.userId, sid: session.sessionId };
  } catch (error) {
    throw toSignInError(error);
  }
}

/** The account these claims name, made now if sign-up allows it. Never found by its e-mail address. */
async function findOrCreateUser(
  signIn: SignInContext,
  provider: string,
  claims: ProviderClaims,
): Promise<{ userId: string }> {
  const { issuer, subject } = claims;
  const account = await signIn.runtime.database.prisma.account.findUnique({
    where: { issuer_subject: { issuer, subject } },
    select: { userId: true },
  });
  if (account !== null) return account;
  const ctx = { ...signIn, actor: { type: "system", name: "sign-in" } as const };
  return createUserFromProvider(ctx, { provider, ...claims });
}

/** Where a provider's sign-in that was refused comes back to. */
function getRefusalPath(error: unknown): string {
  const code = error instanceof ServiceError ? error.code : "internal_error";
  // `conflict`: the address has an account, which only its own way in may open.
  return `/sign-in?error=${code === "conflict" ? "OAuthAccountNotLinked" : code}`;
}

async function signInWithProvider(
  signIn: SignInContext,
  provider: { id: string; issuer: string },
  user: User,
  profile: unknown,
): Promise<boolean | string> {
  const claims = readClaims(profile, provider.issuer);
  if (claims === null) return false;
  try {
    const { userId } = await findOrCreateUser(signIn, provider.id, claims);
    const session = await startSession(signIn, { userId, provider: provider.id });
    if (session === null) return false;
    user.id = userId;
    user.sid = session.sessionId;
    return true;
  } catch (error) {
    if (!(error instanceof ServiceError)) signIn.runtime.logger.error({ err: error }, "a sign-in failed");
    return getRefusalPath(error);
  }
}

/** next-auth's options for one request: its cookie carries a session's id and nothing else (ADR 0010). */
export function buildAuthOptions(signIn: SignInContext, origin: string): NextAuthOptions {
  const { config, secrets, logger } = signIn.runtime;
  const providers = listProviders(config.providers);
  return {
    secret: secrets.session[0] ?? "",
    session: { strategy: "jwt", maxAge: sessionLifetimeSeconds },
    pages: { signIn: "/sign-in", signOut: "/sign-in", error: "/sign-in", newUser: "/" },
    cookies: createCookies(origin.startsWith("https:")),
    useSecureCookies: origin.startsWith("https:"),
    providers: [
      {
        id: "credentials",
        name: "E-mail and password",
        type: "credentials",
        credentials: {},
        authorize: (credentials) => signInWithPassword(signIn, credentials),
      },
      ...providers.map((provider) => provider.config),
    ],
    jwt: {
      encode: ({ token }) => encodeSessionToken(token, secrets.session),
      decode: ({ token }) => decodeSessionToken(token, secrets.session),
    },
    callbacks: {
      signIn: ({ user, account, profile }) => {
        const provider = providers.find(({ id }) => id === account?.provider);
        return provider === undefined ? true : signInWithProvider(signIn, provider, user, profile);
      },
      jwt: ({ token, user }) => ({ sid: user?.sid ?? token.sid }),
      // What the browser may read of its session is GET /v1/api/me.
      session: ({ session }) => ({ expires: session.expires }),
      redirect: ({ url }) => getSafeCallbackUrl(url, origin),
    },
    logger: {
      error: (code) => logger.warn({ code }, "a sign-in request failed"),
      warn: (code) => logger.debug({ code }, "sign-in"),
      debug: () => {},
    },
  };
}
