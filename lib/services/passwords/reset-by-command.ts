import { dayMs } from "#lib/domain/common/durations.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { changeByCommand } from "#lib/services/users/email/change-by-command.ts";
import { insertReset } from "./insert-reset.ts";

/** Longer than by email, because the operator hands it over. */
const linkLifetimeMs = dayMs;

/**
 * Creates the token of a link with which the person sets a new password, on behalf of the operator. Null if there is no
 * active account with this email address.
 */
export function resetPasswordByCommand(
  runtime: ServiceContext["runtime"],
  email: string,
  now: Date,
): Promise<string | null> {
  return changeByCommand(runtime, { email, now }, async (tx, ctx, { id: userId, status }) =>
    status === "active" ? insertReset(tx, ctx, { userId, email: null, lifetimeMs: linkLifetimeMs }) : null,
  );
}
