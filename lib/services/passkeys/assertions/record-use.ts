import type { User } from "#lib/platform/db/generated/client.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import type { VerifiedPasskey } from "./verify-passkey.ts";

/**
 * Records the use of a verified passkey, whose person's row must be locked. False if it was removed in the meantime, or if
 * its signature counter did not grow: then a copy of the authenticator may be in use, which is audited. A counter that is
 * always 0 says nothing.
 */
export async function recordPasskeyUse(
  tx: Transaction,
  ctx: ServiceContext,
  user: Pick<User, "id" | "email">,
  { passkeyId, counter, isBackedUp }: VerifiedPasskey,
): Promise<boolean> {
  const where = { id: passkeyId, userId: user.id };
  const { count } = await tx.passkey.updateMany({
    where: { ...where, counter: counter === 0 ? 0 : { lt: counter } },
    data: { counter, isBackedUp, lastUsedAt: ctx.now },
  });
  if (count === 1) return true;
  const passkey = await tx.passkey.findFirst({ where, select: { name: true } });
  if (passkey === null) return false;
  await emitAudit(tx, ctx, {
    teamId: null,
    action: "passkey.reject",
    target: { type: "user", id: user.id },
    changes: { reason: "counter" },
    personal: { email: user.email, name: passkey.name },
  });
  return false;
}
