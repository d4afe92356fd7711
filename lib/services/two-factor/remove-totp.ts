import type { CurrentPasswordInput, TwoFactorDto } from "#lib/contract/people/two-factor.ts";
import { notFound } from "#lib/domain/common/errors.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { lockCheckedPerson } from "#lib/services/passwords/assert-is-person.ts";
import { findConfirmedSelf } from "./find-self.ts";
import { removeFactor } from "./remove-factor.ts";
import { readTwoFactorOf } from "./two-factor-dto.ts";

/** DELETE /me/two-factor/totp: turns two-factor authentication off. Throws `not_found` if it isn't on. */
export async function removeTotp(ctx: ServiceContext, input: CurrentPasswordInput): Promise<TwoFactorDto> {
  const user = await findConfirmedSelf(ctx, input);
  return withTransaction(ctx.runtime.database, async (tx) => {
    await lockCheckedPerson(tx, ctx, user);
    if (!(await removeFactor(tx, ctx, user, "two_factor.disable"))) throw notFound();
    return readTwoFactorOf(tx, user);
  });
}
