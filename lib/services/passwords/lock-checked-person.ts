import { ServiceError } from "#lib/domain/common/errors.ts";
import type { User } from "#lib/platform/db/generated/client.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import { authorizePerson } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { lockLivePerson } from "#lib/services/sessions/lock-live-person.ts";

/**
 * Locks the row of a person whose password was checked. Throws `conflict` if their password was replaced in the meantime,
 * and `unauthorized` if their session ended.
 */
export async function lockCheckedPerson(
  tx: Transaction,
  ctx: ServiceContext,
  checked: Pick<User, "passwordHash">,
): Promise<User> {
  const user = await lockLivePerson(tx, authorizePerson(ctx), ctx.now);
  if (user.passwordHash !== checked.passwordHash) {
    throw new ServiceError("conflict", { message: "Your password was changed in the meantime" });
  }
  return user;
}
