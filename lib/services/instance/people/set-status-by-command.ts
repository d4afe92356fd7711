import type { ServiceContext } from "#lib/services/context.ts";
import { changeByCommand } from "#lib/services/users/email/change-by-command.ts";
import { isLastOwner } from "#lib/services/users/ownership/instance-ownership.ts";
import { decidePersonStatus } from "./update.ts";

/**
 * Suspends an account or reactivates it on behalf of the operator. The last active administrator stays, because nobody could
 * reactivate them in the console.
 */
export async function setStatusByCommand(
  runtime: ServiceContext["runtime"],
  { email, status, now }: { email: string; status: "active" | "suspended"; now: Date },
): Promise<"changed" | "unchanged" | "last_owner" | "no_account"> {
  const outcome = await changeByCommand(runtime, { email, now }, async (tx, ctx, user) => {
    const hasStatus = user.status === status;
    if (!hasStatus && status === "suspended" && user.isInstanceOwner && (await isLastOwner(tx, user.id))) {
      return "last_owner";
    }
    // Also if nothing changes: from now on it is the operator's decision, which the directory doesn't undo.
    await decidePersonStatus(tx, ctx, user, status);
    return hasStatus ? "unchanged" : "changed";
  });
  return outcome ?? "no_account";
}
