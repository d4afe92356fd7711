import type { TeamUsageGroup, UsageInterval } from "#lib/contract/keys/usage.ts";
import { dayMs } from "#lib/domain/common/durations.ts";
import { type Interval, planSpans, type SpanPlan, summarySeconds } from "#lib/domain/usage/plan-spans.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { Prisma } from "#lib/platform/db/generated/client.ts";
import type { Scope } from "#lib/services/authorize.ts";
import { getEnvironmentBound, getResourceBound, whereKeyVisible } from "#lib/services/bounds.ts";
import type { HeavyContext, ServiceContext } from "#lib/services/context.ts";
import { countedHolders } from "./counted-holders.ts";
import { keySummaryDays, teamSummaryDays } from "./summary-days.ts";
import { floorTo } from "./usage-range.ts";

/** The keys and apps whose usage the caller can see. */
interface UsageReach {
  teamId: string;
  /** Null: all environments. */
  environmentId: string | null;
  /** Null: all keys and apps. Otherwise the few keys that a key limited to resources can see. */
  keyIds: string[] | null;
}

/** A heavy route reads through the connections for heavy reads, pages through the others. */
function chooseConnection(ctx: ServiceContext | HeavyContext): Database["prisma"] {
  const { prisma, heavy } = ctx.runtime.database;
  return "isHeavy" in ctx ? heavy.prisma : prisma;
}

export async function findUsageReach(ctx: ServiceContext, scope: Scope): Promise<UsageReach> {
  const { teamId } = scope;
  const environmentId = getEnvironmentBound(scope)?.id ?? null;
  if (getResourceBound(scope).length === 0) return { teamId, environmentId, keyIds: null };
  const keys = await chooseConnection(ctx).apiKey.findMany({
    where: { teamId, AND: [whereKeyVisible(scope)] },
    select: { id: true },
  });
  return { teamId, environmentId, keyIds: keys.map(({ id }) => id) };
}

/** The kinds of sums: of whole teams in hours, or of single keys in spans of all lengths. */
type Summaries = "teams" | "keys";

/** Which sums to read, and which intervals to read in detail because they have none. */
async function planReads(
  ctx: ServiceContext,
  reach: UsageReach,
  interval: Interval,
  summaries: Summaries,
): Promise<SpanPlan> {
  // The counts of few keys are read as fast in detail, and the sums include other keys.
  if (reach.keyIds !== null) return { spans: [], gaps: [interval] };
  const days = summaries === "teams" ? teamSummaryDays : keySummaryDays;
  const keptFrom = floorTo("day", new Date(ctx.now.getTime() - days * dayMs));
  const existing = await chooseConnection(ctx).usageSummary.findMany({
    where: {
      startsAt: { gte: new Date(Math.max(interval.from.getTime(), keptFrom.getTime())), lt: interval.to },
      ...(summaries === "teams"
        ? { durationSeconds: { in: [summarySeconds.hour, summarySeconds.day] } }
        : {}),
    },
  });
  return planSpans(interval, existing);
}

function isWithin(column: Prisma.Sql, intervals: readonly Interval[]): Prisma.Sql {
  if (intervals.length === 0) return Prisma.sql`false`;
  const parts = intervals.map(
    ({ from, to }) =>
      Prisma.sql`(${column} >= ${from.toISOString()}::timestamptz AND ${column} < ${to.toISOString()}::timestamptz)`,
  );
  return Prisma.sql`(${Prisma.join(parts, " OR ")})`;
}

/** The condition on `key` for the keys and apps within reach. */
export function isWithinReach({ teamId, environmentId, keyIds }: UsageReach): Prisma.Sql {
  const inEnvironment =
    environmentId === null ? Prisma.empty : Prisma.sql`AND key.environment_id = ${environmentId}`;
  const ofKeys = keyIds === null ? Prisma.empty : Prisma.sql`AND key.id = ANY(${keyIds})`;
  return Prisma.sql`key.team_id = ${teamId} ${inEnvironment} ${ofKeys}`;
}

/** The single counts in some intervals. All durations are named so that the index on duration and start is used. */
function selectDetails(reach: UsageReach, gaps: readonly Interval[], columns: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    SELECT ${columns}, usage.outcome, usage.count::bigint AS count FROM key_usage usage JOIN ${countedHolders} key ON key.id = usage.key_id
    WHERE usage.duration_seconds IN (60, 3600, 86400) AND ${isWithin(Prisma.sql`usage.starts_at`, gaps)}
      AND ${isWithinReach(reach)}`;
}

export interface TeamCount {
  startsAt: Date;
  environmentId: string;
  outcome: string;
  count: number;
}

/** The requests of the keys within reach, by hour or day, environment of the key, and outcome. */
export async function readTeamCounts(
  ctx: ServiceContext,
  reach: UsageReach,
  period: Interval,
  interval: UsageInterval,
): Promise<TeamCount[]> {
  const { gaps } = await planReads(ctx, reach, period, "teams");
  const inEnvironment =
    reach.environmentId === null ? Prisma.empty : Prisma.sql`AND environment_id = ${reach.environmentId}`;
  return chooseConnection(ctx).$queryRaw<TeamCount[]>`
    SELECT date_trunc(${interval}, starts_at, 'UTC') AS "startsAt", environment_id AS "environmentId", outcome,
      sum(count)::float8 AS count
    FROM (
      SELECT starts_at, environment_id, outcome, count FROM team_usage_summaries
      WHERE team_id = ${reach.teamId} AND ${isWithin(Prisma.sql`starts_at`, [period])}
        AND NOT ${isWithin(Prisma.sql`starts_at`, gaps)} ${inEnvironment}
      UNION ALL
      ${selectDetails(reach, gaps, Prisma.sql`usage.starts_at, key.environment_id`)}
    ) AS counted
    GROUP BY 1, 2, 3`;
}

/** The sums of keys in the planned spans. */
function selectSums({ teamId }: UsageReach, { spans }: SpanPlan): Prisma.Sql {
  const parts = [...Map.groupBy(spans, ({ durationSeconds }) => durationSeconds)].map(([seconds, own]) => {
    const starts = own.map(({ startsAt }) => startsAt.toISOString());
    return Prisma.sql`
      SELECT key_id, outcome, count FROM key_usage_summaries
      WHERE team_id = ${teamId} AND duration_seconds = ${seconds} AND starts_at = ANY(${starts}::timestamptz[])`;
  });
  return parts.length === 0
    ? Prisma.sql`SELECT key_id, outcome, count FROM key_usage_summaries WHERE false`
    : Prisma.join(parts, " UNION ALL ");
}

export interface RankedGroup {
  group: TeamUsageGroup;
  by: string;
  count: number;
  rejected: number;
  keys: number;
  /** Of all groups, including those beyond the limit. */
  total: number;
  totalRejected: number;
}

export interface Ranking {
  group: TeamUsageGroup;
  limit: number;
  /** Counts only requests with this outcome. */
  outcome?: string | undefined;
  /** Counts only rejected requests. */
  isRejected?: boolean;
}

/** Fixed SQL: no input becomes part of it. */
const groupColumns: Readonly<Record<TeamUsageGroup, Prisma.Sql>> = {
  outcome: Prisma.sql`summed.outcome`,
  key: Prisma.sql`summed.key_id`,
  environment: Prisma.sql`environment.slug`,
};

function selectRanking({ group, limit, outcome, isRejected = false }: Ranking): Prisma.Sql {
  const conditions = [
    ...(outcome === undefined ? [] : [Prisma.sql`summed.outcome = ${outcome}`]),
    ...(isRejected ? [Prisma.sql`summed.outcome <> 'VALID'`] : []),
  ];
  const rejected = Prisma.sql`coalesce(sum(summed.count) FILTER (WHERE summed.outcome <> 'VALID'), 0)`;
  const from =
    group === "environment"
      ? Prisma.sql`summed JOIN ${countedHolders} key ON key.id = summed.key_id JOIN environments environment ON environment.id = key.environment_id`
      : Prisma.sql`summed`;
  return Prisma.sql`(
    SELECT ${group} AS group, ${groupColumns[group]} AS by, sum(summed.count)::float8 AS count, ${rejected}::float8 AS rejected,
      count(DISTINCT summed.key_id)::int AS keys, sum(sum(summed.count)) OVER ()::float8 AS total,
      sum(${rejected}) OVER ()::float8 AS "totalRejected"
    FROM ${from} ${conditions.length === 0 ? Prisma.empty : Prisma.sql`WHERE ${Prisma.join(conditions, " AND ")}`}
    GROUP BY 2 ORDER BY 3 DESC, 2 LIMIT ${limit})`;
}

/** The largest groups of each ranking, all from one reading of the counts. */
export async function rankUsage(
  ctx: ServiceContext,
  reach: UsageReach,
  period: Interval,
  rankings: readonly Ranking[],
): Promise<RankedGroup[]> {
  const plan = await planReads(ctx, reach, period, "keys");
  const { environmentId } = reach;
  const inEnvironment =
    environmentId === null
      ? Prisma.empty
      : Prisma.sql`WHERE key_id IN (SELECT id FROM ${countedHolders} key WHERE environment_id = ${environmentId})`;
  return chooseConnection(ctx).$queryRaw<RankedGroup[]>`
    WITH counted AS (
      ${selectSums(reach, plan)} UNION ALL ${selectDetails(reach, plan.gaps, Prisma.sql`usage.key_id`)}
    ), summed AS MATERIALIZED (
      SELECT key_id, outcome, sum(count) AS count FROM counted ${inEnvironment} GROUP BY 1, 2
    )
    ${Prisma.join(rankings.map(selectRanking), " UNION ALL ")}`;
}
