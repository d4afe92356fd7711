import { authorize } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";

/** Who requested verifications: a key, an app or a person. */
interface UsageService {
  name: string;
  kind: "key" | "app" | "person";
}

/** The current names of the team's keys and apps and of its present and former members, by id. */
export async function nameUsageServices(
  ctx: ServiceContext,
  ids: readonly string[],
): Promise<Map<string, UsageService>> {
  const { teamId } = authorize(ctx, "keys:read");
  const { prisma } = ctx.runtime.database;
  const named = { where: { teamId, id: { in: [...ids] } }, select: { id: true, name: true } };
  const [keys, apps, members] = await Promise.all([
    prisma.apiKey.findMany(named),
    prisma.app.findMany(named),
    prisma.member.findMany({
      where: { teamId, userId: { in: [...ids] } },
      select: { user: { select: { id: true, name: true } } },
    }),
  ]);
  return new Map<string, UsageService>([
    ...keys.map(({ id, name }) => [id, { name, kind: "key" }] as const),
    ...apps.map(({ id, name }) => [id, { name, kind: "app" }] as const),
    ...members.map(({ user }) => [user.id, { name: user.name, kind: "person" }] as const),
  ]);
}
