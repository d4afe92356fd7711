import { Prisma } from "#lib/platform/db/generated/client.ts";
import { authorize } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { allOf, isLive, listVisible } from "./query/where-keys.ts";

const { sql } = Prisma;

/** The environment that a new team has for its customers. */
export const productionSlug = "production";

export interface FirstStepsFacts {
  hasUsedKey: boolean;
  hasProductionKey: boolean;
  /** When the team's first key was created. Null if it never had one. */
  firstKeyAt: Date | null;
}

/** How far a team is with its first keys. Each part stops at the first key that it finds. */
export async function readFirstStepsFacts(ctx: ServiceContext): Promise<FirstStepsFacts> {
  const scope = authorize(ctx, "keys:read");
  const ofTeam = allOf([sql`key.team_id = ${scope.teamId}`, ...listVisible(scope)]);
  const inProduction = sql`key.environment_id IN (
    SELECT id FROM environments WHERE team_id = ${scope.teamId} AND slug = ${productionSlug})`;
  const [facts] = await ctx.runtime.database.prisma.$queryRaw<FirstStepsFacts[]>`
    SELECT EXISTS (SELECT FROM api_keys key WHERE ${ofTeam} AND key.last_used_at IS NOT NULL) AS "hasUsedKey",
      EXISTS (SELECT FROM api_keys key WHERE ${ofTeam} AND ${inProduction} AND ${isLive(ctx.now)}) AS "hasProductionKey",
      (SELECT key.created_at FROM api_keys key WHERE ${ofTeam} ORDER BY key.created_at LIMIT 1) AS "firstKeyAt"`;
  return facts ?? { hasUsedKey: false, hasProductionKey: false, firstKeyAt: null };
}
