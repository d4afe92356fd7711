import type { User } from "#lib/platform/db/generated/client.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { authorizePerson } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { endAllSessions } from "#lib/services/sessions/end-all.ts";
import { findSecondFactors, type SecondFactors } from "./codes/find-factors.ts";
import { replaceRecoveryCodes } from "./replace-recovery-codes.ts";

type Owner = Pick<User, "id" | "email">;

/** A kind of second factor, as the audit log names it. */
type Method = keyof SecondFactors;

/**
 * Records a factor that was just added to the locked caller. The first one of any kind ends all other sessions and returns
 * ten recovery codes. Later ones return none, because the person has codes.
 */
export async function recordAddedFactor(
  tx: Transaction,
  ctx: ServiceContext,
  user: Owner,
  { method, isFirst }: { method: Method; isFirst: boolean },
): Promise<string[]> {
  // Someone who only knew the password may be signed in somewhere else.
  const ended = isFirst ? await endAllSessions(tx, user.id, ctx.now, authorizePerson(ctx).sessionId) : 0;
  const recoveryCodes = isFirst ? await replaceRecoveryCodes(tx, user.id, ctx.now) : [];
  if (isFirst || method === "totp") {
    await emitAudit(tx, ctx, {
      teamId: null,
      action: "two_factor.enable",
      target: { type: "user", id: user.id },
      changes: { method, ...(ended === 0 ? {} : { endedSessionCount: ended }) },
      personal: { email: user.email },
    });
  }
  return recoveryCodes;
}

/** Records that a factor of the locked person was removed. Without another one, the recovery codes stop working. */
export async function recordRemovedFactor(
  tx: Transaction,
  ctx: ServiceContext,
  user: Owner,
  method: Method,
): Promise<void> {
  const isLast = (await findSecondFactors(tx, user.id)) === null;
  if (isLast) await tx.recoveryCode.deleteMany({ where: { userId: user.id } });
  if (isLast || method === "totp") {
    await emitAudit(tx, ctx, {
      teamId: null,
      action: "two_factor.disable",
      target: { type: "user", id: user.id },
      changes: { method },
      personal: { email: user.email },
    });
  }
}
