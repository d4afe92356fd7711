import { createId } from "#lib/domain/common/ids.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { lockUser } from "#lib/services/users/ownership/lock-user.ts";
import { findUserByEmail } from "./find-user-by-email.ts";
import { markEmailVerified } from "./mark-email-verified.ts";

/**
 * Marks an account's email address as verified on behalf of the operator. Consequences such as ownership by
 * INSTANCE_OWNERS take effect at the person's next sign-in.
 */
export async function verifyEmailByCommand(
  runtime: ServiceContext["runtime"],
  text: string,
  now: Date,
): Promise<"verified" | "was_verified" | "no_account"> {
  const found = await findUserByEmail(runtime.database.prisma, text);
  if (found === null) return "no_account";
  const ctx: ServiceContext = {
    runtime,
    actor: { type: "system", name: "admin-command" },
    request: { id: createId("request"), address: null, agent: null },
    now,
  };
  return withTransaction(runtime.database, async (tx) => {
    const user = await lockUser(tx, found.id);
    if (user === null) return "no_account";
    return (await markEmailVerified(tx, ctx, user, "command")) ? "verified" : "was_verified";
  });
}
