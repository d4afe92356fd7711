import { findSecondFactors } from "#lib/auth/credentials/second-factors.ts";
import { findTotpStep } from "#lib/auth/credentials/totp.ts";
import type { ConfirmTotpInput, RecoveryCodesDto } from "#lib/contract/people/two-factor.ts";
import { invalidField, ServiceError } from "#lib/domain/common/errors.ts";
import { readTypedCode } from "#lib/domain/two-factor/typed-code.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { authorizePerson } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { lockProvenPerson } from "#lib/services/sessions/recent-proof.ts";
import type { RenewedSession } from "#lib/services/sessions/renew.ts";
import { openTotpSecret, pendingLifeMs, wherePending } from "./codes/totp-factor.ts";
import { recordAddedFactor } from "./record-factor.ts";

/**
 * POST /me/two-factor/totp/confirm: adds the authenticator app, once a code shows that it has the secret. Starting asked
 * again who they are, and this proof must not have been forgotten since then, by a new password. Without a passkey, this
 * turns two-factor authentication on: it ends all other sessions, replaces the caller's, and returns recovery codes. Throws
 * `not_found` if nothing is pending.
 */
export async function confirmTotp(
  ctx: ServiceContext,
  input: ConfirmTotpInput,
): Promise<{ body: RecoveryCodesDto; session: RenewedSession | null }> {
  const { userId } = authorizePerson(ctx);
  const { runtime, now } = ctx;
  return withTransaction(runtime.database, async (tx) => {
    const user = await lockProvenPerson(tx, ctx, pendingLifeMs);
    const factor = await tx.totpFactor.findFirst({ where: { userId, ...wherePending(now) } });
    const secret = factor === null ? null : openTotpSecret(runtime.secrets.session, factor);
    if (factor === null || secret === null) {
      throw new ServiceError("not_found", { message: "The setup has expired. Start it again" });
    }
    const typed = readTypedCode(input.code);
    const step = typed?.kind === "totp" ? findTotpStep(secret, typed.code, now) : null;
    if (step === null) {
      throw invalidField("code", "Wrong code. Enter the code that your authenticator app shows now");
    }
    const isFirst = (await findSecondFactors(tx, userId)) === null;
    const { count } = await tx.totpFactor.updateMany({
      where: { id: factor.id, confirmedAt: null },
      data: { confirmedAt: now, lastStep: step },
    });
    if (count === 0) throw new ServiceError("conflict");
    const { recoveryCodes, session } = await recordAddedFactor(tx, ctx, user, { method: "totp", isFirst });
    return { body: { recoveryCodes }, session };
  });
}
