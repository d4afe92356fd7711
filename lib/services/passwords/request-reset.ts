import { getCounter, reserveAttempt } from "#lib/auth/limits/throttle.ts";
import type { RequestedPasswordResetDto, RequestPasswordResetInput } from "#lib/contract/people/passwords.ts";
import { hourMs, hourSeconds } from "#lib/domain/common/durations.ts";
import { ServiceError } from "#lib/domain/common/errors.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { createNoPasswordMail, createPasswordResetMail } from "#lib/platform/mail/password-reset-mail.ts";
import type { Mail } from "#lib/platform/mail/send-mail.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { deliverLater } from "#lib/services/mails/deliver.ts";
import { readEmail } from "#lib/services/users/create.ts";
import { lockUser } from "#lib/services/users/ownership/lock-user.ts";
import { insertReset } from "./insert-reset.ts";

/** The actor of requests that nobody has signed in for. In the audit log, the account is the target. */
export const passwordResetActor = { type: "system", name: "password-reset" } as const;

const linkLifetimeMs = hourMs;

/** Requests of one client IP address per hour. A shared address has many people. */
const maxPerAddress = 30;

/** Links for one account per hour, from all addresses together. More are ignored, as for an unknown account. */
const maxPerAccount = 5;

type ResetRequest = RequestPasswordResetInput & { origin: string };

async function isWithinAccountLimit(ctx: ServiceContext, userId: string): Promise<boolean> {
  const rule = { subject: `password-reset:user:${userId}`, max: maxPerAccount, windowSeconds: hourSeconds };
  try {
    await reserveAttempt(ctx.runtime.database, [rule], ctx.now);
    return true;
  } catch (error) {
    if (error instanceof ServiceError && error.code === "rate_limit_exceeded") return false;
    throw error;
  }
}

/** The email for the account with this address. Null without an account, and for a suspended one. */
async function prepareMail(ctx: ServiceContext, email: string, origin: string): Promise<Mail | null> {
  const { database } = ctx.runtime;
  const found = await database.prisma.user.findUnique({ where: { email, status: "active" } });
  if (found === null || !(await isWithinAccountLimit(ctx, found.id))) return null;
  if (found.passwordHash === null) return createNoPasswordMail(email, origin);
  const token = await withTransaction(database, async (tx) => {
    await lockUser(tx, found.id);
    return insertReset(tx, ctx, { userId: found.id, email, lifetimeMs: linkLifetimeMs });
  });
  return createPasswordResetMail(email, `${origin}/reset-password/${token}`);
}

/**
 * POST /password-resets: sends a link that sets a new password to the account with this email address. The response is
 * the same, and is sent before the account is looked up, whether or not there is one. Without a mail server nothing is
 * sent. Throws `rate_limit_exceeded` after 30 requests of one IP address in an hour, and `invalid_request`.
 */
export async function requestPasswordReset(
  caller: ServiceContext,
  { email: text, origin }: ResetRequest,
): Promise<RequestedPasswordResetDto> {
  const ctx: ServiceContext = { ...caller, actor: passwordResetActor };
  const email = readEmail(text);
  const subject = `password-reset:address:${getCounter(ctx.request.address)}`;
  const rule = { subject, max: maxPerAddress, windowSeconds: hourSeconds };
  await reserveAttempt(ctx.runtime.database, [rule], ctx.now);
  if (ctx.runtime.config.smtpUrl !== undefined) deliverLater(ctx, () => prepareMail(ctx, email, origin));
  return { email };
}
