import type { TwoFactorDto } from "#lib/contract/people/two-factor.ts";
import { notFound } from "#lib/domain/common/errors.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { lockProvenPerson } from "#lib/services/reauthentication/recent-proof.ts";
import { removeFactor } from "./remove-factor.ts";
import { readTwoFactorOf } from "./two-factor-dto.ts";

/** DELETE /me/two-factor/totp: turns two-factor authentication off. Throws `not_found` if it isn't on. */
export async function removeTotp(ctx: ServiceContext): Promise<TwoFactorDto> {
  return withTransaction(ctx.runtime.database, async (tx) => {
    const user = await lockProvenPerson(tx, ctx);
    if (!(await removeFactor(tx, ctx, user, "two_factor.disable"))) throw notFound();
    return readTwoFactorOf(tx, user);
  });
}
