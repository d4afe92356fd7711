import type { Transaction } from "#lib/platform/db/transaction.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { notifyGrantChange } from "#lib/services/notices/notify-grant-change.ts";
import { endGrant } from "./end-grant.ts";

/**
 * Ends a grant whose code or refresh token was used twice: someone else may have it. The person and those in charge of the team are
 * told, unless it had already ended.
 */
export async function endReplayedGrant(
  tx: Transaction,
  ctx: ServiceContext,
  { id, appId, teamId }: { id: string; appId: string; teamId: string },
): Promise<void> {
  const { hasChanged } = await endGrant(tx, ctx, { appId, teamId }, { id, reason: "replay" });
  if (hasChanged) await notifyGrantChange(tx, ctx, id, "replayed");
}
