import type { CurrentPasswordInput, TwoFactorDto } from "#lib/contract/people/two-factor.ts";
import { notFound } from "#lib/domain/common/errors.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { lockCheckedPerson } from "#lib/services/passwords/assert-is-person.ts";
import { whereOn } from "./codes/totp-factor.ts";
import { findConfirmedSelf } from "./find-self.ts";
import { recordRemovedFactor } from "./record-factor.ts";
import { readTwoFactorOf } from "./two-factor-dto.ts";

/**
 * DELETE /me/two-factor/totp: removes the authenticator app. Without a passkey, this turns two-factor authentication off. Throws
 * `not_found` without an app.
 */
export async function removeTotp(ctx: ServiceContext, input: CurrentPasswordInput): Promise<TwoFactorDto> {
  const user = await findConfirmedSelf(ctx, input);
  return withTransaction(ctx.runtime.database, async (tx) => {
    await lockCheckedPerson(tx, ctx, user);
    const { count } = await tx.totpFactor.deleteMany({ where: { userId: user.id, ...whereOn } });
    if (count === 0) throw notFound();
    await recordRemovedFactor(tx, ctx, user, "totp");
    return readTwoFactorOf(tx, user);
  });
}
