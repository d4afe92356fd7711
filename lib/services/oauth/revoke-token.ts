import type { Database } from "#lib/platform/db/database.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { recordInvalidation } from "#lib/services/invalidations/record.ts";

/** Revokes a token of the app. Returns once no instance accepts it. */
export async function revokeToken(
  database: Pick<Database, "prisma" | "changes">,
  { appId, hash, now }: { appId: string; hash: Uint8Array<ArrayBuffer>; now: Date },
): Promise<void> {
  await withTransaction(database, async (tx) => {
    const { count } = await tx.appToken.updateMany({
      where: { hash, appId, revokedAt: null },
      data: { revokedAt: now },
    });
    if (count > 0) await recordInvalidation(tx, "app", appId);
  });
}
