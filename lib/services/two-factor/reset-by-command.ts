import type { User } from "#lib/platform/db/generated/client.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { changeByCommand } from "#lib/services/users/email/change-by-command.ts";
import { findSecondFactors } from "./codes/find-factors.ts";

/** Removes all second factors and recovery codes of a locked person. False if they had no factor. */
async function removeAllFactors(tx: Transaction, ctx: ServiceContext, user: User): Promise<boolean> {
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
  return true;
}

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
