import { authorize } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";

/** The labels of the team's environments by short name, for the history: also those of removed ones. */
export async function listEnvironmentLabels(ctx: ServiceContext): Promise<Record<string, string>> {
  const { teamId } = authorize(ctx, "audit:read");
  const rows = await ctx.runtime.database.prisma.environment.findMany({
    where: { teamId },
    // The current environment replaces removed ones with the same short name.
    orderBy: [{ retiredAt: { sort: "asc", nulls: "last" } }, { id: "asc" }],
    select: { slug: true, label: true },
  });
  return Object.fromEntries(rows.map(({ slug, label }) => [slug, label]));
}
