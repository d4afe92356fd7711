import type { ReadNoticesInput, UnreadNoticesDto } from "#lib/contract/people/notices.ts";
import { notFound } from "#lib/domain/common/errors.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { authorizePerson } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { countUnread } from "./list.ts";
import { whereVisible } from "./where-visible.ts";

/**
 * POST /me/notices/read: marks some or all notices of the caller as read. Throws `not_found` if one of them isn't theirs,
 * and `forbidden` for a key.
 */
export async function markNoticesRead(
  ctx: ServiceContext,
  { ids }: ReadNoticesInput,
): Promise<UnreadNoticesDto> {
  const { userId } = authorizePerson(ctx);
  return withTransaction(ctx.runtime.database, async (tx) => {
    const visible = await whereVisible(tx, userId);
    if (ids !== undefined) {
      const own = await tx.notice.count({ where: { AND: [visible, { id: { in: ids } }] } });
      if (own < new Set(ids).size) throw notFound();
    }
    const chosen = ids === undefined ? {} : { id: { in: ids } };
    await tx.notice.updateMany({
      where: { AND: [visible, chosen, { readAt: null }] },
      data: { readAt: ctx.now },
    });
    return { unreadCount: await countUnread(tx, userId) };
  });
}
