import { listedUsageDays as listedDays } from "#lib/domain/keys/attention.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { authorize } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";

interface DayUsage {
  accepted: number;
  refused: number;
}

interface UsageRow {
  keyId: string;
  daysAgo: number;
  accepted: number;
  refused: number;
}

/** The daily requests of each of the team's keys in the last 7 days, oldest first. Keys without requests are omitted. */
export async function listKeyUsage(
  ctx: ServiceContext,
  keyIds: readonly string[],
  { prisma }: Pick<Database, "prisma"> = ctx.runtime.database,
): Promise<Map<string, DayUsage[]>> {
  const { teamId } = authorize(ctx, "keys:read");
  const usage = new Map<string, DayUsage[]>();
  if (keyIds.length === 0) return usage;
  const today = ctx.now.toISOString().slice(0, 10);
  const rows = await prisma.$queryRaw<UsageRow[]>`
    SELECT key.id AS "keyId", ${today}::date - counted.day AS "daysAgo", counted.accepted::float8, counted.refused::float8
    FROM api_keys key JOIN key_usage_days counted ON counted.key_id = key.id
    WHERE key.team_id = ${teamId} AND key.id = ANY(${keyIds})
      AND counted.day > ${today}::date - ${listedDays}::int AND counted.day <= ${today}::date`;
  for (const { keyId, daysAgo, accepted, refused } of rows) {
    const days = usage.get(keyId) ?? Array.from({ length: listedDays }, () => ({ accepted: 0, refused: 0 }));
    days[listedDays - 1 - daysAgo] = { accepted, refused };
    usage.set(keyId, days);
  }
  return usage;
}
