import { createId } from "#lib/domain/common/ids.ts";
import { type Transaction, withTransaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import type { SignInContext } from "#lib/services/sessions/start-session.ts";
import { assertAllowedAddress } from "#lib/services/sign-in-policy/assert-allowed-address.ts";
import { countSignUp } from "./count-sign-up.ts";
import { insertSignUp, signUpActor } from "./sign-up-rows.ts";

/** A person identified by an external sign-in provider. */
export interface ProviderPerson {
  /** The provider's id in this console's configuration. */
  provider: string;
  /** Together with `subject`, identifies the person. An email address can change hands (OpenID Connect Core, 5.7). */
  issuer: string;
  subject: string;
  name: string;
  /** In the canonical form of lib/auth/credentials/email-address.ts. */
  email: string;
  isEmailVerified: boolean;
  /** The token of the invitation whose page they came from. */
  invitationToken: string | undefined;
}

async function insertPerson(tx: Transaction, ctx: ServiceContext, person: ProviderPerson) {
  const { name, email, provider, issuer, subject } = person;
  const emailVerifiedAt = person.isEmailVerified ? ctx.now : null;
  const { userId } = await insertSignUp(tx, ctx, {
    name,
    email,
    passwordHash: null,
    emailVerifiedAt,
    invitationToken: person.invitationToken,
  });
  const id = createId("account");
  await tx.account.create({ data: { id, userId, provider, issuer, subject, createdAt: ctx.now } });
  await emitAudit(tx, ctx, {
    teamId: null,
    action: "account.link",
    target: { type: "user", id: userId },
    changes: { accountId: id, provider, issuer },
    personal: { subject },
  });
  return { userId };
}

/**
 * Creates an account for a person who signs in through a provider for the first time, under the same rules as POST
 * /users. Throws `sign_up_closed`, and `conflict` if the email address has an account: accounts are never linked by it.
 */
export async function createUserFromProvider(
  signIn: SignInContext,
  person: ProviderPerson,
): Promise<{ userId: string }> {
  const ctx: ServiceContext = { ...signIn, actor: signUpActor };
  assertAllowedAddress(ctx, person.email);
  return countSignUp(ctx, () => withTransaction(ctx.runtime.database, (tx) => insertPerson(tx, ctx, person)));
}
