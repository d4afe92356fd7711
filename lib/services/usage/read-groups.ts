import type { TeamUsageDto, TeamUsageGroup, TeamUsageQuery } from "#lib/contract/keys/usage.ts";
import { authorize } from "#lib/services/authorize.ts";
import type { HeavyContext, ServiceContext } from "#lib/services/context.ts";
import { findUsageReach, type RankedGroup, rankUsage } from "./team-counts.ts";
import { maxUsageDays, resolveRange } from "./usage-range.ts";

/** The current names of keys and apps by id, and of environments by short name. */
async function readNames(
  { runtime }: ServiceContext,
  teamId: string,
  group: TeamUsageGroup,
  names: string[],
): Promise<ReadonlyMap<string, string>> {
  const { prisma } = runtime.database;
  if (group === "outcome") return new Map();
  if (group === "environment") {
    const environments = await prisma.environment.findMany({ where: { teamId, slug: { in: names } } });
    return new Map(environments.map(({ slug, label }) => [slug, label]));
  }
  const named = { where: { teamId, id: { in: names } }, select: { id: true, name: true } } as const;
  const [keys, apps] = await Promise.all([prisma.apiKey.findMany(named), prisma.app.findMany(named)]);
  return new Map([...keys, ...apps].map(({ id, name }) => [id, name]));
}

/** The groups of one ranking with their names. */
export async function nameGroups(
  ctx: ServiceContext,
  teamId: string,
  group: TeamUsageGroup,
  ranked: readonly RankedGroup[],
): Promise<TeamUsageDto["data"]> {
  const own = ranked.filter((row) => row.group === group);
  const names = await readNames(
    ctx,
    teamId,
    group,
    own.map(({ by }) => by),
  );
  return own.map(({ by, count, rejected, keys }) => ({
    by,
    name: names.get(by) ?? null,
    count,
    rejected,
    keys,
  }));
}

/** GET /usage: the requests of all of the team's keys and apps in a period, grouped for example by key, largest first. */
export async function readTeamUsage(ctx: HeavyContext, query: TeamUsageQuery): Promise<TeamUsageDto> {
  const scope = authorize(ctx, "keys:read");
  const { by: group, outcome, limit } = query;
  const period = resolveRange(query, { interval: "hour", maxDays: maxUsageDays.day }, ctx.now);
  const reach = await findUsageReach(ctx, scope);
  const ranked = await rankUsage(ctx, reach, period, [{ group, outcome, limit }]);
  return {
    from: period.from.toISOString(),
    to: period.to.toISOString(),
    total: ranked[0]?.total ?? 0,
    rejected: ranked[0]?.totalRejected ?? 0,
    data: await nameGroups(ctx, scope.teamId, group, ranked),
  };
}
