import type { User } from "#lib/platform/db/generated/client.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { recordInvalidation } from "#lib/services/invalidations/record.ts";
import { endAllAccess } from "./end-access.ts";

/** Suspends a locked person's account or reinstates it. Nothing happens if it already has the status. */
export async function setPersonStatus(
  tx: Transaction,
  ctx: ServiceContext,
  user: User,
  status: "active" | "suspended",
): Promise<void> {
  const where = { id: user.id, status: { not: status } };
  const { count } = await tx.user.updateMany({ where, data: { status } });
  if (count === 0) return;
  // Verification rejects the keys of a suspended person, on every instance.
  await recordInvalidation(tx, "user", user.id);
  const ended = status === "suspended" ? await endAllAccess(tx, user.id, ctx.now) : 0;
  await emitAudit(tx, ctx, {
    teamId: null,
    action: status === "suspended" ? "user.suspend" : "user.resume",
    target: { type: "user", id: user.id },
    changes: ended === 0 ? {} : { endedSessionCount: ended },
    personal: { email: user.email },
  });
}
