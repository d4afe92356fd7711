import type { PasskeyDto, UpdatePasskeyInput } from "#lib/contract/people/passkeys.ts";
import { notFound } from "#lib/domain/common/errors.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { authorizePerson } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { lockLivePerson } from "#lib/services/sessions/lock-live-person.ts";
import { toPasskeyDto } from "./passkey-dto.ts";

/** PATCH /me/passkeys/{id}: renames a passkey of the caller. Throws `not_found`. */
export async function updatePasskey(
  ctx: ServiceContext,
  { id, name }: UpdatePasskeyInput & { id: string },
): Promise<PasskeyDto> {
  const actor = authorizePerson(ctx);
  return withTransaction(ctx.runtime.database, async (tx) => {
    const user = await lockLivePerson(tx, actor, ctx.now);
    const passkey = await tx.passkey.findFirst({ where: { id, userId: user.id } });
    if (passkey === null) throw notFound();
    if (passkey.name === name) return toPasskeyDto(passkey);
    await tx.passkey.updateMany({ where: { id, userId: user.id }, data: { name } });
    await emitAudit(tx, ctx, {
      teamId: null,
      action: "passkey.update",
      target: { type: "user", id: user.id },
      changes: { id },
      personal: { email: user.email, name, nameBefore: passkey.name },
    });
    return toPasskeyDto({ ...passkey, name });
  });
}
