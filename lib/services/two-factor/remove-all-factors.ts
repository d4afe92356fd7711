import { findSecondFactors } from "#lib/auth/credentials/second-factors.ts";
import type { User } from "#lib/platform/db/generated/client.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { notifyOfFactor } from "./record-factor.ts";

/** Removes all second factors and recovery codes of a locked person. False if they had no factor. */
export async function removeAllFactors(tx: Transaction, ctx: ServiceContext, user: User): Promise<boolean> {
  const factors = await findSecondFactors(tx, user.id);
  if (factors === null) return false;
  const where = { userId: user.id };
  await tx.totpFactor.deleteMany({ where });
  const { count: removedPasskeys } = await tx.passkey.deleteMany({ where });
  await tx.recoveryCode.deleteMany({ where });
  await emitAudit(tx, ctx, {
    teamId: null,
    action: "two_factor.reset",
    target: { type: "user", id: user.id },
    changes: {
      ...(factors.totp ? { method: "totp" } : {}),
      ...(removedPasskeys === 0 ? {} : { removedPasskeys }),
    },
    personal: { email: user.email },
  });
  await notifyOfFactor(tx, ctx, user, "turned_off");
  return true;
}
