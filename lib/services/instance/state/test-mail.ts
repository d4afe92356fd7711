import { reserveAttempt } from "#lib/auth/limits/throttle.ts";
import type { MailTestDto } from "#lib/contract/instance/state.ts";
import { hourSeconds } from "#lib/domain/common/durations.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { attemptMail } from "#lib/platform/mail/send-mail.ts";
import { createTestMail } from "#lib/platform/mail/test-mail.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { authorizeInstanceOwner } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";

/** Enough to correct a setting, and no way to flood a mailbox. */
const maxPerHour = 10;

/**
 * POST /instance/mail-tests: sends an email to the caller's own address, and to no other. Throws `rate_limit_exceeded` after
 * 10 in an hour.
 */
export async function testMail(ctx: ServiceContext): Promise<MailTestDto> {
  const { userId, email } = authorizeInstanceOwner(ctx);
  const rule = { subject: `mail-test:${userId}`, max: maxPerHour, windowSeconds: hourSeconds };
  await reserveAttempt(ctx.runtime.database, [rule], ctx.now);
  const attempt = await attemptMail(ctx.runtime, createTestMail(email));
  await withTransaction(ctx.runtime.database, (tx) =>
    emitAudit(tx, ctx, {
      teamId: null,
      action: "mail.test",
      target: { type: "user", id: userId },
      changes: attempt.problem === null ? {} : { reason: attempt.problem },
    }),
  );
  return { to: email, ...attempt };
}
