import type { User } from "#lib/platform/db/generated/client.ts";
import { type Transaction, withTransaction } from "#lib/platform/db/transaction.ts";
import { createCommandContext } from "#lib/services/command-context.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { lockUser } from "#lib/services/users/ownership/lock-user.ts";
import { findUserByEmail } from "./find-user-by-email.ts";

/** Changes an account on behalf of the operator, with the person's row locked. Null if no account has this email address. */
export async function changeByCommand<T>(
  runtime: ServiceContext["runtime"],
  { email, now }: { email: string; now: Date },
  change: (tx: Transaction, ctx: ServiceContext, user: User) => Promise<T>,
): Promise<T | null> {
  const found = await findUserByEmail(runtime.database.prisma, email);
  if (found === null) return null;
  const ctx = createCommandContext(runtime, now);
  return withTransaction(runtime.database, async (tx) => {
    const user = await lockUser(tx, found.id);
    return user === null ? null : change(tx, ctx, user);
  });
}
