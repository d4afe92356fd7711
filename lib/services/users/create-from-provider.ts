import { listSignUpRules, reserveAttempt } from "#lib/auth/throttle.ts";
import { withTransaction } from "#lib/db/transaction.ts";
import { createId } from "#lib/ids.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { insertSignUp, signUpActor } from "./sign-up-rows.ts";

/** Someone an outside provider vouches for. */
export interface ProviderPerson {
  /** The provider's id in our configuration. */
  provider: string;
  /** With `subject`, who they are: the address may change hands, this pair does not (OpenID Connect Core, 5.7). */
  issuer: string;
  subject: string;
  name: string;
  email: string;
  isEmailVerified: boolean;
}

/**
 * An account for someone who signs in through a provider for the first time, under the same rules as POST /users.
 * Throws `sign_up_closed`, `conflict` when the address has an account: that is never linked by the address.
 */
export async function createUserFromProvider(
  caller: ServiceContext,
  person: ProviderPerson,
): Promise<{ userId: string }> {
  const ctx: ServiceContext = { ...caller, actor: signUpActor };
  const { config, database } = ctx.runtime;
  await reserveAttempt(database, listSignUpRules(config.signUpsPerHour, ctx.request.address), ctx.now);
  return withTransaction(database, async (tx) => {
    const { name, email, provider, issuer, subject } = person;
    const emailVerifiedAt = person.isEmailVerified ? ctx.now : null;
    const { userId } = await insertSignUp(tx, ctx, { name, email, passwordHash: null, emailVerifiedAt });
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
  });
}
