import type { AppUsageQuery } from "#lib/contract/apps/apps.ts";
import type { KeyUsageDto, UsageSeriesDto, UsageSeriesQuery } from "#lib/contract/keys/usage.ts";
import { authorize } from "#lib/services/authorize.ts";
import type { ServiceContext, UsageContext } from "#lib/services/context.ts";
import { countSeries } from "#lib/services/keys/usage/read-series.ts";
import { countUsage } from "#lib/services/keys/usage/read-usage.ts";
import { findApp } from "./find-app.ts";

/** GET /apps/{id}/usage: counts the requests with an app's tokens in a period, as readKeyUsage does for a key. */
export async function readAppUsage(
  ctx: UsageContext,
  input: AppUsageQuery & { id: string },
): Promise<KeyUsageDto> {
  const scope = authorize(ctx, "apps:read");
  const { prisma } = ctx.runtime.database;
  const app = await findApp(prisma, scope, input.id);
  const used = await prisma.keyUsage.findFirst({ where: { keyId: app.id }, select: { keyId: true } });
  // Someone may be waiting for the first request, which otherwise appears only after some seconds.
  if (used === null) await ctx.runtime.usage.catchUp();
  return countUsage(ctx, app.id, input);
}

/** The requests with an app's tokens, by hour or day and by outcome. Only the console's pages need it. */
export async function readAppUsageSeries(
  ctx: ServiceContext,
  input: UsageSeriesQuery & { id: string },
): Promise<UsageSeriesDto> {
  const scope = authorize(ctx, "apps:read");
  const app = await findApp(ctx.runtime.database.prisma, scope, input.id);
  return countSeries(ctx, app.id, input);
}
