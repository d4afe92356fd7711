import type { UsageSeriesDto, UsageSeriesQuery } from "#lib/contract/keys/usage.ts";
import { authorize } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { findKey } from "#lib/services/keys/find-key.ts";
import { foldSeries, type OutcomeCount } from "#lib/services/usage/fold-series.ts";
import { maxUsageDays, resolveRange } from "#lib/services/usage/usage-range.ts";

/** GET /keys/{id}/usage/series: the requests of a key, by hour or day and by outcome. */
export async function readKeyUsageSeries(
  ctx: ServiceContext,
  input: UsageSeriesQuery & { id: string },
): Promise<UsageSeriesDto> {
  const scope = authorize(ctx, "keys:read");
  const { prisma } = ctx.runtime.database;
  const key = await findKey(prisma, scope, input.id);
  return countSeries(ctx, key.id, input);
}

/** Counts the requests of a key or an app that the caller can see. */
export async function countSeries(
  ctx: ServiceContext,
  keyId: string,
  input: UsageSeriesQuery,
): Promise<UsageSeriesDto> {
  const { prisma } = ctx.runtime.database;
  const { interval } = input;
  const period = resolveRange(input, { interval, maxDays: maxUsageDays[interval] }, ctx.now);
  const rows = await prisma.$queryRaw<OutcomeCount[]>`
    SELECT date_trunc(${interval}, starts_at, 'UTC') AS "startsAt", outcome, sum(count)::float8 AS count
    FROM key_usage
    WHERE key_id = ${keyId} AND starts_at >= ${period.from.toISOString()}::timestamptz
      AND starts_at < ${period.to.toISOString()}::timestamptz
    GROUP BY 1, 2`;
  return foldSeries(rows, interval, period);
}
