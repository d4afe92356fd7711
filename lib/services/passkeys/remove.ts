import type { PasskeyDto } from "#lib/contract/people/passkeys.ts";
import { notFound, ServiceError } from "#lib/domain/common/errors.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { hasOtherWay, selectWaysIn } from "#lib/services/linked-accounts/other-ways.ts";
import { lockProvenPerson } from "#lib/services/sessions/recent-proof.ts";
import { recordRemovedFactor } from "#lib/services/two-factor/record-factor.ts";
import { toPasskeyDto } from "./passkey-dto.ts";

/**
 * DELETE /me/passkeys/{id}: removes a passkey of the caller, and turns two-factor authentication off if it was the last
 * factor. Throws `not_found`, and `conflict` for the only way they can sign in.
 */
export async function removePasskey(ctx: ServiceContext, { id }: { id: string }): Promise<PasskeyDto> {
  return withTransaction(ctx.runtime.database, async (tx) => {
    const user = await lockProvenPerson(tx, ctx);
    const passkey = await tx.passkey.findFirst({ where: { id, userId: user.id } });
    if (passkey === null) throw notFound();
    const ways = await tx.user.findUniqueOrThrow({ where: { id: user.id }, select: selectWaysIn });
    // Any other passkey counts, also one of another host: a person who can't use this one must be able to remove it.
    const hasPasskey = ways.passkeys.length > 1;
    if (!hasPasskey && !hasOtherWay({ ways, removedId: id, config: ctx.runtime.config, host: null })) {
      throw new ServiceError("conflict", {
        message: "This passkey is the only way you can sign in. Link a provider or add another passkey first",
      });
    }
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
