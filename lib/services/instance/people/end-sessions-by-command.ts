import type { ServiceContext } from "#lib/services/context.ts";
import { changeByCommand } from "#lib/services/users/email/change-by-command.ts";
import { endSessionsOf } from "./end-sessions.ts";

/** Signs a person out everywhere on behalf of the operator. Returns how many sessions ended, or null without an account. */
export function endSessionsByCommand(
  runtime: ServiceContext["runtime"],
  email: string,
  now: Date,
): Promise<number | null> {
  return changeByCommand(runtime, { email, now }, endSessionsOf);
}
