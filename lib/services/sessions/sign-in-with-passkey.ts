import type { RelyingParty } from "#lib/auth/passkeys/relying-party.ts";
import type { AssertionInput } from "#lib/contract/people/passkeys.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { bindToBrowser } from "#lib/services/passkeys/assertions/challenges.ts";
import { recordPasskeyUse } from "#lib/services/passkeys/assertions/record-use.ts";
import { type VerifiedPasskey, verifyPasskey } from "#lib/services/passkeys/assertions/verify-passkey.ts";
import { lockUser } from "#lib/services/users/ownership/lock-user.ts";
import { endPendingSignIn, findPendingSignIn, readPendingProvider } from "./pending-sign-in.ts";
import { createSession, type SignInContext, type StartedSession } from "./start-session.ts";

/** `expired`: the challenge is too old. `ended`: the first step has to be repeated. */
type SignedIn = StartedSession | { outcome: "rejected" | "expired" | "ended" };

interface PasskeySignIn {
  assertion: AssertionInput;
  relyingParty: RelyingParty;
  /** The token of the browser that asked for the challenge. */
  browserToken: string | undefined;
  /** The token of the first step that the passkey completes. Null: the passkey is the only step. */
  pendingToken: string | undefined | null;
}

/**
 * Signs in with a passkey, which satisfies both steps, or completes a sign-in that a password or a provider began. All or
 * nothing. An unknown passkey, a removed one and a suspended person have the same outcome.
 */
export async function signInWithPasskey(
  signIn: SignInContext,
  { assertion, relyingParty, browserToken, pendingToken }: PasskeySignIn,
): Promise<SignedIn> {
  if (pendingToken === undefined) return { outcome: "ended" };
  if (browserToken === undefined) return { outcome: "expired" };
  const { prisma } = signIn.runtime.database;
  const pending = pendingToken === null ? null : await findPendingSignIn(prisma, pendingToken, signIn.now);
  if (pending === null && pendingToken !== null) return { outcome: "ended" };
  const boundTo = bindToBrowser(browserToken);
  const verified = await verifyPasskey(signIn, { assertion, boundTo, relyingParty });
  return verified.outcome === "verified" ? startVerified(signIn, verified, pending) : verified;
}

async function startVerified(
  signIn: SignInContext,
  verified: VerifiedPasskey,
  pending: { id: string; userId: string } | null,
): Promise<SignedIn> {
  const ctx: ServiceContext = { ...signIn, actor: { type: "system", name: "sign-in" } };
  return withTransaction(signIn.runtime.database, async (tx) => {
    const user = await lockUser(tx, verified.userId);
    if (user?.status !== "active") return { outcome: "rejected" };
    if (pending === null) {
      if (!(await recordPasskeyUse(tx, ctx, user, verified))) return { outcome: "rejected" };
      return createSession(tx, signIn, user, { provider: "passkey" });
    }
    if (pending.userId !== user.id) return { outcome: "rejected" };
    const provider = await readPendingProvider(tx, user, pending.id);
    if (provider === null) return { outcome: "ended" };
    if (!(await recordPasskeyUse(tx, ctx, user, verified))) return { outcome: "rejected" };
    await endPendingSignIn(tx, signIn.now, pending.id);
    return createSession(tx, signIn, user, { provider, secondFactor: "passkey" });
  });
}
