import type { TeamUsageDto, UsageSeriesDto } from "#lib/contract/keys/usage.ts";
import { type UsageRange, usageRanges } from "#lib/contract/keys/usage-ranges.ts";
import { dayMs, hourMs } from "#lib/domain/common/durations.ts";
import type { Interval } from "#lib/domain/usage/plan-spans.ts";
import { authorize } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { foldSeries, isRejected, sumCounts } from "./fold-series.ts";
import { nameGroups } from "./read-groups.ts";
import { findUsageReach, type Ranking, rankUsage, readTeamCounts, type TeamCount } from "./team-counts.ts";
import { floorTo } from "./usage-range.ts";

const maxRows = 6;

interface Totals {
  total: number;
  rejected: number;
}

interface OverviewUsage {
  series: UsageSeriesDto;
  /** The period of the same length before, up to the same time of day. */
  previous: Totals;
  /** By environment of the key, the most used first. Environments without requests are omitted. */
  environments: ({ slug: string; label: string; color: string } & Totals)[];
  topKeys: TeamUsageDto["data"];
  /** Verification codes of rejected requests. */
  reasons: TeamUsageDto["data"];
}

function rangeLengthMs(range: UsageRange): number {
  const { interval, length } = usageRanges[range];
  return length * (interval === "hour" ? hourMs : dayMs);
}

/** The hours or days of a range, the last of which is not over yet. */
export function getPeriod(range: UsageRange, now: Date): Interval {
  const { interval, length } = usageRanges[range];
  const stepMs = rangeLengthMs(range) / length;
  return { from: new Date(floorTo(interval, now).getTime() - (length - 1) * stepMs), to: now };
}

function addUp(counts: readonly { outcome: string; count: number }[]): Totals {
  return { total: sumCounts(counts), rejected: sumCounts(counts.filter(isRejected)) };
}

async function addUpEnvironments({ runtime }: ServiceContext, teamId: string, counts: readonly TeamCount[]) {
  const ids = [...new Set(counts.map(({ environmentId }) => environmentId))];
  // Also those that were removed since then.
  const environments = await runtime.database.prisma.environment.findMany({
    where: { teamId, id: { in: ids } },
    select: { id: true, slug: true, label: true, color: true },
  });
  return environments
    .map(({ id, ...environment }) => ({
      ...environment,
      ...addUp(counts.filter(({ environmentId }) => environmentId === id)),
    }))
    .sort((one, other) => other.total - one.total);
}

/** What the overview shows about requests. `reason`: lists only the keys with requests rejected for this reason. */
export async function readOverviewUsage(
  ctx: ServiceContext,
  range: UsageRange,
  reason: string | undefined,
): Promise<OverviewUsage> {
  const { teamId, ...scope } = authorize(ctx, "keys:read");
  const reach = await findUsageReach(ctx, { teamId, ...scope });
  const { interval } = usageRanges[range];
  const period = getPeriod(range, ctx.now);
  const shift = (moment: Date) => new Date(moment.getTime() - rangeLengthMs(range));
  const rankings: Ranking[] = [
    { group: "key", limit: maxRows, outcome: reason },
    { group: "outcome", limit: maxRows, isRejected: true },
  ];
  const [counts, previous, ranked] = await Promise.all([
    readTeamCounts(ctx, reach, period, interval),
    readTeamCounts(ctx, reach, { from: shift(period.from), to: shift(period.to) }, interval),
    rankUsage(ctx, reach, period, rankings),
  ]);
  return {
    series: foldSeries(counts, interval, period),
    previous: addUp(previous),
    environments: await addUpEnvironments(ctx, teamId, counts),
    topKeys: await nameGroups(ctx, teamId, "key", ranked),
    reasons: await nameGroups(ctx, teamId, "outcome", ranked),
  };
}
