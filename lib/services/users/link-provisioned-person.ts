import { createId } from "#lib/domain/common/ids.ts";
import { type Transaction, withTransaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import type { SignInContext } from "#lib/services/sessions/start-session.ts";
import { findUserByEmail } from "#lib/services/users/email/find-user-by-email.ts";
import { markEmailVerified } from "#lib/services/users/email/mark-email-verified.ts";
import { lockUser } from "#lib/services/users/ownership/lock-user.ts";

interface Claims {
  issuer: string;
  subject: string;
  email: string;
  isEmailVerified: boolean;
}

/** Whether the directory manages the account, and nobody can sign in to it in any way. */
async function isWaitingForProvider(tx: Transaction, userId: string): Promise<boolean> {
  const waiting = await tx.user.findFirst({
    where: {
      id: userId,
      status: "active",
      passwordHash: null,
      provisioned: { endedAt: null },
      accounts: { none: {} },
      passkeys: { none: {} },
    },
    select: { id: true },
  });
  return waiting !== null;
}

/**
 * Links the provider to the account that the directory created for this person, and returns its ID. Null if there is none,
 * or if someone can already sign in to it: an account that someone uses is never linked by its email address (ADR 0033).
 */
export async function linkProvisionedPerson(
  signIn: SignInContext,
  provider: string,
  { issuer, subject, email, isEmailVerified }: Claims,
): Promise<string | null> {
  if (!isEmailVerified) return null;
  const { runtime, request, now } = signIn;
  const ctx: ServiceContext = { runtime, request, now, actor: { type: "system", name: "sign-in" } };
  const found = await findUserByEmail(runtime.database.prisma, email);
  if (found === null) return null;
  return withTransaction(runtime.database, async (tx) => {
    const user = await lockUser(tx, found.id);
    if (user === null || user.email !== found.email) return null;
    if (!(await isWaitingForProvider(tx, user.id))) return null;
    const id = createId("account");
    await tx.account.create({ data: { id, userId: user.id, provider, issuer, subject, createdAt: now } });
    await emitAudit(tx, ctx, {
      teamId: null,
      action: "account.link",
      target: { type: "user", id: user.id },
      changes: { accountId: id, provider, issuer },
      personal: { subject },
    });
    await markEmailVerified(tx, ctx, user, "provider");
    return user.id;
  });
}
