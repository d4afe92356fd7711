import { expiringSoonMs } from "#lib/domain/keys/attention.ts";
import { authorize } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { whereFilter } from "#lib/services/keys/list.ts";

export interface CurrentKeys {
  /** Keys that are neither expired nor deleted. */
  count: number;
  /** The same at an earlier time, with today's expiry dates. */
  countBefore: number;
  expiring: number;
  /** The key that expires next, of those that expire soon. */
  next: { id: string; name: string; expiresAt: string } | null;
}

/** How many current keys the team has and had, and how many of them expire soon. */
export async function countCurrentKeys(ctx: ServiceContext, before: Date): Promise<CurrentKeys> {
  const scope = authorize(ctx, "keys:read");
  const { now } = ctx;
  const { apiKey } = ctx.runtime.database.prisma;
  const soon = {
    AND: [
      whereFilter(scope, { status: ["active", "rotating"] }, now),
      { expiresAt: { lte: new Date(now.getTime() + expiringSoonMs) } },
    ],
  };
  const [count, countBefore, expiring, next] = await Promise.all([
    apiKey.count({ where: whereFilter(scope, { status: ["active", "rotating", "disabled"] }, now) }),
    apiKey.count({
      where: {
        AND: [
          whereFilter(scope, {}, now),
          { createdAt: { lte: before } },
          { OR: [{ revokedAt: null }, { revokedAt: { gt: before } }] },
          { OR: [{ expiresAt: null }, { expiresAt: { gt: before } }] },
        ],
      },
    }),
    apiKey.count({ where: soon }),
    apiKey.findFirst({ where: soon, orderBy: [{ expiresAt: "asc" }, { id: "asc" }] }),
  ]);
  return {
    count,
    countBefore,
    expiring,
    next:
      next?.expiresAt == null
        ? null
        : { id: next.id, name: next.name, expiresAt: next.expiresAt.toISOString() },
  };
}
