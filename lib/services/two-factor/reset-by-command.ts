import type { ServiceContext } from "#lib/services/context.ts";
import { changeByCommand } from "#lib/services/users/email/change-by-command.ts";
import { removeAllFactors } from "./remove-all-factors.ts";

/** Turns two-factor authentication off on behalf of the operator, for a person who lost all factors and codes. */
export async function resetTwoFactorByCommand(
  runtime: ServiceContext["runtime"],
  email: string,
  now: Date,
): Promise<"reset" | "was_off" | "no_account"> {
  const outcome = await changeByCommand(runtime, { email, now }, async (tx, ctx, user) =>
    (await removeAllFactors(tx, ctx, user)) ? "reset" : "was_off",
  );
  return outcome ?? "no_account";
}
