import { withTransaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { createCommandContext } from "#lib/services/command-context.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { recordInvalidation } from "#lib/services/invalidations/record.ts";
import { notifyKeyChange } from "#lib/services/notices/notify-key-change.ts";

/** Revokes a key of any team on behalf of the operator, immediately and permanently. */
export function revokeKeyByCommand(
  runtime: ServiceContext["runtime"],
  { id, reason, now }: { id: string; reason: string | null; now: Date },
): Promise<"revoked" | "was_revoked" | "no_key"> {
  const ctx = createCommandContext(runtime, now);
  return withTransaction(runtime.database, async (tx) => {
    await tx.$executeRaw`SELECT 1 FROM api_keys WHERE id = ${id} FOR UPDATE`;
    const key = await tx.apiKey.findUnique({ where: { id } });
    if (key === null) return "no_key";
    const { teamId, updatedAt } = key;
    const { count } = await tx.apiKey.updateMany({
      where: { id, teamId, revokedAt: null },
      // Later than the last change, so that a form opened before detects this one.
      data: { revokedAt: now, updatedAt: new Date(Math.max(now.getTime(), updatedAt.getTime() + 1)) },
    });
    if (count === 0) return "was_revoked";
    await recordInvalidation(tx, "key", id);
    await emitAudit(tx, ctx, {
      teamId,
      action: "key.delete",
      target: { type: "key", id },
      changes: { name: key.name, reason },
    });
    await notifyKeyChange(tx, ctx, key, "key.delete");
    return "revoked";
  });
}
