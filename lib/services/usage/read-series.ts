import type { UsageSeriesDto, UsageSeriesQuery } from "#lib/contract/keys/usage.ts";
import { authorize } from "#lib/services/authorize.ts";
import type { HeavyContext } from "#lib/services/context.ts";
import { foldSeries } from "./fold-series.ts";
import { findUsageReach, readTeamCounts } from "./team-counts.ts";
import { maxUsageDays, resolveRange } from "./usage-range.ts";

/** GET /usage/series: the requests of all of the team's keys, by hour or day and by outcome. */
export async function readTeamUsageSeries(
  ctx: HeavyContext,
  query: UsageSeriesQuery,
): Promise<UsageSeriesDto> {
  const scope = authorize(ctx, "keys:read");
  const { interval } = query;
  const period = resolveRange(query, { interval, maxDays: maxUsageDays[interval] }, ctx.now);
  const reach = await findUsageReach(ctx, scope);
  return foldSeries(await readTeamCounts(ctx, reach, period, interval), interval, period);
}
