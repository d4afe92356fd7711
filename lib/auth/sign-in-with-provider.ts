import type { ServiceError } from "#lib/errors.ts";
import { createUserFromProvider } from "#lib/services/users/create-from-provider.ts";
import { type ProviderClaims, readClaims } from "./provider-claims.ts";
import { type SignInContext, startSession } from "./start-session.ts";

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
  return account ?? createUserFromProvider(signIn, { provider, ...claims });
}

/**
 * A session for whom the provider vouches for; `profile` is what it said of them. Null for people who are suspended and
 * for profiles without a subject or address. Throws what createUserFromProvider throws.
 */
export async function signInWithProvider(
  signIn: SignInContext,
  provider: { id: string; issuer: string },
  profile: unknown,
): Promise<{ sessionId: string } | null> {
  const claims = readClaims(profile, provider.issuer);
  if (claims === null) return null;
  const { userId } = await findOrCreateUser(signIn, provider.id, claims);
  return startSession(signIn, { userId, provider: provider.id });
}

/** The code that the sign-in page shows for a refusal of signInWithProvider. */
export function getRefusalCode(error: ServiceError): string {
  // The address has an account, which only its own way in may open.
  if (error.code === "conflict") return "OAuthAccountNotLinked";
  return error.details?.some(({ path }) => path === "setupCode") ? "set_up_code_needed" : error.code;
}
