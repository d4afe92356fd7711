import { findSecondFactors } from "#lib/auth/credentials/second-factors.ts";
import type { RecoveryCodesDto } from "#lib/contract/people/two-factor.ts";
import { ServiceError } from "#lib/domain/common/errors.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { lockProvenPerson } from "#lib/services/sessions/recent-proof.ts";
import { notifyOfFactor } from "./record-factor.ts";
import { replaceRecoveryCodes } from "./replace-recovery-codes.ts";

/**
 * POST /me/two-factor/recovery-codes: replaces the recovery codes with ten new ones. Throws `conflict` while two-factor
 * authentication is off.
 */
export async function createRecoveryCodes(ctx: ServiceContext): Promise<RecoveryCodesDto> {
  return withTransaction(ctx.runtime.database, async (tx) => {
    const user = await lockProvenPerson(tx, ctx);
    if ((await findSecondFactors(tx, user.id)) === null) {
      throw new ServiceError("conflict", { message: "Two-factor authentication is off" });
    }
    const recoveryCodes = await replaceRecoveryCodes(tx, user.id, ctx.now);
    await emitAudit(tx, ctx, {
      teamId: null,
      action: "recovery_codes.create",
      target: { type: "user", id: user.id },
      changes: {},
      personal: { email: user.email },
    });
    await notifyOfFactor(tx, ctx, user, "codes_replaced");
    return { recoveryCodes };
  });
}
