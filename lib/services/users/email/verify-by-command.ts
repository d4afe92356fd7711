import type { ServiceContext } from "#lib/services/context.ts";
import { changeByCommand } from "./change-by-command.ts";
import { markEmailVerified } from "./mark-email-verified.ts";

/**
 * Marks an account's email address as verified on behalf of the operator. Consequences such as ownership by
 * INSTANCE_OWNERS take effect at the person's next sign-in.
 */
export async function verifyEmailByCommand(
  runtime: ServiceContext["runtime"],
  email: string,
  now: Date,
): Promise<"verified" | "was_verified" | "no_account"> {
  const outcome = await changeByCommand(runtime, { email, now }, async (tx, ctx, user) =>
    (await markEmailVerified(tx, ctx, user, "command")) ? "verified" : "was_verified",
  );
  return outcome ?? "no_account";
}
