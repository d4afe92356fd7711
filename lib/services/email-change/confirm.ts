import { hashOneTimeToken } from "#lib/auth/credentials/one-time-token.ts";
import type { ConfirmEmailChangeInput, EmailChangeDto } from "#lib/contract/people/email-change.ts";
import { ServiceError } from "#lib/domain/common/errors.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { authorizePerson } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { lockUser } from "#lib/services/users/ownership/lock-user.ts";
import { listWaiting, toEmailChangeDto, wherePending } from "./pending-change.ts";
import { writeEmail } from "./write-email.ts";

/**
 * POST /me/email/confirm: the signed-in person opens the link that was sent to their new or their old address. The
 * address changes once both are confirmed. Access to only a mailbox, or only the account, is not enough. Throws
 * `not_found` for a link that was used, has expired or belongs to someone else, and `conflict` if another account has
 * taken the address in the meantime.
 */
export async function confirmEmailChange(
  ctx: ServiceContext,
  input: ConfirmEmailChangeInput,
): Promise<EmailChangeDto> {
  const { userId } = authorizePerson(ctx);
  const { now } = ctx;
  const tokenHash = new Uint8Array(hashOneTimeToken(input.token));
  return withTransaction(ctx.runtime.database, async (tx) => {
    const user = await lockUser(tx, userId);
    const pending = { ...wherePending(userId, now), oldEmail: user?.email ?? "" };
    const ofNew = await tx.emailChange.updateMany({
      where: { ...pending, newTokenHash: tokenHash, newConfirmedAt: null },
      data: { newConfirmedAt: now },
    });
    const ofOld = await tx.emailChange.updateMany({
      where: { ...pending, oldTokenHash: tokenHash, oldConfirmedAt: null },
      data: { oldConfirmedAt: now },
    });
    const change = await tx.emailChange.findFirst({
      where: { ...pending, OR: [{ newTokenHash: tokenHash }, { oldTokenHash: tokenHash }] },
    });
    if (user === null || change === null || ofNew.count + ofOld.count === 0) {
      throw new ServiceError("not_found", {
        message: "This link is no longer valid. Start the change again",
      });
    }
    if (listWaiting(change).length > 0) return toEmailChangeDto(user.email, change);
    await tx.emailChange.updateMany({ where: { id: change.id, userId }, data: { endedAt: now } });
    await writeEmail(tx, ctx, user, change.newEmail, now);
    return toEmailChangeDto(change.newEmail, null);
  });
}
