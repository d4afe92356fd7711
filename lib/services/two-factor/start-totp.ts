import { sealSecret } from "#lib/auth/credentials/secret-box.ts";
import { createTotpSecret, createTotpUri } from "#lib/auth/credentials/totp.ts";
import type { PendingTotpDto } from "#lib/contract/people/two-factor.ts";
import { ServiceError } from "#lib/domain/common/errors.ts";
import { createId } from "#lib/domain/common/ids.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { lockProvenPerson } from "#lib/services/sessions/recent-proof.ts";
import { pendingLifeMs } from "./codes/totp-factor.ts";

/**
 * POST /me/two-factor/totp: creates the secret for an authenticator app and replaces an earlier pending one. Nothing
 * changes for signing in until a code confirms it. Throws `conflict` while two-factor authentication is on.
 */
export async function startTotp(ctx: ServiceContext): Promise<PendingTotpDto> {
  const { runtime, now } = ctx;
  const id = createId("totpFactor");
  const secret = createTotpSecret();
  const { sealed, keyId } = sealSecret(secret, id, runtime.secrets.session);
  const { email } = await withTransaction(runtime.database, async (tx) => {
    const user = await lockProvenPerson(tx, ctx);
    await tx.totpFactor.deleteMany({ where: { userId: user.id, confirmedAt: null } });
    if ((await tx.totpFactor.count({ where: { userId: user.id } })) > 0) {
      throw new ServiceError("conflict", { message: "Two-factor authentication is already on" });
    }
    await tx.totpFactor.create({
      data: { id, userId: user.id, secret: sealed, secretKeyId: keyId, createdAt: now },
    });
    await emitAudit(tx, ctx, {
      teamId: null,
      action: "two_factor.start",
      target: { type: "user", id: user.id },
      changes: {},
      personal: { email: user.email },
    });
    return user;
  });
  return {
    secret,
    uri: createTotpUri(secret, email),
    expiresAt: new Date(now.getTime() + pendingLifeMs).toISOString(),
  };
}
