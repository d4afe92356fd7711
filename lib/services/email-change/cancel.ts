import type { EmailChangeDto } from "#lib/contract/people/email-change.ts";
import { notFound } from "#lib/domain/common/errors.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { authorizePerson } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { endPendingChanges, toEmailChangeDto } from "./pending-change.ts";

/** DELETE /me/email: cancels the caller's change of their email address. Throws `not_found` if there is none. */
export async function cancelEmailChange(ctx: ServiceContext): Promise<EmailChangeDto> {
  const { userId, email } = authorizePerson(ctx);
  return withTransaction(ctx.runtime.database, async (tx) => {
    if (!(await endPendingChanges(tx, userId, ctx.now))) throw notFound();
    await emitAudit(tx, ctx, {
      teamId: null,
      action: "user.cancel_email_change",
      target: { type: "user", id: userId },
      changes: {},
    });
    return toEmailChangeDto(email, null);
  });
}
