import { notFound, ServiceError } from "#lib/domain/common/errors.ts";
import type { User } from "#lib/platform/db/generated/client.ts";
import { type Transaction, withTransaction } from "#lib/platform/db/transaction.ts";
import { authorizeInstanceOwner } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { lockLivePerson } from "#lib/services/sessions/lock-live-person.ts";
import { lockUser } from "#lib/services/users/ownership/lock-user.ts";

/**
 * Changes another person's account, with both rows locked: of two administrators who suspend each other at once, only the
 * first succeeds, so an active one always remains. The rows are locked in the same order by everyone.
 *
 * Throws `conflict` for the caller's own account: what an administrator can do without a password to others, someone with
 * a stolen session could do to the administrator.
 */
export async function changePerson<Result>(
  ctx: ServiceContext,
  { id }: { id: string },
  change: (tx: Transaction, user: User) => Promise<Result>,
): Promise<Result> {
  const actor = authorizeInstanceOwner(ctx);
  if (id === actor.userId) {
    throw new ServiceError("conflict", { message: "Use your account pages to change your own account" });
  }
  return withTransaction(ctx.runtime.database, async (tx) => {
    for (const userId of [id, actor.userId].sort()) await lockUser(tx, userId);
    const caller = await lockLivePerson(tx, actor, ctx.now);
    if (!caller.isInstanceOwner) throw new ServiceError("forbidden");
    const user = await tx.user.findUnique({ where: { id } });
    if (user === null || user.deletedAt !== null) throw notFound();
    return change(tx, user);
  });
}
