import { getCounter, reserveAttempt, type ThrottleRule } from "#lib/auth/limits/throttle.ts";
import type { RequestedPasswordResetDto, RequestPasswordResetInput } from "#lib/contract/people/passwords.ts";
import { hourMs, hourSeconds } from "#lib/domain/common/durations.ts";
import { ServiceError } from "#lib/domain/common/errors.ts";
import { getNetworkCounter } from "#lib/domain/network/address.ts";
import { mayUsePassword } from "#lib/domain/sign-in/sign-in-policy.ts";
import type { User } from "#lib/platform/db/generated/client.ts";
import { type Transaction, withTransaction } from "#lib/platform/db/transaction.ts";
import { getMailOrigin, type MailOrigin } from "#lib/platform/mail/mail-links.ts";
import { createNoPasswordMail, createPasswordResetMail } from "#lib/platform/mail/password-reset-mail.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { queueMail } from "#lib/services/mails/queue-mail.ts";
import { readEmail } from "#lib/services/users/create.ts";
import { findUserByEmail } from "#lib/services/users/email/find-user-by-email.ts";
import { lockUser } from "#lib/services/users/ownership/lock-user.ts";
import { insertReset } from "./insert-reset.ts";

/** The actor of requests that nobody has signed in for. In the audit log, the account is the target. */
export const passwordResetActor = { type: "system", name: "password-reset" } as const;

const linkLifetimeMs = hourMs;

/** Requests of one client IP address per hour. A shared address has many people. */
const maxPerAddress = 30;

/** Links for one account per hour, from all addresses together. More are ignored, as for an unknown account. */
const maxPerAccount = 5;

function listAddressRules(address: string | null): ThrottleRule[] {
  const network = address === null ? null : getNetworkCounter(address);
  const windowSeconds = hourSeconds;
  return [
    ...(network === null
      ? []
      : [{ subject: `password-reset:${network}`, max: 3 * maxPerAddress, windowSeconds }]),
    { subject: `password-reset:address:${getCounter(address)}`, max: maxPerAddress, windowSeconds },
  ];
}

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

/** Queues the email for the account with this address. Nothing without an account, and for a suspended one. */
async function queueLink(ctx: ServiceContext, email: string, origin: MailOrigin): Promise<void> {
  const { database } = ctx.runtime;
  const found = await findUserByEmail(database.prisma, email);
  if (found?.status !== "active" || !(await isWithinAccountLimit(ctx, found.id))) return;
  await withTransaction(database, async (tx) => {
    const user = await lockUser(tx, found.id);
    if (user?.status !== "active" || user.email !== found.email) return;
    const expiresAt = new Date(ctx.now.getTime() + linkLifetimeMs);
    const hasPassword = user.passwordHash !== null && mayUsePassword(ctx.runtime.config, user);
    await queueMail(tx, ctx, {
      kind: "password_reset",
      mail: hasPassword
        ? createPasswordResetMail(email, origin, await createToken(tx, ctx, user))
        : createNoPasswordMail(email, origin),
      origin,
      expiresAt,
      subjectId: user.id,
    });
  });
}

function createToken(tx: Transaction, ctx: ServiceContext, { id: userId, email }: User): Promise<string> {
  return insertReset(tx, ctx, { userId, email, lifetimeMs: linkLifetimeMs });
}

/** Runs what would make the answer slower for an address that has an account. */
function runAfterAnswer({ runtime }: ServiceContext, run: () => Promise<void>): void {
  run().catch((error: unknown) => runtime.logger.error({ err: error }, "an email could not be created"));
}

/**
 * POST /password-resets: sends a link that sets a new password to the account with this email address. The response is
 * the same, and is sent before the account is looked up, whether or not there is one. Without a mail server nothing is
 * sent. Throws `rate_limit_exceeded` after 30 requests of one IP address, or 90 of one IPv6 /48, in an hour, and
 * `invalid_request`.
 */
export async function requestPasswordReset(
  caller: ServiceContext,
  input: RequestPasswordResetInput,
): Promise<RequestedPasswordResetDto> {
  const ctx: ServiceContext = { ...caller, actor: passwordResetActor };
  const email = readEmail(input.email);
  await reserveAttempt(ctx.runtime.database, listAddressRules(ctx.request.address), ctx.now);
  const origin = getMailOrigin(ctx.runtime.config);
  if (origin !== null) runAfterAnswer(ctx, () => queueLink(ctx, email, origin));
  return { email };
}
