import type { LinkedProviderDto } from "#lib/contract/people/providers.ts";
import { notFound, ServiceError } from "#lib/domain/common/errors.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { notify } from "#lib/services/notices/notify.ts";
import { lockProvenPerson } from "#lib/services/sessions/recent-proof.ts";
import { selectWaysIn } from "./other-ways.ts";
import { toLinkedProviderDto } from "./provider-dto.ts";

/**
 * DELETE /me/providers/{id}: a sign-in at this provider no longer opens the caller's account. Throws `not_found`, and
 * `conflict` for the only way they can sign in.
 */
export async function unlinkProvider(
  ctx: ServiceContext,
  { id, host }: { id: string; host: string | null },
): Promise<LinkedProviderDto> {
  const { config, database } = ctx.runtime;
  return withTransaction(database, async (tx) => {
    const user = await lockProvenPerson(tx, ctx);
    const ways = await tx.user.findUniqueOrThrow({ where: { id: user.id }, select: selectWaysIn });
    const link = ways.accounts.find((one) => one.id === id);
    if (link === undefined) throw notFound();
    const unlinked = toLinkedProviderDto(link, { ways, config, host });
    if (!unlinked.canUnlink) {
      throw new ServiceError("conflict", {
        message: "This is the only way you can sign in. Link another provider or add a passkey first",
      });
    }
    await tx.account.deleteMany({ where: { id, userId: user.id } });
    await emitAudit(tx, ctx, {
      teamId: null,
      action: "account.unlink",
      target: { type: "user", id: user.id },
      changes: { accountId: id, provider: link.provider, issuer: link.issuer },
      personal: { email: user.email, subject: link.subject },
    });
    await notify(tx, ctx, {
      kind: "provider_changed",
      receivers: [user],
      data: { provider: unlinked.name, change: "unlinked" },
    });
    return unlinked;
  });
}
