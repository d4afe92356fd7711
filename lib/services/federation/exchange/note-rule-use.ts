import { minuteMs } from "#lib/domain/common/durations.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { ExchangeRule } from "./find-exchange-rules.ts";

/** Records when a rule last accepted a token. At most once a minute, because machines may get many. */
export async function noteRuleUse(
  { prisma }: Pick<Database, "prisma">,
  { appId, rule, now }: { appId: string; rule: ExchangeRule; now: Date },
): Promise<void> {
  if (rule.lastUsedAt !== null && now.getTime() - rule.lastUsedAt.getTime() < minuteMs) return;
  await prisma.appRule.updateMany({
    where: { id: rule.id, appId, OR: [{ lastUsedAt: null }, { lastUsedAt: { lt: now } }] },
    data: { lastUsedAt: now },
  });
}
