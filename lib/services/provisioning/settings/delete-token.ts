import type { ProvisioningTokenDto } from "#lib/contract/instance/provisioning.ts";
import { notFound, ServiceError } from "#lib/domain/common/errors.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { authorizeInstanceOwner } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { lockLivePerson } from "#lib/services/sessions/lock-live-person.ts";
import { toTokenDto } from "./token-dto.ts";

/**
 * DELETE /instance/provisioning/tokens/{id}: the token is rejected from the next request on. People and groups stay as
 * they are. Throws `not_found` for a deleted one.
 */
export async function deleteToken(
  ctx: ServiceContext,
  { id }: { id: string },
): Promise<ProvisioningTokenDto> {
  const actor = authorizeInstanceOwner(ctx);
  return withTransaction(ctx.runtime.database, async (tx) => {
    const caller = await lockLivePerson(tx, actor, ctx.now);
    if (!caller.isInstanceOwner) throw new ServiceError("forbidden");
    const where = { id, deletedAt: null };
    const { count } = await tx.provisioningToken.updateMany({ where, data: { deletedAt: ctx.now } });
    if (count === 0) throw notFound();
    const token = await tx.provisioningToken.findUniqueOrThrow({ where: { id } });
    await emitAudit(tx, ctx, {
      teamId: null,
      action: "provisioning_token.delete",
      target: { type: "provisioningToken", id },
      changes: { name: token.name },
    });
    return toTokenDto(token);
  });
}
