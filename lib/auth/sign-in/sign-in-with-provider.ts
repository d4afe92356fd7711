import {
  type ProviderClaims,
  readClaims,
  readDirectoryIds,
  readGroups,
} from "#lib/auth/providers/provider-claims.ts";
import type { Provider } from "#lib/auth/providers/providers.ts";
import type { ServiceError } from "#lib/domain/common/errors.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import {
  type PendingSignIn,
  type SignInContext,
  type StartedSession,
  startSession,
} from "#lib/services/sessions/start-session.ts";
import { createUserFromProvider } from "#lib/services/users/create-from-provider.ts";
import { markEmailVerified } from "#lib/services/users/email/mark-email-verified.ts";
import { linkProvisionedPerson } from "#lib/services/users/link-provisioned-person.ts";
import { lockUser } from "#lib/services/users/ownership/lock-user.ts";

/** The provider's profile of the user, and the token of the invitation page they came from. */
interface ProviderSignIn {
  profile: unknown;
  invitationToken: string | undefined;
}

interface FoundUser {
  userId: string;
  isNew: boolean;
}

/**
 * Finds the account of these claims, or creates it if sign-up allows it. Never matches by email address, except for a person
 * whom the directory created and who has no way to sign in yet.
 */
async function findOrCreateUser(
  signIn: SignInContext,
  provider: Pick<Provider, "id" | "linksProvisioned">,
  claims: ProviderClaims,
  { profile, invitationToken }: ProviderSignIn,
): Promise<FoundUser> {
  const { issuer, subject } = claims;
  const account = await signIn.runtime.database.prisma.account.findUnique({
    where: { issuer_subject: { issuer, subject } },
    select: { userId: true },
  });
  if (account === null) {
    const linked = provider.linksProvisioned
      ? await linkProvisionedPerson(signIn, provider.id, {
          ...claims,
          directoryIds: readDirectoryIds(profile),
        })
      : null;
    if (linked !== null) return { userId: linked, isNew: false };
    const person = { provider: provider.id, invitationToken, ...claims };
    const { userId } = await createUserFromProvider(signIn, person);
    return { userId, isNew: true };
  }
  await recordVerifiedAddress(signIn, account.userId, claims);
  return { userId: account.userId, isNew: false };
}

/** Records that the provider has verified the account's email address. Other addresses in the claims don't count. */
async function recordVerifiedAddress(signIn: SignInContext, userId: string, claims: ProviderClaims) {
  if (!claims.isEmailVerified) return;
  const { runtime, request, now } = signIn;
  const ctx: ServiceContext = { runtime, request, now, actor: { type: "system", name: "sign-in" } };
  await withTransaction(runtime.database, async (tx) => {
    const user = await lockUser(tx, userId);
    if (user?.email === claims.email) await markEmailVerified(tx, ctx, user, "provider");
  });
}

/**
 * Starts a session for the provider's user, or a pending sign-in if they have a second factor. Returns null for suspended
 * users and for profiles without a subject or email address. Throws the errors of createUserFromProvider.
 */
export async function signInWithProvider(
  signIn: SignInContext,
  provider: Pick<Provider, "id" | "issuer" | "linksProvisioned" | "groupsClaim">,
  { profile, invitationToken }: ProviderSignIn,
): Promise<StartedSession | PendingSignIn | null> {
  const claims = readClaims(profile, provider.issuer);
  if (claims === null) return null;
  const { userId, isNew } = await findOrCreateUser(signIn, provider, claims, { profile, invitationToken });
  const groups = readGroups(profile, provider.groupsClaim);
  const session = await startSession(signIn, { userId, provider: provider.id, passwordHash: null, groups });
  if (session?.outcome !== "started") return session;
  return { ...session, hasJoined: isNew && invitationToken !== undefined };
}

/** The error code for the sign-in page when signInWithProvider fails. */
export function getSignInErrorCode(error: ServiceError, invitationToken: string | undefined): string {
  // The email address has an account, which only its existing sign-in method can open.
  if (error.code === "conflict") return "OAuthAccountNotLinked";
  if (error.details?.some(({ path }) => path === "email")) return "email_domain_not_allowed";
  if (error.details?.some(({ path }) => path === "setupCode")) return "set_up_code_needed";
  const isAboutInvitation =
    error.code === "sign_up_closed" || error.details?.some(({ path }) => path === "invitationToken");
  return invitationToken !== undefined && isAboutInvitation ? "invitation_for_another" : error.code;
}
