import type { ServiceContext } from "#lib/services/context.ts";
import { changeByCommand } from "#lib/services/users/email/change-by-command.ts";
import {
  giveUpInstanceOwnership,
  grantInstanceOwnership,
  isListedOwner,
} from "#lib/services/users/ownership/instance-ownership.ts";

/**
 * Makes a person an administrator of the console on behalf of the operator. They stay one whatever INSTANCE_OWNERS says. A
 * suspended account must be reactivated first: otherwise the console could seem to have an administrator who can't sign in.
 */
export async function makeOwnerByCommand(
  runtime: ServiceContext["runtime"],
  email: string,
  now: Date,
): Promise<"granted" | "was_owner" | "suspended" | "no_account"> {
  const outcome = await changeByCommand(runtime, { email, now }, async (tx, ctx, user) => {
    if (user.status !== "active") return "suspended";
    const source = user.isInstanceOwner ? user.instanceOwnerSource : null;
    if (source === "setup" || source === "command") return "was_owner";
    await grantInstanceOwnership(tx, ctx, user.id, "command");
    return "granted";
  });
  return outcome ?? "no_account";
}

/**
 * Ends a person's administration of the console on behalf of the operator, unless they are the last active administrator.
 * `listed`: it is ended, but INSTANCE_OWNERS gives it back at the next sign-in.
 */
export async function removeOwnerByCommand(
  runtime: ServiceContext["runtime"],
  email: string,
  now: Date,
): Promise<"revoked" | "listed" | "was_none" | "last_owner" | "no_account"> {
  const outcome = await changeByCommand(runtime, { email, now }, async (tx, ctx, user) => {
    if (!user.isInstanceOwner) return "was_none";
    if (!(await giveUpInstanceOwnership(tx, ctx, user))) return "last_owner";
    return isListedOwner(runtime.config, user.email) ? "listed" : "revoked";
  });
  return outcome ?? "no_account";
}
