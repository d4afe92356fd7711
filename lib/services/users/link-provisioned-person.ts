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
  /** The IDs by which the directory may know the person. */
  directoryIds: readonly string[];
}

/**
 * Whether the directory manages the account, and nobody can sign in to it in any way. An address that the provider hasn't
 * verified, as Microsoft Entra's, counts only together with the ID by which the directory knows the person.
 */
async function isWaitingForProvider(
  tx: Transaction,
  userId: string,
  { isEmailVerified, directoryIds }: Claims,
): Promise<boolean> {
  const sameId = isEmailVerified ? {} : { externalId: { in: [...directoryIds] } };
  const waiting = await tx.user.findFirst({
    where: {
      id: userId,
      status: "active",
      passwordHash: null,
      provisioned: { endedAt: null, ...sameId },
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
  claims: Claims,
): Promise<string | null> {
  const { issuer, subject, email, isEmailVerified } = claims;
  const { runtime, request, now } = signIn;
  const ctx: ServiceContext = { runtime, request, now, actor: { type: "system", name: "sign-in" } };
  const found = await findUserByEmail(runtime.database.prisma, email);
  if (found === null) return null;
  return withTransaction(runtime.database, async (tx) => {
    const user = await lockUser(tx, found.id);
    if (user === null || user.email !== found.email) return null;
    if (!(await isWaitingForProvider(tx, user.id, claims))) return null;
    const id = createId("account");
    await tx.account.create({ data: { id, userId: user.id, provider, issuer, subject, createdAt: now } });
    await emitAudit(tx, ctx, {
      teamId: null,
      action: "account.link",
      target: { type: "user", id: user.id },
      changes: { accountId: id, provider, issuer },
      personal: { subject },
    });
    if (isEmailVerified) await markEmailVerified(tx, ctx, user, "provider");
    return user.id;
  });
}
