import { expiringSoonMs } from "#lib/domain/keys/attention.ts";
import { Prisma } from "#lib/platform/db/generated/client.ts";
import { authorize } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { findUsageReach, isWithinReach } from "./team-counts.ts";

interface ActiveKeys {
  /** Keys that verification accepts, apart from their bounds. */
  count: number;
  /** The same at an earlier time, with the owners and expiry dates of today. */
  countBefore: number;
  /** Active keys that expire soon. */
  expiring: number;
  /** The one of them that expires next. */
  next: { id: string; name: string; expiresAt: string } | null;
}

interface Row {
  count: number;
  countBefore: number;
  expiring: number;
  nextId: string | null;
  nextName: string | null;
  nextExpiresAt: Date | null;
}

function isActiveAt(moment: Date): Prisma.Sql {
  const at = Prisma.sql`${moment.toISOString()}::timestamptz`;
  return Prisma.sql`(key.created_at <= ${at} AND (key.revoked_at IS NULL OR key.revoked_at > ${at})
    AND (key.expires_at IS NULL OR key.expires_at > ${at}) AND (key.disabled_at IS NULL OR key.disabled_at > ${at}))`;
}

/** How many active keys the team has and had, and how many of them expire soon. */
export async function countActiveKeys(ctx: ServiceContext, before: Date): Promise<ActiveKeys> {
  const scope = authorize(ctx, "keys:read");
  const { now } = ctx;
  const reach = await findUsageReach(ctx, scope);
  const soon = new Date(now.getTime() + expiringSoonMs).toISOString();
  const isExpiring = Prisma.sql`${isActiveAt(now)} AND key.expires_at <= ${soon}::timestamptz`;
  const first = (column: string) =>
    Prisma.sql`(array_agg(key.${Prisma.raw(column)} ORDER BY key.expires_at, key.id) FILTER (WHERE ${isExpiring}))[1]`;
  const [row] = await ctx.runtime.database.prisma.$queryRaw<Row[]>`
    SELECT count(*) FILTER (WHERE ${isActiveAt(now)})::int AS count,
      count(*) FILTER (WHERE ${isActiveAt(before)})::int AS "countBefore",
      count(*) FILTER (WHERE ${isExpiring})::int AS expiring,
      ${first("id")} AS "nextId", ${first("name")} AS "nextName", ${first("expires_at")} AS "nextExpiresAt"
    FROM api_keys key LEFT JOIN members owner ON owner.team_id = key.team_id AND owner.user_id = key.owner_user_id
    WHERE ${isWithinReach(reach)} AND (key.owner_type = 'team' OR owner.status = 'active')`;
  if (row === undefined) return { count: 0, countBefore: 0, expiring: 0, next: null };
  const { count, countBefore, expiring, nextId, nextName, nextExpiresAt } = row;
  const hasNext = nextId !== null && nextName !== null && nextExpiresAt !== null;
  return {
    count,
    countBefore,
    expiring,
    next: hasNext ? { id: nextId, name: nextName, expiresAt: nextExpiresAt.toISOString() } : null,
  };
}
