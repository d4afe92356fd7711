import { createId } from "#lib/domain/common/ids.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { findUserByEmail } from "#lib/services/users/email/find-user-by-email.ts";
import { lockUser } from "#lib/services/users/ownership/lock-user.ts";
import { removeFactor } from "./remove-factor.ts";

/** Turns two-factor authentication off on behalf of the operator, for a person who lost the app and all codes. */
export async function resetTwoFactorByCommand(
  runtime: ServiceContext["runtime"],
  text: string,
  now: Date,
): Promise<"reset" | "was_off" | "no_account"> {
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
    return (await removeFactor(tx, ctx, user, "two_factor.reset")) ? "reset" : "was_off";
  });
}
