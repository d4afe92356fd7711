import type { GrantDto } from "#lib/contract/apps/launch-output.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { authorizePerson } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { endGrant } from "./end-grant.ts";

/**
 * DELETE /me/grants/{id}: the app can no longer act for the caller with this grant, and its tokens stop working now. Idempotent.
 * Throws `not_found` for another person's grant, and `forbidden` for a key.
 */
export async function endMyGrant(ctx: ServiceContext, { id }: { id: string }): Promise<GrantDto> {
  const { userId } = authorizePerson(ctx);
  const { grant } = await withTransaction(ctx.runtime.database, (tx) =>
    endGrant(tx, ctx, { userId }, { id, reason: "person" }),
  );
  return grant;
}
