import { whereAppOn } from "#lib/auth/credentials/second-factors.ts";
import type { TwoFactorDto } from "#lib/contract/people/two-factor.ts";
import { notFound } from "#lib/domain/common/errors.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { lockProvenPerson } from "#lib/services/sessions/recent-proof.ts";
import { recordRemovedFactor } from "./record-factor.ts";
import { readTwoFactorOf } from "./two-factor-dto.ts";

/**
 * DELETE /me/two-factor/totp: removes the authenticator app. Without a passkey, this turns two-factor authentication off.
 * Throws `not_found` without an app.
 */
export async function removeTotp(ctx: ServiceContext): Promise<TwoFactorDto> {
  return withTransaction(ctx.runtime.database, async (tx) => {
    const user = await lockProvenPerson(tx, ctx);
    const { count } = await tx.totpFactor.deleteMany({ where: { userId: user.id, ...whereAppOn } });
    if (count === 0) throw notFound();
    await recordRemovedFactor(tx, ctx, user, "totp");
    return readTwoFactorOf(tx, user);
  });
}
