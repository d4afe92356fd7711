import { hashOneTimeToken } from "#lib/auth/credentials/one-time-token.ts";
import { whereAppOn } from "#lib/auth/credentials/second-factors.ts";
import { findTotpStep } from "#lib/auth/credentials/totp.ts";
import { readTypedCode } from "#lib/domain/two-factor/typed-code.ts";
import type { User } from "#lib/platform/db/generated/client.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { openTotpSecret } from "./totp-factor.ts";

export type SecondFactor = "totp" | "recovery_code";

type Owner = Pick<User, "id" | "email">;

/** Both kinds of codes count once: one guarded UPDATE takes the code, and only the first of several changes a row. */
async function takeTotpCode(tx: Transaction, ctx: ServiceContext, user: Owner, code: string) {
  const factor = await tx.totpFactor.findFirst({ where: { userId: user.id, ...whereAppOn } });
  if (factor === null) return false;
  const secret = openTotpSecret(ctx.runtime.secrets.session, factor);
  if (secret === null) {
    const problem = "an authenticator secret can't be read: the SESSION_SECRET that encrypted it is missing";
    ctx.runtime.logger.error({ userId: user.id }, problem);
    return false;
  }
  const step = findTotpStep(secret, code, ctx.now);
  if (step === null) return false;
  const { count } = await tx.totpFactor.updateMany({
    where: { id: factor.id, lastStep: { lt: step } },
    data: { lastStep: step, lastUsedAt: ctx.now },
  });
  return count === 1;
}

async function takeRecoveryCode(tx: Transaction, ctx: ServiceContext, user: Owner, code: string) {
  const { count } = await tx.recoveryCode.updateMany({
    where: { userId: user.id, codeHash: new Uint8Array(hashOneTimeToken(code)), usedAt: null },
    data: { usedAt: ctx.now },
  });
  if (count === 0) return false;
  const remaining = await tx.recoveryCode.count({ where: { userId: user.id, usedAt: null } });
  await emitAudit(tx, ctx, {
    teamId: null,
    action: "recovery_codes.use",
    target: { type: "user", id: user.id },
    changes: { remainingRecoveryCodes: remaining },
    personal: { email: user.email },
  });
  return true;
}

/** Takes a person's code, so that it works for nobody else. Returns its kind, or null if it isn't valid (any more). */
export async function acceptCode(
  tx: Transaction,
  ctx: ServiceContext,
  user: Owner,
  text: string,
): Promise<SecondFactor | null> {
  const typed = readTypedCode(text);
  if (typed === null) return null;
  const take = typed.kind === "totp" ? takeTotpCode : takeRecoveryCode;
  return (await take(tx, ctx, user, typed.code)) ? typed.kind : null;
}
