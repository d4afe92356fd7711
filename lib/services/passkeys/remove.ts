import type { PasskeyDto } from "#lib/contract/people/passkeys.ts";
import { notFound } from "#lib/domain/common/errors.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { lockProvenPerson } from "#lib/services/sessions/recent-proof.ts";
import { recordRemovedFactor } from "#lib/services/two-factor/record-factor.ts";
import { toPasskeyDto } from "./passkey-dto.ts";

/**
 * DELETE /me/passkeys/{id}: removes a passkey of the caller, and turns two-factor authentication off if it was the last
 * factor. Throws `not_found`.
 */
export async function removePasskey(ctx: ServiceContext, { id }: { id: string }): Promise<PasskeyDto> {
  return withTransaction(ctx.runtime.database, async (tx) => {
    const user = await lockProvenPerson(tx, ctx);
    const passkey = await tx.passkey.findFirst({ where: { id, userId: user.id } });
    if (passkey === null) throw notFound();
    await tx.passkey.deleteMany({ where: { id, userId: user.id } });
    await emitAudit(tx, ctx, {
      teamId: null,
      action: "passkey.delete",
      target: { type: "user", id: user.id },
      changes: { id },
      personal: { email: user.email, name: passkey.name },
    });
    await recordRemovedFactor(tx, ctx, user, "passkey");
    return toPasskeyDto(passkey);
  });
}
