import type { ServiceContext } from "#lib/services/context.ts";
import { changeByCommand } from "#lib/services/users/email/change-by-command.ts";
import { removeFactor } from "./remove-factor.ts";

/** Turns two-factor authentication off on behalf of the operator, for a person who lost the app and all codes. */
export async function resetTwoFactorByCommand(
  runtime: ServiceContext["runtime"],
  email: string,
  now: Date,
): Promise<"reset" | "was_off" | "no_account"> {
  const outcome = await changeByCommand(runtime, { email, now }, async (tx, ctx, user) =>
    (await removeFactor(tx, ctx, user, "two_factor.reset")) ? "reset" : "was_off",
  );
  return outcome ?? "no_account";
}
