import type { Transaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { type NoticeReceiver, notify } from "#lib/services/notices/notify.ts";
import { whereOn } from "./codes/totp-factor.ts";

/** Removes the authenticator app and all recovery codes of a locked person. False if two-factor was not on. */
export async function removeFactor(
  tx: Transaction,
  ctx: ServiceContext,
  user: NoticeReceiver,
  action: "two_factor.disable" | "two_factor.reset",
): Promise<boolean> {
  const { count } = await tx.totpFactor.deleteMany({ where: { userId: user.id, ...whereOn } });
  if (count === 0) return false;
  await tx.recoveryCode.deleteMany({ where: { userId: user.id } });
  await emitAudit(tx, ctx, {
    teamId: null,
    action,
    target: { type: "user", id: user.id },
    changes: { method: "totp" },
    personal: { email: user.email },
  });
  await notify(tx, ctx, {
    kind: "second_factor_changed",
    receivers: [user],
    data: { change: "turned_off" },
  });
  return true;
}
