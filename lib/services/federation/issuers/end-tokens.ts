import type { Transaction } from "#lib/platform/db/transaction.ts";
import { recordInvalidation } from "#lib/services/invalidations/record.ts";

/**
 * Revokes the tokens that were got by these rules. The caller has locked what issueToken locks, so that no token is issued in the
 * meantime. Returns once no instance accepts them.
 */
export async function endTokensOfRules(
  tx: Transaction,
  rules: readonly { id: string; appId: string }[],
  now: Date,
): Promise<void> {
  const appIds = [...new Set(rules.map(({ appId }) => appId))].sort();
  for (const appId of appIds) {
    const ids = rules.filter((rule) => rule.appId === appId).map(({ id }) => id);
    const { count } = await tx.appToken.updateMany({
      where: { appId, ruleId: { in: ids }, revokedAt: null, expiresAt: { gt: now } },
      data: { revokedAt: now },
    });
    if (count > 0) await recordInvalidation(tx, "app", appId);
  }
}
