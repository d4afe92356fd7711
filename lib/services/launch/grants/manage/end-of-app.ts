import type { GrantDto } from "#lib/contract/apps/launch-output.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { findApp } from "#lib/services/apps/find-app.ts";
import { authorize } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { notifyGrantChange } from "#lib/services/notices/notify-grant-change.ts";
import { endGrant } from "./end-grant.ts";

/**
 * DELETE /apps/{id}/grants/{grantId}: the app can no longer act for this person with this grant. Its tokens stop working now, and
 * the person is told. Idempotent. Throws `not_found`.
 */
export async function endAppGrant(
  ctx: ServiceContext,
  input: { id: string; grantId: string },
): Promise<GrantDto> {
  const scope = authorize(ctx, "apps:write");
  const { teamId } = scope;
  return withTransaction(ctx.runtime.database, async (tx) => {
    const { id: appId } = await findApp(tx, scope, input.id);
    const { grant, hasChanged } = await endGrant(
      tx,
      ctx,
      { teamId, appId },
      { id: input.grantId, reason: "admin" },
    );
    if (hasChanged) await notifyGrantChange(tx, ctx, grant.id, "ended");
    return grant;
  });
}
