import { findTotpStep } from "#lib/auth/credentials/totp.ts";
import type { ConfirmTotpInput, RecoveryCodesDto } from "#lib/contract/people/two-factor.ts";
import { invalidField, ServiceError } from "#lib/domain/common/errors.ts";
import { readTypedCode } from "#lib/domain/two-factor/typed-code.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { authorizePerson } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { notify } from "#lib/services/notices/notify.ts";
import { endAllSessions } from "#lib/services/sessions/end-all.ts";
import { lockLivePerson } from "#lib/services/sessions/lock-live-person.ts";
import { openTotpSecret, wherePending } from "./codes/totp-factor.ts";
import { replaceRecoveryCodes } from "./replace-recovery-codes.ts";

/**
 * POST /me/two-factor/totp/confirm: turns two-factor authentication on, once a code shows that the app has the secret.
 * Starting asked again who they are. Ends all other sessions. Throws `not_found` if nothing is pending.
 */
export async function confirmTotp(ctx: ServiceContext, input: ConfirmTotpInput): Promise<RecoveryCodesDto> {
  const actor = authorizePerson(ctx);
  const { userId, sessionId } = actor;
  const { runtime, now } = ctx;
  return withTransaction(runtime.database, async (tx) => {
    const user = await lockLivePerson(tx, actor, now);
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
    const { count } = await tx.totpFactor.updateMany({
      where: { id: factor.id, confirmedAt: null },
      data: { confirmedAt: now, lastStep: step },
    });
    if (count === 0) throw new ServiceError("conflict");
    // Someone who only knew the password may be signed in somewhere else.
    const ended = await endAllSessions(tx, userId, now, sessionId);
    const recoveryCodes = await replaceRecoveryCodes(tx, userId, now);
    await emitAudit(tx, ctx, {
      teamId: null,
      action: "two_factor.enable",
      target: { type: "user", id: userId },
      changes: { method: "totp", ...(ended === 0 ? {} : { endedSessionCount: ended }) },
      personal: { email: user.email },
    });
    await notify(tx, ctx, {
      kind: "second_factor_changed",
      receivers: [user],
      data: { change: "turned_on" },
    });
    return { recoveryCodes };
  });
}
