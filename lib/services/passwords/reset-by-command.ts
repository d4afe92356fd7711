import { dayMs } from "#lib/domain/common/durations.ts";
import { createId } from "#lib/domain/common/ids.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { findUserByEmail } from "#lib/services/users/email/find-user-by-email.ts";
import { lockUser } from "#lib/services/users/ownership/lock-user.ts";
import { insertReset } from "./insert-reset.ts";

/** Longer than by email, because the operator hands it over. */
const linkLifetimeMs = dayMs;

/**
 * Creates the token of a link with which the person sets a new password, on behalf of the operator. Null if there is no
 * active account with this email address.
 */
export async function resetPasswordByCommand(
  runtime: ServiceContext["runtime"],
  text: string,
  now: Date,
): Promise<string | null> {
  const found = await findUserByEmail(runtime.database.prisma, text);
  if (found === null) return null;
  const ctx: ServiceContext = {
    runtime,
    actor: { type: "system", name: "admin-command" },
    request: { id: createId("request"), address: null, agent: null },
    now,
  };
  return withTransaction(runtime.database, async (tx) => {
    const user = await lockUser(tx, found.id);
    if (user?.status !== "active") return null;
    return insertReset(tx, ctx, { userId: user.id, email: null, lifetimeMs: linkLifetimeMs });
  });
}
